"""The statements of search, built once for each kind of search."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from sqlalchemy import (
    CTE,
    ColumnElement,
    bindparam,
    case,
    func,
    literal_column,
    select,
    tuple_,
)

from inbox_app.db.search import (
    AnySelect,
    PinnedJoin,
    hits_among,
    intersect_hits,
    newest_hits,
    walk_hits,
)
from inbox_app.models.types import UtcDateTime
from inbox_app.queries.list_scope import (
    ListScope,
    conditions_of,
    counted_conditions_of,
)
from inbox_app.queries.tables import (
    conversation,
    conversation_count,
    search_document,
)

PAGE_ROWS = 50
MAX_HITS = 6000
WALKED_HITS = 400
# Up to so many conversations, hits are intersected with the filter's documents.
MAX_INTERSECTED = 20_000
SCANNED_BODY = 20_000

DOCUMENTS = select(
    search_document.c.id,
    search_document.c.message_id,
    search_document.c.comment_id,
    search_document.c.subject,
    func.substr(search_document.c.body, 1, SCANNED_BODY).label("body"),
    search_document.c.people,
    search_document.c.files,
).where(search_document.c.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class Search:
    """A search that is ready to be put into statements."""

    scope: ListScope
    way: Literal["walk", "intersect"]
    is_sqlite: bool
    is_newest_first: bool


@lru_cache(maxsize=256)
def sizes_statement(scope: ListScope) -> AnySelect:
    """Count all conversations there are, and those the filter may concern."""
    n = conversation_count.c.n
    size = case((counted_conditions_of(scope), n), else_=0)
    return select(
        func.sum(n).label("everything"), func.sum(size).label("size")
    ).select_from(conversation_count)


@lru_cache(maxsize=256)
def bounded_size_statement(scope: ListScope) -> AnySelect:
    """Count the filter's conversations, up to where the exact number is of no use."""
    some = (
        select(literal_column("1"))
        .select_from(conversation)
        .where(*conditions_of(scope))
        .limit(MAX_INTERSECTED + 1)
    )
    return select(func.count()).select_from(some.subquery())


@lru_cache(maxsize=256)
def page_statement(search: Search, *, is_continued: bool) -> AnySelect:
    """Take the newest hits, group them, and sort the conversations by their time.

    Every row tells how many hits were taken and how many conversations they are.
    """
    hits = newest_hits(
        _hits(search), MAX_HITS + 1, is_newest_first=search.is_newest_first
    )
    d, c = search_document.c, conversation.c
    grouped = (
        select(d.conversation_id, func.max(d.id).label("document_id"))
        .select_from(PinnedJoin(hits, search_document, d.id == hits.c.id))
        .group_by(d.conversation_id)
        .cte("grouped")
        .prefix_with("MATERIALIZED")
    )
    statement = select(
        c.id,
        grouped.c.document_id,
        c.last_message_at,
        select(func.count()).select_from(hits).scalar_subquery().label("hits"),
        select(func.count()).select_from(grouped).scalar_subquery().label("total"),
    ).select_from(PinnedJoin(grouped, conversation, c.id == grouped.c.conversation_id))
    by = (c.last_message_at, c.id)
    if is_continued:
        cursor = tuple_(bindparam("at", type_=UtcDateTime()), bindparam("id"))
        here = tuple_(*by)
        statement = statement.where(
            here < cursor if search.is_newest_first else here > cursor
        )
    return statement.order_by(
        *(column.desc() if search.is_newest_first else column for column in by)
    ).limit(PAGE_ROWS + 1)


@lru_cache(maxsize=256)
def walk_statement(search: Search, *, is_continued: bool) -> AnySelect:
    """Take the next hits after `edge`, each with its conversation."""
    hits = _hits(search)
    if is_continued:
        at, edge = hits.selected_columns.id, bindparam("edge")
        hits = hits.where(at < edge if search.is_newest_first else at > edge)
    newest = newest_hits(hits, WALKED_HITS, is_newest_first=search.is_newest_first)
    statement = _with_conversations(newest)
    by = newest.c.id
    return statement.order_by(by.desc() if search.is_newest_first else by)


@lru_cache(maxsize=256)
def members_statement(search: Search) -> AnySelect:
    """Find the hits within the conversations `ids`."""
    documents = (
        select(search_document.c.id)
        .join(conversation, conversation.c.id == search_document.c.conversation_id)
        .where(
            search_document.c.conversation_id.in_(bindparam("ids", expanding=True)),
            *conditions_of(search.scope),
        )
    )
    hits = newest_hits(hits_among(documents, is_sqlite=search.is_sqlite), MAX_HITS)
    # The newest hit of a conversation is the last that remains in the dictionary.
    c = conversation.c
    by = (c.last_message_at, c.id) if search.is_newest_first else ()
    return _with_conversations(hits).order_by(
        *(column.desc() for column in by), hits.c.id
    )


@lru_cache(maxsize=256)
def shown_statement(search: Search) -> AnySelect:
    """Tell which of the conversations `ids` have a hit at `after` or newer."""
    d, after = search_document.c, bindparam("after")
    documents = select(d.id).where(
        d.conversation_id.in_(bindparam("ids", expanding=True)),
        d.id >= after if search.is_newest_first else d.id <= after,
    )
    hits = newest_hits(hits_among(documents, is_sqlite=search.is_sqlite), MAX_HITS)
    return (
        select(d.conversation_id)
        .select_from(PinnedJoin(hits, search_document, d.id == hits.c.id))
        .distinct()
    )


def _hits(search: Search) -> AnySelect:
    conditions: list[ColumnElement[bool]] = conditions_of(search.scope)
    select_hits = intersect_hits if search.way == "intersect" else walk_hits
    return select_hits(conditions, is_sqlite=search.is_sqlite)


def _with_conversations(hits: CTE) -> AnySelect:
    d, c = search_document.c, conversation.c
    joined = PinnedJoin(
        PinnedJoin(hits, search_document, d.id == hits.c.id),
        conversation,
        c.id == d.conversation_id,
    )
    return select(c.id, hits.c.id.label("document_id"), c.last_message_at).select_from(
        joined
    )
