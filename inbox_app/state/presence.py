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

_board = PresenceBoard()
_timers: dict[str, asyncio.TimerHandle] = {}


class PresenceState(rx.State):
    """The other agents in the open conversation; writers come first."""

    others: rx.Field[list[AgentPresence]] = rx.field(default_factory=list)
    _conversation_id: int = 0

    @rx.event
    @allow(Permission.VIEW)
    async def beat(self) -> None:
        """Renew this tab's entry; the browser says so every few seconds."""
        await self._enter(await current_actor(self), self._conversation_id)

    @rx.event
    @allow(Permission.VIEW)
    async def leave(self) -> None:
        """Forget this tab: it is being closed or hidden for good."""
        _tell(_board.leave(self._tab))

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
    _await_expiry()


def _await_expiry() -> None:
    if (timer := _timers.pop("next", None)) is not None:
        timer.cancel()
    if (expiry := _board.next_expiry()) is not None:
        wait = max(0.0, expiry - time.monotonic()) + 0.05
        _timers["next"] = asyncio.get_running_loop().call_later(wait, _expire)


def _expire() -> None:
    _tell(_board.expire(time.monotonic()))
