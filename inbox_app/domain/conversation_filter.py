"""What a list shows: a view, narrowed by filters, as it stands in the URL.

    /inbox/{inbox or "all"}/{view}[/{conversation}]?q=…&status=open&channel=email

The view is a word of `View`, or "v" and the number of a saved one.

Values of one kind are joined by commas and mean "or"; kinds mean "and".
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Self, TypeVar
from urllib.parse import urlencode

from inbox_app.domain.enums import ChannelKind, ConversationStatus, Priority

Member = TypeVar("Member", bound=StrEnum)
MAX_ID_DIGITS = 10


class View(StrEnum):
    """The views of the navigation; the value is the word in the URL."""

    UNASSIGNED = "unassigned"
    MINE = "mine"
    MENTIONS = "mentions"
    OPEN = "open"
    SNOOZED = "snoozed"
    CHAT = "chat"
    EMAIL = "email"
    FORMS = "forms"
    CLOSED = "closed"
    SENT = "sent"
    FILTERED = "filtered"
    TRASH = "trash"


VIEW_CHANNELS: dict[View, tuple[ChannelKind, ...]] = {
    View.CHAT: (ChannelKind.CHAT, ChannelKind.BOT),
    View.EMAIL: (ChannelKind.EMAIL, ChannelKind.MESSENGER),
    View.FORMS: (ChannelKind.FORM, ChannelKind.CALL),
}


class DateField(StrEnum):
    """Which date a date range is about."""

    ACTIVITY = "activity"
    CREATED = "created"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ConversationFilter:
    """A view and everything that narrows it.

    With words or any filter set, the whole inbox is searched, not only the
    view, unless `hide_filtered` or `hide_trash` say otherwise (a search finds
    what is closed, filtered or in the trash too, each row with its badge).
    """

    # None stands for all inboxes the actor may see.
    inbox_id: int | None = None
    view: View = View.UNASSIGNED
    # The saved view it began with, which stands in the URL in place of a view.
    saved_view_id: int | None = None
    words: str = ""
    statuses: frozenset[ConversationStatus] = frozenset()
    channels: frozenset[ChannelKind] = frozenset()
    # 0 stands for nobody.
    assignee_ids: frozenset[int] = frozenset()
    team_ids: frozenset[int] = frozenset()
    tag_ids: frozenset[int] = frozenset()
    priorities: frozenset[Priority] = frozenset()
    contact_id: int | None = None
    date_field: DateField = DateField.ACTIVITY
    # Days in the agent's zone, both inclusive.
    since: date | None = None
    until: date | None = None
    time_zone: str = "UTC"
    has_attachment: bool = False
    is_unread: bool = False
    hide_filtered: bool = False
    hide_trash: bool = False
    oldest_first: bool = False
    # Shows what rests among the open ones as well; like the order, no filter.
    with_snoozed: bool = False

    @property
    def is_narrowed(self) -> bool:
        """Whether anything beside the view and the order is chosen."""
        return self != ConversationFilter(
            inbox_id=self.inbox_id,
            view=self.view,
            saved_view_id=self.saved_view_id,
            time_zone=self.time_zone,
            oldest_first=self.oldest_first,
            with_snoozed=self.with_snoozed,
        )

    @property
    def is_ascending(self) -> bool:
        """Whether earlier times come first: what rests is read soonest first."""
        is_by_waking = self.view is View.SNOOZED and not self.is_narrowed
        return self.oldest_first is not is_by_waking

    @classmethod
    def from_url(
        cls,
        inbox: str,
        view: str,
        query: Mapping[str, str],
        *,
        time_zone: str = "UTC",
    ) -> Self:
        """Read it from the URL; a value that is none is left out."""
        field = _member(DateField, query.get("date", "")) or DateField.ACTIVITY
        saved = next(iter(_numbers(view[1:])), None) if view[:1] == "v" else None
        return cls(
            inbox_id=next(iter(_numbers(inbox)), None),
            view=View.OPEN if saved else _member(View, view) or View.UNASSIGNED,
            saved_view_id=saved,
            words=query.get("q", "").strip()[:300],
            statuses=frozenset(_members(ConversationStatus, query.get("status", ""))),
            channels=frozenset(_members(ChannelKind, query.get("channel", ""))),
            assignee_ids=frozenset(_numbers(query.get("assignee", ""))),
            team_ids=frozenset(_numbers(query.get("team", ""))),
            tag_ids=frozenset(_numbers(query.get("tag", ""))),
            priorities=frozenset(_members(Priority, query.get("priority", ""))),
            contact_id=next(iter(_numbers(query.get("contact", ""))), None),
            date_field=field,
            since=_day(query.get("since", "")),
            until=_day(query.get("until", "")),
            time_zone=time_zone,
            has_attachment=query.get("attachment") == "1",
            is_unread=query.get("unread") == "1",
            hide_filtered=query.get("filtered") == "0",
            hide_trash=query.get("trash") == "0",
            oldest_first=query.get("order") == "oldest",
            with_snoozed=query.get("snoozed") == "1",
        )

    def to_query(self) -> str:
        """Write what follows the `?`; empty when nothing is chosen."""
        pairs = {
            "q": self.words,
            "status": ",".join(sorted(self.statuses)),
            "channel": ",".join(sorted(self.channels)),
            "assignee": ",".join(str(n) for n in sorted(self.assignee_ids)),
            "team": ",".join(str(n) for n in sorted(self.team_ids)),
            "tag": ",".join(str(n) for n in sorted(self.tag_ids)),
            "priority": ",".join(sorted(self.priorities)),
            "contact": str(self.contact_id) if self.contact_id else "",
            "date": "" if self.date_field is DateField.ACTIVITY else self.date_field,
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
            "attachment": "1" if self.has_attachment else "",
            "unread": "1" if self.is_unread else "",
            "filtered": "0" if self.hide_filtered else "",
            "trash": "0" if self.hide_trash else "",
            "order": "oldest" if self.oldest_first else "",
            "snoozed": "1" if self.with_snoozed else "",
        }
        return urlencode({key: value for key, value in pairs.items() if value})

    def to_path(self, conversation_id: int | None = None) -> str:
        """Write the whole local URL, with or without an open conversation."""
        view = f"v{self.saved_view_id}" if self.saved_view_id else self.view
        path = f"/inbox/{self.inbox_id or 'all'}/{view}"
        if conversation_id:
            path += f"/{conversation_id}"
        query = self.to_query()
        return f"{path}?{query}" if query else path

    def without(self, name: str) -> Self:
        """Drop one filter, by the name of its field."""
        return replace(self, **{name: getattr(ConversationFilter(), name)})


def _member(kind: type[Member], value: str) -> Member | None:
    try:
        return kind(value)
    except ValueError:
        return None


def _members(kind: type[Member], values: str) -> list[Member]:
    found = (_member(kind, value) for value in values.split(","))
    return [member for member in found if member is not None]


def _numbers(values: str) -> list[int]:
    # Ten digits and more are no id; int() of a very long text is slow.
    return [
        int(v)
        for v in values.split(",")
        if v.isascii() and v.isdigit() and len(v) < MAX_ID_DIGITS
    ]


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
