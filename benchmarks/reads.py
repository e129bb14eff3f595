"""Lists, counts, search and open conversations, beside bare statements."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache, partial
from typing import Any

from sqlalchemy import text

from benchmarks.language import PHRASE, RARE_WORD, Language
from benchmarks.report import Report, measure
from benchmarks.threads import AGENTS, INBOXES
from inbox_app.db.unit_of_work import Store
from inbox_app.domain.actor import Actor
from inbox_app.domain.conversation_filter import ConversationFilter, View
from inbox_app.domain.enums import ConversationStatus, Role
from inbox_app.queries.conversation import read_conversation
from inbox_app.queries.conversations import list_conversations
from inbox_app.queries.navigation import read_counts

Call = Callable[[], object]

# In the order of the issue: what a page of the list may take, and so on.
LIST_MS, COUNTS_MS, SEARCH_MS, OPEN_MS = 5, 1, 30, 10

_ROW = (
    "id, inbox_id, contact_name, contact_address, subject, preview, preview_kind,"
    " last_message_at, channel_kind, has_attachments, assignee_id, folder"
)
_BARE_LIST = (
    f"SELECT {_ROW} FROM conversation WHERE folder = 'open'"
    " ORDER BY last_message_at DESC, id DESC LIMIT 50"
)
_BARE_COUNTS = (
    "SELECT folder, assignee_id, sum(n) FROM conversation_count GROUP BY 1, 2"
)
_BARE_OPEN = (
    "SELECT m.*, b.* FROM message m JOIN message_body b ON b.message_id = m.id"
    " WHERE m.conversation_id = :id ORDER BY m.position"
)
_BARE_SEARCH = (
    "SELECT rowid FROM search_index WHERE search_index MATCH :words"
    " ORDER BY rowid DESC LIMIT 50"
)


def run_reads(store: Store, language: Language, report: Report, *, rounds: int) -> None:
    """Measure all reads on a filled database."""
    inboxes = frozenset(range(1, INBOXES + 1))
    admin = Actor(1, "Alex", Role.ADMIN, inboxes)
    agent = Actor(2, "Alex", Role.AGENT, inboxes)
    member = Actor(AGENTS, "Alex", Role.AGENT, frozenset({2, 4}))
    actors = (admin, agent, member)

    lists = [
        partial(_read, store, list_conversations, actor, wanted)
        for actor in actors
        for view in View
        for wanted in (
            ConversationFilter(view=view),
            ConversationFilter(view=view, inbox_id=4),
        )
    ]
    lists += [
        _deep_page(store, agent, View.CLOSED),
        _deep_page(store, agent, View.SENT),
    ]
    report.add_latency(
        "list: a page of any view, any inbox",
        measure(lists, rounds=max(rounds // 4, 3)),
        measure([_bare(store, _BARE_LIST)], rounds=rounds * 10),
        target_ms=LIST_MS,
    )
    report.add_latency(
        "counts: all views, exact, and unread",
        measure(
            [partial(_read, store, read_counts, actor, None) for actor in actors],
            rounds=rounds * 5,
        ),
        measure([_bare(store, _BARE_COUNTS)], rounds=rounds * 10),
        target_ms=COUNTS_MS,
    )
    opens = [
        partial(_read, store, read_conversation, agent, one)
        for one in _some_conversations(store)
    ]
    warm_up, opens = opens[:20], opens[20:]
    report.add_latency(
        "conversation: open, each for the first time",
        measure(opens, rounds=1, warm_up=warm_up),
        measure(
            [_bare(store, _BARE_OPEN, id=one) for one in _some_conversations(store)],
            rounds=1,
        ),
        target_ms=OPEN_MS,
    )
    _run_searches(store, language, report, actors=(admin, agent), rounds=rounds)


def _run_searches(
    store: Store,
    language: Language,
    report: Report,
    *,
    actors: tuple[Actor, ...],
    rounds: int,
) -> None:
    searches = {
        "rare word": RARE_WORD,
        "word in 5 % of messages": language.five_percent,
        "common word": language.common,
        "two common words": f"{language.common} {language.common_too}",
        "phrase": f'"{PHRASE}"',
        "words that never meet": f"{language.common} {RARE_WORD} zephyr",
    }
    for name, words in searches.items():
        wanted = ConversationFilter(words=words)
        limit = measure(
            [_bare(store, _BARE_SEARCH, words=words)],
            rounds=rounds,
        )
        for label, filters in (
            ("", [wanted]),
            (", with filters", [replace(wanted, **one) for one in _filters()]),
        ):
            calls = [
                partial(_read, store, list_conversations, actor, one)
                for actor in actors
                for one in filters
            ]
            report.add_latency(
                f"search: {name}{label}",
                measure(calls, rounds=max(rounds // len(filters), 3)),
                limit,
                target_ms=SEARCH_MS,
            )


def _filters() -> list[dict[str, Any]]:
    is_open = frozenset({ConversationStatus.OPEN})
    return [
        {"inbox_id": 1},
        {"statuses": is_open},
        {"statuses": frozenset({ConversationStatus.CLOSED})},
        {"assignee_ids": frozenset({2})},
        {"statuses": is_open, "assignee_ids": frozenset({0}), "inbox_id": 5},
        {"until": date(2024, 3, 1)},
        {"since": date(2026, 8, 1)},
        {"has_attachment": True},
        {"hide_filtered": True, "hide_trash": True},
    ]


def _read(store: Store, query: Callable[..., object], *arguments: object) -> object:
    with store.read() as uow:
        return query(uow, *arguments)


def _deep_page(store: Store, actor: Actor, view: View) -> Call:
    """Page so far down that an offset would have to count its way."""
    wanted, cursor = ConversationFilter(view=view), ""
    for _ in range(40):
        with store.read() as uow:
            page = list_conversations(uow, actor, wanted, cursor)
        if not page["next_cursor"]:
            break
        cursor = page["next_cursor"]
    return partial(_read, store, list_conversations, actor, wanted, cursor)


def _some_conversations(store: Store) -> list[int]:
    with store.read() as uow:
        found = uow.session.connection().execute(
            text("SELECT id FROM conversation WHERE id % 13 = 1 LIMIT 320")
        )
        return [row[0] for row in found]


def _bare(store: Store, statement: str, **values: Any) -> Call:
    """Run a statement with the driver alone."""
    path = store.settings.database_url.removeprefix("sqlite:///")
    connection = _connect(path)
    return lambda: connection.execute(statement, values).fetchall()


@cache
def _connect(path: str) -> sqlite3.Connection:
    return sqlite3.connect(path)
