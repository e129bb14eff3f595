"""What agents are told of, and by which ways unless they chose others."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

# How long the author of a comment may change it or take it back.
COMMENT_EDITABLE_FOR = timedelta(minutes=10)


class NoticeKind(StrEnum):
    """A kind of thing an agent may want to hear of."""

    ASSIGNED = "assigned"
    MENTIONED = "mentioned"
    REPLIED = "replied"
    SEND_FAILED = "send_failed"
    SEND_HELD = "send_held"
    WOKEN = "woken"


@dataclass(frozen=True, slots=True)
class Ways:
    """How an agent hears of one kind of thing."""

    in_app: bool = True
    # Only while the tab is out of sight, and with the browser's leave.
    in_browser: bool = True
    # Only while the agent is away.
    by_mail: bool = False

    @property
    def is_none(self) -> bool:
        """Whether the agent does not want to hear of it at all."""
        return not (self.in_app or self.in_browser or self.by_mail)


USUAL_WAYS = {
    kind: Ways(by_mail=kind in {NoticeKind.MENTIONED, NoticeKind.SEND_FAILED})
    for kind in NoticeKind
}


def usual_ways(kind: str) -> Ways:
    """Tell how one hears of a kind without having chosen."""
    return USUAL_WAYS.get(NoticeKind(kind), Ways()) if kind in KINDS else Ways()


KINDS = frozenset(kind.value for kind in NoticeKind)
WAYS = ("in_app", "in_browser")
