"""The statements of search, built once for each kind of search."""

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import (
    CTE,
    Subquery,
    bindparam,
    case,
    func,
    literal_column,
    null,
    select,
    true,
    tuple_,
)

from inbox_app.db.search import (
    AnySelect,
    PinnedJoin,
    all_hits,
    hits_among,
    hits_where,
    newest_hits,
)
from inbox_app.domain.conversation_filter import DateField
from inbox_app.domain.document_ids import first_id_at
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
# How many hits are taken at once, and so where counting and sorting end; on a
# later page of a common word.
MAX_HITS = 5000
WALKED_HITS = 1000
MAX_LIVE_HITS = 5000
# Up to so many conversations a filter's size is counted.
MAX_COUNTED = 20_000
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
    """A search that is ready to be put into statements.

    With `is_sieve` the newest hits are taken as they come and the filter sees
    those alone; else only hits that the filter lets pass are taken.
    """

    scope: ListScope
    has_filter: bool
    is_sieve: bool
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
    """Count the filter's conversations, up to where the number is of no use."""
    some = (
        select(literal_column("1"))
        .select_from(conversation)
        # The folder is what the index for a range of time begins with.
        .where(conversation.c.folder.in_(scope.folders), *conditions_of(scope))
        .limit(MAX_COUNTED + 1)
    )
    return select(func.count()).select_from(some.subquery())


@lru_cache(maxsize=256)
def page_statement(search: Search, *, is_continued: bool) -> AnySelect:
    """Take the newest hits, group them, and sort the conversations by their time.

    When there are more hits than were taken, the first page comes in the order
    of hits. Every row, of which there is always one, tells how many hits were
    taken, which was the last, and how many conversations they make.
    """
    hits = newest_hits(
        _hits(search), MAX_HITS + 1, is_newest_first=search.is_newest_first
    )
    found = _conversations(search, hits)
    if is_continued:
        here = tuple_(found.c.last_message_at, found.c.id)
        cursor = tuple_(bindparam("at", type_=UtcDateTime()), bindparam("id"))
        page = select(found).where(
            here < cursor if search.is_newest_first else here > cursor
        )
        by = (found.c.last_message_at, found.c.id)
    else:
        page = select(found)
        count = select(func.count()).select_from(hits).scalar_subquery()
        time = case((count <= MAX_HITS, found.c.last_message_at), else_=null())
        key = case((count <= MAX_HITS, found.c.id), else_=found.c.document_id)
        by = (time, key)
    ordered = page.order_by(
        *(column.desc() if search.is_newest_first else column for column in by)
    ).limit(PAGE_ROWS + 1)
    return _with_statistics(hits, found, ordered.subquery("page"))


@lru_cache(maxsize=256)
def walk_statement(search: Search) -> AnySelect:
    """Take the next hits after `edge`, grouped; statistics as above."""
    hits = _hits(search)
    at, edge = hits.selected_columns.id, bindparam("edge")
    taken = newest_hits(
        hits.where(at < edge if search.is_newest_first else at > edge),
        WALKED_HITS,
        is_newest_first=search.is_newest_first,
    )
    found = _conversations(search, taken)
    page = select(found)
    return _with_statistics(taken, found, page.subquery("page"))


@lru_cache(maxsize=256)
def members_statement(search: Search) -> AnySelect:
    """Find the hits within the conversations `ids`, grouped, newest first."""
    documents = (
        select(search_document.c.id)
        .join(conversation, conversation.c.id == search_document.c.conversation_id)
        .where(
            search_document.c.conversation_id.in_(bindparam("ids", expanding=True)),
            *conditions_of(search.scope),
        )
    )
    hits = newest_hits(hits_among(documents, is_sqlite=search.is_sqlite), MAX_LIVE_HITS)
    found = _conversations(search, hits)
    by = (found.c.last_message_at, found.c.id)
    return select(found).order_by(
        *(column.desc() if search.is_newest_first else column for column in by)
    )


@lru_cache(maxsize=256)
def shown_statement(search: Search) -> AnySelect:
    """Tell which of the conversations `ids` have a hit at `after` or before it."""
    d, after = search_document.c, bindparam("after")
    documents = select(d.id).where(
        d.conversation_id.in_(bindparam("ids", expanding=True)),
        d.id >= after if search.is_newest_first else d.id <= after,
    )
    hits = newest_hits(hits_among(documents, is_sqlite=search.is_sqlite), MAX_LIVE_HITS)
    return (
        select(d.conversation_id)
        .select_from(PinnedJoin(hits, search_document, d.id == hits.c.id))
        .distinct()
    )


@lru_cache(maxsize=64)
def everything_statement(search: Search) -> AnySelect:
    """Find all conversations with a hit, however many there are."""
    hits = all_hits(is_sqlite=search.is_sqlite)
    found = hits.cte("hits").prefix_with("MATERIALIZED")
    d, c = search_document.c, conversation.c
    documents = PinnedJoin(found, search_document, d.id == found.c.id)
    return (
        select(c.id)
        .select_from(PinnedJoin(documents, conversation, c.id == d.conversation_id))
        .where(*conditions_of(search.scope))
        .distinct()
    )


def _hits(search: Search) -> AnySelect:
    hits = (
        hits_where(conditions_of(search.scope), is_sqlite=search.is_sqlite)
        if search.has_filter and not search.is_sieve
        else all_hits(is_sqlite=search.is_sqlite)
    )
    before = search.scope.before
    if before is None or search.scope.date_field is not DateField.ACTIVITY:
        return hits
    # What is newer than the newest message may be is left out at once.
    return hits.where(hits.selected_columns.id < first_id_at(before))


def _conversations(search: Search, hits: CTE) -> CTE:
    """Group hits by conversation, each with the newest (or oldest) of its hits."""
    d, c = search_document.c, conversation.c
    pick = func.max if search.is_newest_first else func.min
    grouped = (
        select(d.conversation_id, pick(d.id).label("document_id"))
        .select_from(PinnedJoin(hits, search_document, d.id == hits.c.id))
        .group_by(d.conversation_id)
        .cte("grouped")
        .prefix_with("MATERIALIZED")
    )
    statement = select(c.id, grouped.c.document_id, c.last_message_at).select_from(
        PinnedJoin(grouped, conversation, c.id == grouped.c.conversation_id)
    )
    if search.has_filter and search.is_sieve:
        statement = statement.where(*conditions_of(search.scope))
    return statement.cte("found").prefix_with("MATERIALIZED")


def _with_statistics(hits: CTE, found: CTE, page: Subquery) -> AnySelect:
    total = select(func.count()).select_from(found).scalar_subquery()
    statistics = (
        select(
            func.count().label("hits"),
            func.min(hits.c.id).label("first_id"),
            func.max(hits.c.id).label("last_id"),
            total.label("total"),
        )
        .select_from(hits)
        .subquery("statistics")
    )
    return select(statistics, page).select_from(statistics.outerjoin(page, true()))
