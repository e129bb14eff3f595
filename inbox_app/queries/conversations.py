"""The list of conversations: pages by keyset, and what a live update changes.

A list is read in two steps. First the ids, by walking an index that is already
in the order wanted: one walk for each combination of folder and inbox (or
assignee), each at most a page long, merged. Then the rows of those ids.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    func,
    or_,
    select,
    true,
    tuple_,
    union_all,
)

from inbox_app.db.search import AnySelect, hide_from_planner
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.conversation_filter import ConversationFilter, View
from inbox_app.models.types import UtcDateTime
from inbox_app.queries.conversation_rows import read_rows
from inbox_app.queries.cursors import Place, empty_page, read_cursor, write_cursor
from inbox_app.queries.list_scope import (
    ListScope,
    conditions_of,
    counted_conditions_of,
    is_assigned_to,
    other_conditions_of,
    scope_of,
)
from inbox_app.queries.mentions import list_mentions, read_mention_rows
from inbox_app.queries.reading import fetch_all, fetch_one, to_iso
from inbox_app.queries.searching import find_matching_rows, search_conversations
from inbox_app.queries.sent import list_sent, read_sent_rows
from inbox_app.queries.tables import conversation, conversation_count
from inbox_app.viewmodels.conversation import ConversationPage, ConversationRow

PAGE_ROWS = 50
MAX_LIVE_IDS = 200
# Beyond this, one walk over all inboxes is cheaper than one in each.
MAX_WALKED_INBOXES = 12


def list_conversations(
    uow: UnitOfWork, actor: Actor, wanted: ConversationFilter, cursor: str = ""
) -> ConversationPage:
    """Read up to 50 rows of a view or search, from the start or from a cursor.

    A cursor that was made for another list, or by hand, gives an empty page.
    """
    if wanted.words:
        return search_conversations(uow, actor, wanted, cursor)
    place = read_cursor(cursor)
    if cursor and place is None:
        return empty_page()
    if wanted.view is View.SENT and not wanted.is_narrowed:
        return list_sent(uow, actor, wanted, place)
    if wanted.view is View.MENTIONS and not wanted.is_narrowed:
        return list_mentions(uow, actor, wanted, place)
    scope = scope_of(actor, wanted)
    if scope.inbox_ids == () or _is_certainly_empty(uow, scope):
        return empty_page()
    return _read_page(uow, actor, scope, _order_of(wanted), place)


def count_conversations(
    uow: UnitOfWork, actor: Actor, wanted: ConversationFilter, *, limit: int
) -> int:
    """Count what a list holds, exactly up to a limit and no further."""
    if wanted.words:
        return min(limit, search_conversations(uow, actor, wanted, "")["total"])
    scope = scope_of(actor, wanted)
    if scope.inbox_ids == ():
        return 0
    if scope.is_countable:
        row = fetch_one(uow, _size_statement(scope))
        return min(limit, int(row[0] or 0)) if row else 0
    walk = _walk_statement(scope, _order_of(wanted), is_continued=False, limit=limit)
    row = fetch_one(uow, select(func.count()).select_from(walk.subquery()))
    return int(row[0]) if row else 0


def read_matching_rows(
    uow: UnitOfWork, actor: Actor, wanted: ConversationFilter, ids: Iterable[int]
) -> list[ConversationRow]:
    """Read those of these conversations that belong to this list at present.

    In the order of the list; in Sent each of their messages is a row.
    """
    # More at once than any screen shows is a reload.
    asked = sorted(set(ids))[:MAX_LIVE_IDS]
    if not asked:
        return []
    if wanted.words:
        return find_matching_rows(uow, actor, wanted, asked)
    if wanted.view is View.SENT and not wanted.is_narrowed:
        return read_sent_rows(uow, actor, wanted, asked)
    if wanted.view is View.MENTIONS and not wanted.is_narrowed:
        return read_mention_rows(uow, actor, wanted, asked)
    scope = scope_of(actor, wanted)
    order = _order_of(wanted)
    found = fetch_all(uow, _members_statement(scope, order), ids=asked)
    places = [Place(at, number) for number, at in found]
    places.sort(key=lambda place: (place.at, place.id), reverse=order.is_newest_first)
    return _rows_at(uow, actor, places)


@dataclass(frozen=True, slots=True)
class _Order:
    column: str
    is_newest_first: bool


def _order_of(wanted: ConversationFilter) -> _Order:
    by_closing = wanted.view is View.CLOSED and not wanted.is_narrowed
    by_waking = wanted.view is View.SNOOZED and not wanted.is_narrowed
    column = "last_message_at"
    if by_closing or by_waking:
        column = "closed_at" if by_closing else "snoozed_until"
    return _Order(column, is_newest_first=not wanted.is_ascending)


def _read_page(
    uow: UnitOfWork, actor: Actor, scope: ListScope, order: _Order, place: Place | None
) -> ConversationPage:
    statement = _walk_statement(scope, order, is_continued=place is not None)
    after = {"at": place.at, "id": place.id} if place else {}
    found = [Place(at, number) for number, at in fetch_all(uow, statement, **after)]
    page = found[:PAGE_ROWS]
    has_more = len(found) > PAGE_ROWS
    return ConversationPage(
        rows=_rows_at(uow, actor, page),
        next_cursor=write_cursor(page[-1]) if has_more else "",
        total=-1,
        is_total_capped=False,
    )


def _rows_at(
    uow: UnitOfWork, actor: Actor, places: Sequence[Place]
) -> list[ConversationRow]:
    times = {place.id: to_iso(place.at) for place in places}
    rows = read_rows(uow, actor, [place.id for place in places])
    for row in rows:
        row["sort_at"] = times[row["id"]]
    return rows


def _is_certainly_empty(uow: UnitOfWork, scope: ListScope) -> bool:
    # A walk for what does not exist would read the whole folder.
    if not scope.channels:
        return False
    row = fetch_one(uow, _size_statement(scope))
    return row is None or not row[0]


@lru_cache(maxsize=256)
def _size_statement(scope: ListScope) -> AnySelect:
    return select(func.sum(conversation_count.c.n)).where(counted_conditions_of(scope))


@lru_cache(maxsize=256)
def _members_statement(scope: ListScope, order: _Order) -> AnySelect:
    return select(conversation.c.id, conversation.c[order.column]).where(
        conversation.c.id.in_(bindparam("ids", expanding=True)), *conditions_of(scope)
    )


@lru_cache(maxsize=256)
def _walk_statement(
    scope: ListScope,
    order: _Order,
    *,
    is_continued: bool,
    limit: int = PAGE_ROWS + 1,
) -> AnySelect:
    walks = [
        _walk(starts, scope, order, is_continued=is_continued).limit(limit)
        for starts in _index_starts(scope, order)
    ]
    if len(walks) == 1:
        return walks[0]
    # SQLite takes a limit inside a union only from a nested select.
    merged = union_all(*(select(walk.subquery()) for walk in walks)).subquery()
    by = (merged.c.at, merged.c.id)
    return (
        select(merged.c.id, merged.c.at)
        .order_by(
            *(column.desc() if order.is_newest_first else column for column in by)
        )
        .limit(limit)
    )


def _walk(
    starts: ColumnElement[bool], scope: ListScope, order: _Order, *, is_continued: bool
) -> AnySelect:
    c = conversation.c
    place = tuple_(c[order.column], c.id)
    statement = select(c.id, c[order.column].label("at")).where(
        starts, *other_conditions_of(scope)
    )
    if is_continued:
        cursor = tuple_(bindparam("at", type_=UtcDateTime()), bindparam("id"))
        statement = statement.where(
            place < cursor if order.is_newest_first else place > cursor
        )
    by = (c[order.column], c.id)
    return statement.order_by(
        *(column.desc() if order.is_newest_first else column for column in by)
    )


def _index_starts(scope: ListScope, order: _Order) -> list[ColumnElement[bool]]:
    """Write the equalities that an index begins with, one set for each walk.

    Together they stand for folder, inbox and assignee. A unary plus hides a
    column from the planner: without it, it might read all of a large inbox and
    sort.
    """
    c = conversation.c
    inboxes = (
        true()
        if scope.inbox_ids is None
        else hide_from_planner(c.inbox_id).in_(scope.inbox_ids)
    )
    assignees = (
        true()
        if scope.assignee_ids is None
        else or_(*(is_assigned_to(number) for number in scope.assignee_ids))
    )
    folders = [c.folder == folder for folder in scope.folders]
    if scope.tag_ids or scope.team_ids or order.column == "snoozed_until":
        # Found by the index of what narrows most, then sorted. Of a text the sign
        # that hides numbers from the planner cannot be taken.
        folder = c.folder.concat("").in_(scope.folders)
        return [and_(folder, inboxes, assignees)]
    if scope.contact_id is not None:
        return [and_(c.folder.in_(scope.folders), inboxes, assignees)]
    if order.column == "closed_at":
        return [and_(folder, inboxes, assignees) for folder in folders]
    if scope.assignee_ids is not None:
        return [
            and_(folder, is_assigned_to(number), inboxes)
            for folder, number in product(folders, scope.assignee_ids)
        ]
    if scope.inbox_ids is None or len(scope.inbox_ids) > MAX_WALKED_INBOXES:
        return [and_(folder, inboxes) for folder in folders]
    return [
        and_(folder, c.inbox_id == number)
        for folder, number in product(folders, scope.inbox_ids)
    ]
