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
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.events import Event
from inbox_app.services.session_cache import sessions_of
from inbox_app.state.access import AccessState, allow
from inbox_app.state.conversation import ConversationState
from inbox_app.state.conversation_list import ConversationListState
from inbox_app.state.jobs import JobListState
from inbox_app.state.live_batch import read_batch
from inbox_app.state.navigation import NavigationState
from inbox_app.state.notifications import NotificationState
from inbox_app.state.router import RouterState
from inbox_app.state.saved_views import SavedViewState
from inbox_app.state.session import session_key
from inbox_app.state.shared_reads import shared_reads

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
        key = session_key(self)
        languages = self.router.headers.raw_headers.get("accept-language", "")
        async for number, events in current_store().bus.follow(tab, self._number):
            actor = await _find_actor(key, languages)
            async with self:
                # The state itself: its proxy guards against use outside this
                # block, at a price for each attribute.
                state: rx.State = self.__wrapped__  # pyright: ignore[reportAttributeAccessIssue] - of the proxy
                if actor is None:
                    (await state.get_state(AccessState)).signed_out = True
                    return
                await apply_events(state, actor, events)
                (await state.get_state(LiveState))._number = number
                question = await (await state.get_state(SavedViewState))._ask(actor)
            if question is not None:
                # Not under the lock: it may take longer than the agent waits.
                counts = await question.answer()
                async with self:
                    (await state.get_state(SavedViewState))._take_counts(counts)
            await asyncio.sleep(PAUSE_SECONDS)


async def apply_events(
    state: rx.State, actor: Actor, events: Sequence[Event] | None
) -> None:
    """Let each region that is on screen take in what happened; None: anything may."""
    batch = read_batch(actor, events)
    navigation = await state.get_state(NavigationState)
    if batch.person:
        await (await state.get_state(RouterState))._reload_person(actor)
    if batch.rows is None or batch.rows:
        rows = await state.get_state(ConversationListState)
        await rows._apply(actor, batch.rows)
    if batch.counts:
        await navigation._refresh_counts(actor)
    if batch.inboxes:
        await navigation._refresh_inboxes(actor)
    if batch.views or batch.person:
        await (await state.get_state(SavedViewState))._load(actor)
    if batch.notifications:
        await (await state.get_state(NotificationState))._refresh(actor)
    await (await state.get_state(JobListState))._apply(actor, events)
    await (await state.get_state(ConversationState))._apply(actor, events)


async def _find_actor(key: str, languages: str) -> Actor | None:
    """Ask who the session belongs to, once for all tabs that an event wakes."""
    store = current_store()
    return await shared_reads(store).ask(
        (key, languages),
        lambda: sessions_of(store).find_actor(key, accepted_languages=languages),
    )
