"""Search: words, phrases and filters over everything that was written.

One statement takes the newest hits, up to `MAX_HITS`, and groups them by
conversation. When those were all there are, the conversations are counted
exactly and come in the order of their newest message. A commoner word has too
many hits to sort: its conversations come in the order of their newest hit,
which the index already has, and pages are walked from hit to hit.

How hits and filters are brought together depends on the exact size of the
filter, which the counter table knows: a small set is intersected with the
hits, a large one is checked hit by hit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from inbox_app.db.search import write_match
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.conversation_filter import ConversationFilter
from inbox_app.domain.search_words import Term, find_excerpt, parse_words
from inbox_app.queries.conversation_rows import read_rows
from inbox_app.queries.cursors import Place, empty_page, read_cursor, write_cursor
from inbox_app.queries.list_scope import ListScope, scope_of
from inbox_app.queries.reading import AnyRow, fetch_all, fetch_one, to_iso
from inbox_app.queries.search_statements import (
    DOCUMENTS,
    MAX_HITS,
    MAX_INTERSECTED,
    PAGE_ROWS,
    WALKED_HITS,
    Search,
    bounded_size_statement,
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
# The more there is, the longer the beginning of a word must be to be looked for:
# reading all words that begin with "pe" in a million mails takes seconds.
_SHORTEST_PREFIXES = ((10_000, 2), (50_000, 3))
_LONG_PREFIX = 4
# Ids of documents have 64 bits.
MAX_ID_DIGITS = 19


@dataclass(frozen=True, slots=True)
class _Found:
    """A conversation that matches, its newest matching document, its place."""

    id: int
    document_id: int
    place: Place


def search_conversations(
    uow: UnitOfWork, actor: Actor, wanted: ConversationFilter, cursor: str
) -> ConversationPage:
    """Read a page of conversations that contain all the words."""
    prepared = _prepare(uow, actor, wanted)
    if prepared is None:
        return ConversationPage(rows=[], next_cursor="", total=0, is_total_capped=False)
    search, terms = prepared
    match = write_match(terms, is_sqlite=uow.is_sqlite)
    walked_to = _read_walk_cursor(cursor)
    place = read_cursor(cursor)
    if cursor and place is None and walked_to is None:
        return empty_page()
    if walked_to is not None:
        return _page_of_walk(uow, actor, search, terms, match, after=walked_to)
    statement = page_statement(search, is_continued=place is not None)
    values = {"at": place.at, "id": place.id} if place else {}
    rows = fetch_all(uow, statement, match=match, **values)
    hits, total = (rows[0].hits, rows[0].total) if rows else (0, 0)
    if hits > MAX_HITS and not cursor:
        page = _page_of_walk(uow, actor, search, terms, match, after=None)
    else:
        page = _page_of_sorted(uow, actor, terms, rows)
    # Later pages do not ask again, and the first of them counted.
    page["total"] = -1 if cursor else min(total, MAX_TOTAL)
    page["is_total_capped"] = not cursor and (total > MAX_TOTAL or hits > MAX_HITS)
    return page


def find_matching_rows(
    uow: UnitOfWork, actor: Actor, wanted: ConversationFilter, ids: Sequence[int]
) -> list[ConversationRow]:
    """Read those of these conversations that the search finds at present."""
    prepared = _prepare(uow, actor, wanted)
    if prepared is None:
        return []
    search, terms = prepared
    match = write_match(terms, is_sqlite=uow.is_sqlite)
    found = fetch_all(uow, members_statement(search), match=match, ids=list(ids))
    return _to_rows(uow, actor, terms, [_to_found(row) for row in found])


def _prepare(
    uow: UnitOfWork, actor: Actor, wanted: ConversationFilter
) -> tuple[Search, tuple[Term, ...]] | None:
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
    if size > MAX_INTERSECTED and _has_selective_index(scope):
        counted = fetch_one(uow, bounded_size_statement(scope))
        size = counted[0] if counted else 0
    is_small = size < everything and size <= MAX_INTERSECTED
    search = Search(
        scope,
        "intersect" if is_small or not scope.is_countable else "walk",
        uow.is_sqlite,
        not wanted.oldest_first,
    )
    return search, terms


def _page_of_sorted(
    uow: UnitOfWork, actor: Actor, terms: Sequence[Term], rows: Sequence[AnyRow]
) -> ConversationPage:
    found = [_to_found(row) for row in rows[:PAGE_ROWS]]
    page = empty_page()
    page["rows"] = _to_rows(uow, actor, terms, found)
    if len(rows) > PAGE_ROWS:
        page["next_cursor"] = write_cursor(found[-1].place)
    return page


def _page_of_walk(
    uow: UnitOfWork,
    actor: Actor,
    search: Search,
    terms: Sequence[Term],
    match: str,
    *,
    after: int | None,
) -> ConversationPage:
    found: dict[int, _Found] = {}
    edge = after
    is_exhausted = False
    for _ in range(MAX_WALKS):
        values = {} if edge is None else {"edge": edge}
        statement = walk_statement(search, is_continued=edge is not None)
        rows = fetch_all(uow, statement, match=match, **values)
        walked: dict[int, _Found] = {}
        for row in rows:
            if row.id not in found:
                walked.setdefault(row.id, _to_found(row))
        found |= _not_shown_before(uow, search, match, walked, after)
        is_exhausted = len(rows) < WALKED_HITS
        if is_exhausted or len(found) > PAGE_ROWS:
            break
        edge = rows[-1].document_id
    shown = list(found.values())[:PAGE_ROWS]
    page = empty_page()
    page["rows"] = _to_rows(uow, actor, terms, shown)
    if len(found) > PAGE_ROWS:
        page["next_cursor"] = f"w{shown[-1].document_id}"
    elif not is_exhausted:
        page["next_cursor"] = f"w{edge}"
    return page


def _not_shown_before(
    uow: UnitOfWork,
    search: Search,
    match: str,
    walked: dict[int, _Found],
    after: int | None,
) -> dict[int, _Found]:
    """Drop conversations that an earlier page has shown for a newer hit."""
    if after is None or not walked:
        return walked
    statement = shown_statement(search)
    rows = fetch_all(uow, statement, match=match, ids=list(walked), after=after)
    shown = {row[0] for row in rows}
    return {key: one for key, one in walked.items() if key not in shown}


def _to_found(row: AnyRow) -> _Found:
    return _Found(row.id, row.document_id, Place(row.last_message_at, row.id))


def _to_rows(
    uow: UnitOfWork, actor: Actor, terms: Sequence[Term], found: Iterable[_Found]
) -> list[ConversationRow]:
    by_id = {one.id: one for one in found}
    rows = read_rows(uow, actor, list(by_id))
    ids = [one.document_id for one in by_id.values()]
    documents = (
        {row.id: row for row in fetch_all(uow, DOCUMENTS, ids=ids)} if ids else {}
    )
    for row in rows:
        one = by_id[row["id"]]
        document = documents[one.document_id]
        row["sort_at"] = to_iso(one.place.at)
        row["match_item"] = (
            f"m{document.message_id}"
            if document.message_id
            else f"c{document.comment_id}"
        )
        texts = (document.body, document.files, document.people, document.subject)
        row["match"] = [
            TextPiece(text=piece.text, is_match=piece.is_match)
            for piece in find_excerpt(texts, terms)
        ]
    return rows


def _read_walk_cursor(cursor: str) -> int | None:
    number = cursor.removeprefix("w")
    is_ours = number != cursor and number.isascii() and number.isdigit()
    return int(number) if is_ours and len(number) < MAX_ID_DIGITS else None


def _has_selective_index(scope: ListScope) -> bool:
    return bool(scope.since or scope.before or scope.contact_id)
