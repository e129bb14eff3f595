"""The list: its loaded rows, the next page, and what live events change in it.

The page is sent once, later changes as small numbered differences that the
browser applies; a browser that missed one asks for the page again.
"""

import time
from collections.abc import Iterable
from typing import TypedDict

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.conversation_filter import ConversationFilter
from inbox_app.domain.errors import InboxError
from inbox_app.queries.conversations import list_conversations, read_matching_rows
from inbox_app.state.access import allow, current_actor
from inbox_app.state.row_window import PlacedRow, RowChanges, RowWindow
from inbox_app.state.shared_reads import shared_reads
from inbox_app.state.toasts import error_key
from inbox_app.viewmodels.conversation import ConversationPage, ConversationRow

# Above this many, reading the page again is cheaper than the single rows.
MAX_TOUCHED = 100


class ListPage(TypedDict):
    """The first page of a list."""

    # Names the list and this loading of it.
    generation: int
    # The list this is, as its URL without a conversation.
    path: str
    rows: list[ConversationRow]
    has_more: bool
    # Of a search; -1 when not counted.
    total: int
    is_total_capped: bool
    # Catalogue key of what went wrong; empty when nothing did.
    problem: str


class ListChange(TypedDict):
    """The newest difference to a page of the same generation."""

    generation: int
    # 1, 2, 3 …: a gap means that the browser missed one.
    number: int
    dropped: list[str]
    placed: list[PlacedRow]
    has_more: bool


EMPTY_PAGE = ListPage(
    generation=0,
    path="",
    rows=[],
    has_more=False,
    total=-1,
    is_total_capped=False,
    problem="",
)
NO_CHANGE = ListChange(generation=0, number=0, dropped=[], placed=[], has_more=False)


class ConversationListState(rx.State):
    """One list at a time; the URL says which."""

    page: rx.Field[ListPage] = rx.field(default_factory=lambda: EMPTY_PAGE)
    change: rx.Field[ListChange] = rx.field(default_factory=lambda: NO_CHANGE)
    _shown: ConversationFilter | None = None
    _window: RowWindow = RowWindow()

    @rx.event
    @allow(Permission.VIEW)
    async def load_more(self, generation: int) -> None:
        """Append the next page of the list that the browser shows."""
        wanted = self._shown
        is_current = generation == self.page["generation"]
        if wanted is None or not is_current or not self._window.cursor:
            return
        actor = await current_actor(self)
        page = await current_store().in_read(
            list_conversations, actor, wanted, self._window.cursor
        )
        self._send(self._window.add_page(page["rows"], page["next_cursor"]))

    @rx.event
    @allow(Permission.VIEW)
    async def reload_list(self) -> None:
        """Send the list again, after a missed change or a failure."""
        if self._shown is not None:
            await self._load(await current_actor(self), self._shown)

    async def _load(self, actor: Actor, wanted: ConversationFilter) -> None:
        """Show another list from its start."""
        self._shown = wanted
        store = current_store()
        page = ConversationPage(
            rows=[], next_cursor="", total=-1, is_total_capped=False
        )
        problem = ""
        try:
            page = await store.in_read(list_conversations, actor, wanted)
        except InboxError as error:
            problem = error_key(error)
        self._window = RowWindow(
            page["rows"],
            cursor=page["next_cursor"],
            oldest_first=wanted.is_ascending,
        )
        now = time.time_ns() // 1_000_000
        self.page = ListPage(
            generation=max(now, self.page["generation"] + 1),
            path=wanted.to_path(),
            rows=page["rows"],
            has_more=bool(page["next_cursor"]),
            total=page["total"],
            is_total_capped=page["is_total_capped"],
            problem=problem,
        )
        self.change = NO_CHANGE

    async def _apply(self, actor: Actor, touched: Iterable[int] | None) -> None:
        """Take in what happened to some conversations; None: to any of them."""
        if self._shown is None:
            return
        wanted = self._shown
        ids = None if touched is None else tuple(sorted(set(touched)))
        try:
            if ids is None or len(ids) > MAX_TOUCHED:
                await self._compare_all(actor, wanted)
            else:
                found = await shared_reads(current_store()).read(
                    read_matching_rows, actor, wanted, ids
                )
                self._send(self._window.merge(ids, found))
        except InboxError:
            # The inbox was taken away meanwhile: say so in place of the rows.
            await self._load(actor, wanted)

    async def _compare_all(self, actor: Actor, wanted: ConversationFilter) -> None:
        reads = shared_reads(current_store())
        page = await reads.read(list_conversations, actor, wanted)
        rows, window = page["rows"], self._window
        if page["next_cursor"] and not window.reaches(rows[-1]):
            # So much is new that the old rows may not follow on from the page.
            self._send(window.cut_to(rows, page["next_cursor"]))
            return
        found = list(rows)
        behind = sorted(window.ids() - {row["id"] for row in rows})
        for start in range(0, len(behind), MAX_TOUCHED):
            ids = tuple(behind[start : start + MAX_TOUCHED])
            found += await reads.read(read_matching_rows, actor, wanted, ids)
        self._send(window.merge(window.ids(), found))

    def _send(self, changes: RowChanges) -> None:
        has_more = bool(self._window.cursor)
        is_same_end = has_more == self._last_has_more()
        if not changes["dropped"] and not changes["placed"] and is_same_end:
            return
        is_first = self.change["generation"] != self.page["generation"]
        self.change = ListChange(
            generation=self.page["generation"],
            number=1 if is_first else self.change["number"] + 1,
            dropped=changes["dropped"],
            placed=changes["placed"],
            has_more=has_more,
        )

    def _last_has_more(self) -> bool:
        if self.change["generation"] == self.page["generation"]:
            return self.change["has_more"]
        return self.page["has_more"]
