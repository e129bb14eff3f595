"""Who else looks at the open conversation, and who is writing in it."""

import asyncio
import time
from collections.abc import Iterable

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.enums import DraftKind
from inbox_app.domain.events import PresenceChanged
from inbox_app.domain.person import initials
from inbox_app.state.access import allow, current_actor
from inbox_app.state.presence_board import PresenceBoard
from inbox_app.viewmodels.presence import AgentPresence

# How soon it shows that somebody closed the window or stopped typing.
LOOK_SECONDS = 2.0

_board = PresenceBoard()
_timers: dict[str, asyncio.TimerHandle] = {}
_silent_before: set[str] = set()


class PresenceState(rx.State):
    """The other agents in the open conversation; writers come first."""

    others: rx.Field[list[AgentPresence]] = rx.field(default_factory=list)
    _conversation_id: int = 0

    @rx.event
    @allow(Permission.VIEW)
    async def beat(self) -> None:
        """Renew this tab's entry; the browser says so every few seconds."""
        await self._enter(await current_actor(self), self._conversation_id)

    async def _enter(self, actor: Actor, conversation_id: int) -> None:
        self._conversation_id = conversation_id
        if conversation_id == 0:
            self.others = []
            _tell(_board.leave(self._tab))
            return
        touched = _board.enter(
            self._tab, actor.agent_id, actor.name, conversation_id, time.monotonic()
        )
        self._show_others(actor)
        _tell(touched)

    def _write(self, kind: DraftKind) -> None:
        _tell(_board.write(self._tab, kind, time.monotonic()))

    def _stop_writing(self) -> None:
        _tell(_board.stop_writing(self._tab))

    def _writers(self, actor: Actor) -> list[str]:
        """Name the others who are writing a reply at this moment."""
        others = _board.others(self._conversation_id, actor.agent_id)
        return [one.name for one in others if one.writing is DraftKind.REPLY]

    def _show_others(self, actor: Actor) -> None:
        found = _board.others(self._conversation_id, actor.agent_id)
        others = [
            AgentPresence(
                agent_id=one.agent_id,
                name=one.name,
                initials=initials(one.name),
                writing=one.writing or "",
            )
            for one in found
        ]
        if others != self.others:
            self.others = others

    @property
    def _tab(self) -> str:
        return self.router.session.client_token


def _tell(touched: Iterable[int]) -> None:
    current_store().bus.publish([PresenceChanged(n) for n in sorted(touched)])
    _watch()


def _watch() -> None:
    """Look again soon, as long as anybody is there."""
    timer = _timers.get("next")
    if _board.tabs() and (
        timer is None or timer.when() <= asyncio.get_running_loop().time()
    ):
        loop = asyncio.get_running_loop()
        _timers["next"] = loop.call_later(LOOK_SECONDS, _look)


def _look() -> None:
    """Forget what was not renewed, and tabs whose line was down twice in a row."""
    bus = current_store().bus
    silent = {tab for tab in _board.tabs() if not bus.is_followed_by(tab)}
    touched = _board.expire(time.monotonic())
    for tab in silent & _silent_before:
        touched |= _board.leave(tab)
    _silent_before.clear()
    _silent_before.update(silent & _board.tabs())
    _tell(touched)
