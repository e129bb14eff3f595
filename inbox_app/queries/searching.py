"""Search: words, phrases and filters over everything that was written.

One statement takes the newest hits, up to a limit, and groups them by
conversation. When those were all there are, the conversations are counted
exactly and come in the order of their newest message. A commoner word has too
many hits to sort: its conversations come in the order of their newest hit,
which the index already has, and pages are walked from hit to hit.

A filter that leaves few conversations is intersected with the hits. Any other
sieves the hits that were taken; if that leaves less than a page although there
are more hits, it is intersected after all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from inbox_app.db.search import write_match
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.conversation_filter import ConversationFilter
from inbox_app.domain.search_words import Term, find_excerpt, parse_words
from inbox_app.queries.conversation_rows import read_rows
from inbox_app.queries.cursors import Place, empty_page, read_cursor, write_cursor
from inbox_app.queries.list_scope import scope_of
from inbox_app.queries.reading import AnyRow, fetch_all, fetch_one
from inbox_app.queries.search_statements import (
    DOCUMENTS,
    MAX_HITS,
    PAGE_ROWS,
    WALKED_HITS,
    Search,
    bounded_size_statement,
    everything_statement,
    members_statement,
    page_statement,
    shown_statement,
    sizes_statement,
    walk_statement,
)
from inbox_app.viewmodels.conversation import (
    ConversationPage,
    ConversationRow,
    TextPiece,
)

MAX_TOTAL = 2000
MAX_WALKS = 10
# Up to so many conversations of a filter are intersected at once.
MAX_INTERSECTED = 2000
# The more there is, the longer the beginning of a word must be to be looked for:
# reading all words that begin with "pe" in a million mails takes seconds.
_SHORTEST_PREFIXES = ((5_000, 2), (15_000, 3))
_LONG_PREFIX = 4
# Ids of documents have 64 bits.
MAX_ID_DIGITS = 19


@dataclass(frozen=True, slots=True)
class _Found:
    """A conversation that matches, its newest matching document, its place."""

    id: int
    document_id: int
    place: Place


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What was asked for, in the words of the database."""

    search: Search
    terms: tuple[Term, ...]
    match: str


def search_conversations(
    uow: UnitOfWork, actor: Actor, wanted: ConversationFilter, cursor: str
) -> ConversationPage:
    """Read a page of conversations that contain all the words."""
    prepared = _prepare(uow, actor, wanted)
    page = empty_page()
    if prepared is None:
        page["total"] = -1 if cursor else 0
        return page
    if not cursor:
        return _first_page(uow, actor, prepared)
    walked_to, place = _read_walk_cursor(cursor), read_cursor(cursor)
    if walked_to is not None:
        return _walked_page(uow, actor, prepared, walked_to)
    if place is None:
        return page
    statement = page_statement(prepared.search, is_continued=True)
    rows = fetch_all(uow, statement, match=prepared.match, at=place.at, id=place.id)
    return _sorted_page(uow, actor, prepared, _to_found(rows))


def find_matching_rows(
    uow: UnitOfWork, actor: Actor, wanted: ConversationFilter, ids: Sequence[int]
) -> list[ConversationRow]:
    """Read those of these conversations that the search finds at present."""
    prepared = _prepare(uow, actor, wanted)
    if prepared is None:
        return []
    statement = members_statement(prepared.search)
    found = fetch_all(uow, statement, match=prepared.match, ids=list(ids))
    return _to_rows(uow, actor, prepared.terms, _to_found(found))


def find_all_ids(
    uow: UnitOfWork, actor: Actor, wanted: ConversationFilter
) -> list[int]:
    """Find every conversation that contains all the words, in no order."""
    prepared = _prepare(uow, actor, wanted)
    if prepared is None:
        return []
    statement = everything_statement(prepared.search)
    return [row[0] for row in fetch_all(uow, statement, match=prepared.match)]


def _prepare(
    uow: UnitOfWork, actor: Actor, wanted: ConversationFilter
) -> _Prepared | None:
    scope = scope_of(actor, wanted)
    if scope.inbox_ids == ():
        return None
    sizes = fetch_one(uow, sizes_statement(scope))
    everything, size = (sizes.everything or 0, sizes.size or 0) if sizes else (0, 0)
    shortest = next(
        (n for limit, n in _SHORTEST_PREFIXES if everything <= limit), _LONG_PREFIX
    )
    terms = parse_words(wanted.words, shortest_prefix=shortest)
    if not terms or not size:
        return None
    if size > MAX_INTERSECTED and (scope.since or scope.before or scope.contact_id):
        counted = fetch_one(uow, bounded_size_statement(scope))
        size = counted[0] if counted else size
    search = Search(
        scope,
        has_filter=not scope.is_countable or size < everything,
        # PostgreSQL's planner knows how common each word is, and chooses itself.
        is_sieve=uow.is_sqlite and size > MAX_INTERSECTED,
        is_sqlite=uow.is_sqlite,
        is_newest_first=not wanted.oldest_first,
    )
    return _Prepared(search, terms, write_match(terms, is_sqlite=uow.is_sqlite))


def _first_page(uow: UnitOfWork, actor: Actor, prepared: _Prepared) -> ConversationPage:
    statement = page_statement(prepared.search, is_continued=False)
    rows = fetch_all(uow, statement, match=prepared.match)
    hits, total = rows[0].hits, rows[0].total
    search = prepared.search
    is_short_of_rows = hits > MAX_HITS and total <= PAGE_ROWS
    if is_short_of_rows and search.has_filter and search.is_sieve:
        intersected = replace(search, is_sieve=False)
        return _first_page(uow, actor, replace(prepared, search=intersected))
    found = _to_found(rows)
    if hits <= MAX_HITS:
        page = _sorted_page(uow, actor, prepared, found)
    else:
        found.sort(key=_by_hit, reverse=search.is_newest_first)
        edge = rows[0].first_id if search.is_newest_first else rows[0].last_id
        page = _page_by_hits(uow, actor, prepared, found, edge)
    page["total"] = min(total, MAX_TOTAL)
    page["is_total_capped"] = total > MAX_TOTAL or hits > MAX_HITS
    return page


def _sorted_page(
    uow: UnitOfWork, actor: Actor, prepared: _Prepared, found: Sequence[_Found]
) -> ConversationPage:
    # The database cut the page out in this order, but hands it over in any.
    is_newest_first = prepared.search.is_newest_first
    found = sorted(found, key=_by_time, reverse=is_newest_first)
    page = empty_page()
    page["rows"] = _to_rows(uow, actor, prepared.terms, found[:PAGE_ROWS])
    if len(found) > PAGE_ROWS:
        page["next_cursor"] = write_cursor(found[PAGE_ROWS - 1].place)
    return page


def _page_by_hits(
    uow: UnitOfWork,
    actor: Actor,
    prepared: _Prepared,
    found: Sequence[_Found],
    edge: int | None,
) -> ConversationPage:
    """Show a page in the order of hits; with an edge there are more after it."""
    page = empty_page()
    page["rows"] = _to_rows(uow, actor, prepared.terms, found[:PAGE_ROWS])
    if len(found) > PAGE_ROWS:
        page["next_cursor"] = f"w{found[PAGE_ROWS - 1].document_id}"
    elif edge is not None:
        page["next_cursor"] = f"w{edge}"
    return page


def _walked_page(
    uow: UnitOfWork, actor: Actor, prepared: _Prepared, after: int
) -> ConversationPage:
    found: dict[int, _Found] = {}
    edge: int | None = after
    is_newest_first = prepared.search.is_newest_first
    statement = walk_statement(prepared.search)
    for _ in range(MAX_WALKS):
        rows = fetch_all(uow, statement, match=prepared.match, edge=edge)
        walked = [one for one in _to_found(rows) if one.id not in found]
        walked.sort(key=_by_hit, reverse=is_newest_first)
        for one in _not_shown_before(uow, prepared, walked, after):
            found[one.id] = one
        edge = rows[0].first_id if is_newest_first else rows[0].last_id
        if rows[0].hits < WALKED_HITS:
            edge = None
        if edge is None or len(found) > PAGE_ROWS:
            break
    return _page_by_hits(uow, actor, prepared, list(found.values()), edge)


def _not_shown_before(
    uow: UnitOfWork, prepared: _Prepared, walked: Sequence[_Found], after: int
) -> list[_Found]:
    """Drop conversations that an earlier page has shown for a newer hit."""
    ids = [one.id for one in walked]
    if not ids:
        return []
    statement = shown_statement(prepared.search)
    rows = fetch_all(uow, statement, match=prepared.match, ids=ids, after=after)
    shown = {row[0] for row in rows}
    return [one for one in walked if one.id not in shown]


def _by_time(one: _Found) -> tuple[datetime, int]:
    return one.place.at, one.place.id


def _by_hit(one: _Found) -> int:
    return one.document_id


def _to_found(rows: Sequence[AnyRow]) -> list[_Found]:
    # A row of statistics alone has no conversation.
    return [
        _Found(row.id, row.document_id, Place(row.last_message_at, row.id))
        for row in rows
        if row.id is not None
    ]


def _to_rows(
    uow: UnitOfWork, actor: Actor, terms: Sequence[Term], found: Sequence[_Found]
) -> list[ConversationRow]:
    if not found:
        return []
    by_id = {one.id: one for one in found}
    ids = [one.document_id for one in found]
    documents = {row.id: row for row in fetch_all(uow, DOCUMENTS, ids=ids)}
    rows = read_rows(uow, actor, list(by_id))
    for row in rows:
        document = documents[by_id[row["id"]].document_id]
        row["match_item"] = (
            f"m{document.message_id}"
            if document.message_id
            else f"c{document.comment_id}"
        )
        row["subject_match"] = _pieces((row["subject"],), terms)
        # A subject of its own is told where the row does not show it marked.
        own_subject = "" if row["subject_match"] else document.subject
        texts = (document.body, document.files, document.people, own_subject)
        row["match"] = _pieces(texts, terms)
    return rows


def _pieces(texts: Sequence[str], terms: Sequence[Term]) -> list[TextPiece]:
    return [
        TextPiece(text=piece.text, is_match=piece.is_match)
        for piece in find_excerpt(texts, terms)
    ]


def _read_walk_cursor(cursor: str) -> int | None:
    number = cursor.removeprefix("w")
    is_ours = number != cursor and number.isascii() and number.isdigit()
    return int(number) if is_ours and len(number) < MAX_ID_DIGITS else None
