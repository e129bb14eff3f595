"""The live feed of a tab: what others and the mailboxes do appears by itself.

The listener is started at each navigation and ended by the next, so it follows
the numbered feed from where this tab has read to. Each batch is applied under
the tab's lock, after asking again whether the session is alive.
"""

import asyncio
from collections.abc import Sequence

import reflex as rx
from reflex.event import EventSpec

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Permission
from inbox_app.domain.errors import NotSignedInError
from inbox_app.domain.events import Event
from inbox_app.state.access import allow, current_actor
from inbox_app.state.conversation import ConversationState
from inbox_app.state.conversation_list import ConversationListState
from inbox_app.state.live_batch import read_batch
from inbox_app.state.navigation import NavigationState
from inbox_app.state.notifications import NotificationState
from inbox_app.state.router import RouterState

# A burst is shown in steps this far apart; the first event of one at once.
PAUSE_SECONDS = 0.2


class LiveState(rx.State):
    """How far this tab has read the feed."""

    _number: int = -1

    @rx.event
    @allow(Permission.VIEW)
    async def start_live(self) -> EventSpec:
        """Note where the feed stands, before anything is read, and follow it."""
        if self._number < 0:
            self._number = current_store().bus.number
        return LiveState.follow_events  # pyright: ignore[reportReturnType] - a handler is its own event

    @rx.event(background=True)
    @allow(Permission.VIEW)
    async def follow_events(self) -> None:
        """Apply each batch of events until the tab goes or its session ends."""
        tab = self.router.session.client_token
        bus = current_store().bus
        async for number, events in bus.follow(tab, self._number):
            async with self:
                try:
                    await self._apply(events)
                except NotSignedInError:
                    return
                self._number = number
            await asyncio.sleep(PAUSE_SECONDS)

    async def _apply(self, events: Sequence[Event] | None) -> None:
        actor = await current_actor(self)
        batch = read_batch(actor, events)
        if batch.person:
            await (await self.get_state(RouterState))._reload_person(actor)
        if batch.rows is None or batch.rows:
            await (await self.get_state(ConversationListState))._apply(
                actor, batch.rows
            )
        navigation = await self.get_state(NavigationState)
        if batch.counts:
            await navigation._refresh_counts(actor)
        if batch.inboxes:
            await navigation._refresh_inboxes(actor)
        if batch.notifications:
            await (await self.get_state(NotificationState))._refresh(actor)
        await (await self.get_state(ConversationState))._apply(actor, events)
