"""The left column: who is here, the inboxes, and the views with their counts."""

from typing import TypedDict

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.queries.navigation import read_counts, read_inboxes
from inbox_app.state.access import allow
from inbox_app.state.shared_reads import shared_reads
from inbox_app.viewmodels.navigation import InboxChoice, ViewCounts

NO_COUNTS = ViewCounts(
    unassigned=0,
    mine=0,
    open=0,
    snoozed=0,
    chat=0,
    email=0,
    forms=0,
    closed=0,
    filtered=0,
    trash=0,
    mentions=0,
    unread=0,
)


class Me(TypedDict):
    """The agent at this tab."""

    id: int
    name: str
    first_name: str
    is_admin: bool


NOBODY = Me(id=0, name="", first_name="", is_admin=False)


class NavigationState(rx.State):
    """What the column shows; which entry is active, the URL says."""

    me: rx.Field[Me] = rx.field(default_factory=lambda: NOBODY)
    inboxes: rx.Field[list[InboxChoice]] = rx.field(default_factory=list)
    counts: rx.Field[ViewCounts] = rx.field(default_factory=lambda: NO_COUNTS)
    # The inbox shown: its name, and its number or 0 for all of them.
    inbox_id: rx.Field[int] = rx.field(0)
    inbox_name: rx.Field[str] = rx.field("")
    is_loaded: rx.Field[bool] = rx.field(default=False)
    # On a narrow screen, in place of the list.
    is_menu_open: rx.Field[bool] = rx.field(default=False)

    @rx.event
    @allow(Permission.VIEW)
    async def open_menu(self) -> None:
        """Show the column where there is room for one pane only."""
        self.is_menu_open = True

    @rx.event
    @allow(Permission.VIEW)
    async def close_menu(self) -> None:
        """Go back to the list."""
        self.is_menu_open = False

    async def _load(self, actor: Actor, inbox_id: int) -> None:
        """Show an inbox, or all of them (0)."""
        self.me = Me(
            id=actor.agent_id,
            name=actor.name,
            first_name=actor.name.partition(" ")[0],
            is_admin=actor.is_admin,
        )
        self.inbox_id = inbox_id
        store = current_store()
        self._take_inboxes(await store.in_read(read_inboxes, actor))
        self.counts = await store.in_read(read_counts, actor, inbox_id or None)
        self.is_loaded = True

    async def _refresh_counts(self, actor: Actor) -> None:
        """Count again after an event; the tabs that ask the same share the answer."""
        counts = await shared_reads(current_store()).read(
            read_counts, actor, self.inbox_id or None
        )
        if counts != self.counts:
            self.counts = counts

    async def _refresh_inboxes(self, actor: Actor) -> None:
        """Read badges and health again after an event."""
        inboxes = await shared_reads(current_store()).read(read_inboxes, actor)
        if inboxes != self.inboxes:
            self._take_inboxes(inboxes)

    def _take_inboxes(self, inboxes: list[InboxChoice]) -> None:
        self.inboxes = inboxes
        names = {choice["id"]: choice["name"] for choice in inboxes}
        self.inbox_name = names.get(self.inbox_id, "")
