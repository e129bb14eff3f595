"""A message that waits for a time of its own."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Permission
from inbox_app.domain.errors import InboxError
from inbox_app.services import scheduling
from inbox_app.state.access import allow, current_actor
from inbox_app.state.reply import read_schedule
from inbox_app.state.timeline import TimelineState
from inbox_app.state.toasts import show_error, show_toast


class ScheduledMessageState(rx.State):
    """What an agent does with messages that are to leave later."""

    @rx.event
    @allow(Permission.REPLY)
    async def send_now(self, message_id: int) -> None:
        """Let it leave at once, with the usual moment to take it back."""
        await self._act(scheduling.send_now, message_id)

    @rx.event
    @allow(Permission.REPLY)
    async def reschedule(self, message_id: int, wish: dict[str, Any]) -> None:
        """Give it another time."""
        schedule = read_schedule(wish)
        if await self._act(scheduling.reschedule, message_id, schedule=schedule):
            await show_toast(self, "schedule.changed", tone="ok")

    async def _act(
        self, use_case: Callable[..., None], message_id: int, **given: Any
    ) -> bool:
        actor = await current_actor(self)
        try:
            await current_store().in_unit_of_work(use_case, actor, message_id, **given)
        except InboxError as error:
            await show_error(self, error)
            return False
        await (await self.get_state(TimelineState))._refresh(actor)
        return True
