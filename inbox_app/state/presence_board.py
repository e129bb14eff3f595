"""Who has which conversation open, and who is writing: kept in this process.

An entry belongs to a browser tab, not to an agent, so that closing one of two tabs
of the same agent takes nobody away from the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from inbox_app.domain.enums import DraftKind

VIEWING_SECONDS = 60.0
WRITING_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class _Entry:
    agent_id: int
    name: str
    conversation_id: int
    expires: float
    writing: DraftKind | None = None
    writing_expires: float = 0.0


@dataclass(frozen=True, slots=True)
class Presence:
    """One agent in one conversation, however many tabs show it."""

    agent_id: int
    name: str
    writing: DraftKind | None


class PresenceBoard:
    """The entries of all tabs; every change answers which conversations it touched.

    Time is handed in, as seconds of any steady clock.
    """

    def __init__(self) -> None:
        self._entries: dict[str, _Entry] = {}

    def enter(
        self, tab: str, agent_id: int, name: str, conversation_id: int, now: float
    ) -> set[int]:
        """Note that a tab shows a conversation (again); it leaves any other."""
        before = self._entries.get(tab)
        if before is not None and _is_same(before, agent_id, conversation_id):
            self._entries[tab] = replace(before, expires=now + VIEWING_SECONDS)
            return set()
        touched = self.leave(tab)
        self._entries[tab] = _Entry(
            agent_id, name, conversation_id, now + VIEWING_SECONDS
        )
        return touched | {conversation_id}

    def write(self, tab: str, kind: DraftKind, now: float) -> set[int]:
        """Note that the tab's agent typed; it wears off by itself."""
        entry = self._entries.get(tab)
        if entry is None:
            return set()
        self._entries[tab] = replace(
            entry,
            expires=now + VIEWING_SECONDS,
            writing=kind,
            writing_expires=now + WRITING_SECONDS,
        )
        return set() if entry.writing is kind else {entry.conversation_id}

    def stop_writing(self, tab: str) -> set[int]:
        """Note that the text was sent or thrown away."""
        entry = self._entries.get(tab)
        if entry is None or entry.writing is None:
            return set()
        self._entries[tab] = replace(entry, writing=None)
        return {entry.conversation_id}

    def leave(self, tab: str) -> set[int]:
        """Forget a tab."""
        entry = self._entries.pop(tab, None)
        return set() if entry is None else {entry.conversation_id}

    def expire(self, now: float) -> set[int]:
        """Forget what was not renewed in time."""
        touched: set[int] = set()
        for tab, entry in list(self._entries.items()):
            if entry.expires <= now:
                touched |= self.leave(tab)
            elif entry.writing is not None and entry.writing_expires <= now:
                touched |= self.stop_writing(tab)
        return touched

    def tabs(self) -> set[str]:
        """All tabs that have a conversation open."""
        return set(self._entries)

    def others(self, conversation_id: int, agent_id: int) -> list[Presence]:
        """Everybody else in a conversation, writers first."""
        found: dict[int, Presence] = {}
        for entry in self._of(conversation_id):
            if entry.agent_id == agent_id:
                continue
            known = found.get(entry.agent_id)
            if known is None or known.writing is None:
                found[entry.agent_id] = Presence(
                    entry.agent_id, entry.name, entry.writing
                )
        return sorted(found.values(), key=lambda p: (p.writing is None, p.name))

    def _of(self, conversation_id: int) -> Iterable[_Entry]:
        return (
            entry
            for entry in self._entries.values()
            if entry.conversation_id == conversation_id
        )


def _is_same(entry: _Entry, agent_id: int, conversation_id: int) -> bool:
    return entry.agent_id == agent_id and entry.conversation_id == conversation_id
