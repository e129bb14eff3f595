"""What the URL asks for, and loading just what differs from what is shown.

One handler answers every navigation: a click on a row or a view only changes the
URL. The list is not read again when only the conversation changes.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple, Self

import reflex as rx
from reflex.event import EventSpec

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.conversation_filter import ConversationFilter
from inbox_app.domain.errors import ViewNotFoundError
from inbox_app.queries.merge_targets import follow_merge
from inbox_app.queries.navigation import read_inboxes
from inbox_app.state.access import allow, current_actor
from inbox_app.state.conversation import ConversationState
from inbox_app.state.conversation_list import ConversationListState
from inbox_app.state.filters import FilterState
from inbox_app.state.jobs import JobListState
from inbox_app.state.navigation import NavigationState
from inbox_app.state.notifications import NotificationState
from inbox_app.state.preferences import PreferenceState
from inbox_app.state.saved_views import SavedViewState
from inbox_app.state.toasts import show_error

MAX_ID_DIGITS = 10


class Location(NamedTuple):
    """The parts of `/inbox/{inbox}/{view}/{conversation}`; empty where left out."""

    inbox: str = ""
    view: str = ""
    conversation_id: int = 0

    @classmethod
    def from_path(cls, path: str) -> Self:
        """Read the parts; more of them are ignored."""
        parts = [part for part in path.split("/") if part][1:4]
        inbox, view, conversation = (*parts, "", "", "")[:3]
        is_number = conversation.isascii() and conversation.isdigit()
        known = is_number and len(conversation) < MAX_ID_DIGITS
        return cls(inbox, view, int(conversation) if known else 0)


class RouterState(rx.State):
    """What is shown, as the URL had it at the last navigation."""

    conversation_id: rx.Field[int] = rx.field(0)
    # The zone of the browser, which decides what "today" means in a date filter.
    _time_zone: str = "UTC"
    _wanted: ConversationFilter | None = None
    _agent_id: int = 0

    @rx.event
    @allow(Permission.VIEW)
    async def open_location(self) -> EventSpec | None:
        """Show what the URL asks for."""
        actor = await current_actor(self)
        location = Location.from_path(self.router.url.path)
        if not location.view:
            return rx.redirect(await self._start_path(actor, location), replace=True)
        wanted = self._read_filter(location, self.router.url.query_parameters)
        views = await self.get_state(SavedViewState)
        if wanted.saved_view_id:
            wanted = await views._resolve(
                actor, wanted, is_as_saved=not self.router.url.query_parameters
            )
        if wanted is None:
            await show_error(self, ViewNotFoundError())
            return rx.redirect(await self._start_path(actor, location), replace=True)
        views._show(wanted)
        if leads_to := await self._leads_to(actor, location.conversation_id):
            return rx.redirect(wanted.to_path(leads_to), replace=True)
        if self._agent_id != actor.agent_id:
            await self._load_person(actor)
        await self._show_conversation(actor, location.conversation_id)
        await self._show_list(actor, wanted)
        navigation = await self.get_state(NavigationState)
        navigation.is_menu_open = False
        return None

    @rx.event
    @allow(Permission.VIEW)
    async def open_conversation(self, conversation_id: int) -> None:
        """Show a conversation whose address follows: the row was clicked."""
        await self._show_conversation(await current_actor(self), conversation_id)

    @rx.event
    @allow(Permission.VIEW)
    async def note_time_zone(self, time_zone: str) -> None:
        """Hear where the browser is; a list with a date filter may differ there."""
        if time_zone == self._time_zone:
            return
        self._time_zone = time_zone[:60]
        if self._wanted is None:
            return
        wanted = replace(self._wanted, time_zone=self._time_zone)
        if wanted.since or wanted.until:
            await self._show_list(await current_actor(self), wanted)
        else:
            # The same list: opening a row must not read it from its start again.
            self._wanted = wanted

    async def _reload_person(self, actor: Actor) -> None:
        """Show again what depends on who the agent is, and which inboxes are theirs."""
        await self._load_person(actor)
        if self._wanted is not None:
            navigation = await self.get_state(NavigationState)
            await navigation._load(actor, self._wanted.inbox_id or 0)

    async def _load_person(self, actor: Actor) -> None:
        self._agent_id = actor.agent_id
        for part in (
            PreferenceState,
            NotificationState,
            JobListState,
            SavedViewState,
        ):
            await (await self.get_state(part))._load(actor)

    async def _show_conversation(self, actor: Actor, conversation_id: int) -> None:
        if conversation_id != self.conversation_id:
            self.conversation_id = conversation_id
            conversation = await self.get_state(ConversationState)
            await conversation._show(actor, conversation_id)

    async def _show_list(self, actor: Actor, wanted: ConversationFilter) -> None:
        if wanted == self._wanted:
            return
        before = self._wanted
        self._wanted = wanted
        if before is None or before.inbox_id != wanted.inbox_id:
            navigation = await self.get_state(NavigationState)
            await navigation._load(actor, wanted.inbox_id or 0)
        await (await self.get_state(FilterState))._show(actor, wanted)
        await (await self.get_state(ConversationListState))._load(actor, wanted)

    async def _leads_to(self, actor: Actor, conversation_id: int) -> int:
        """Where what was merged is now; 0 for what is asked for itself."""
        if conversation_id in {0, self.conversation_id}:
            return 0
        return await current_store().in_read(follow_merge, actor, conversation_id)

    async def _start_path(self, actor: Actor, location: Location) -> str:
        inboxes = await current_store().in_read(read_inboxes, actor)
        visible = [str(choice["id"]) for choice in inboxes]
        if location.inbox not in {*visible, "all"}:
            location = Location(visible[0] if len(visible) == 1 else "all")
        return f"/inbox/{location.inbox}/unassigned"

    def _read_filter(
        self, location: Location, query: Mapping[str, str]
    ) -> ConversationFilter:
        return ConversationFilter.from_url(
            location.inbox, location.view, query, time_zone=self._time_zone
        )
