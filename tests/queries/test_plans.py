"""How SQLite runs the statements: by index, without sorting or reading all."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from inbox_app.db.unit_of_work import Store, UnitOfWork
from inbox_app.domain.conversation_filter import ConversationFilter, View
from inbox_app.domain.enums import ConversationStatus
from inbox_app.queries.conversation import read_conversation
from inbox_app.queries.conversations import list_conversations
from inbox_app.queries.navigation import read_counts
from tests.queries.desk import SUPPORT, Desk, a_desk

# Small enough to be read whole: a list of a team's own things, never of mail.
SMALL_TABLES = ("agent", "inbox", "channel", "draft", "conversation_count")


@pytest.fixture
def desk(sqlite_store: Store) -> Iterator[Desk]:
    """Give a desk with a few conversations, whose statistics nobody gathered."""
    with sqlite_store.write() as uow:
        desk = a_desk(uow)
        for number in range(5):
            conversation_id = desk.a_conversation(minutes=number)
            desk.a_message(conversation_id, minutes=number)
        yield desk


@contextmanager
def plans(uow: UnitOfWork) -> Iterator[list[str]]:
    """Collect what SQLite says it will do, of each statement that runs."""
    connection = uow.session.connection()
    steps: list[str] = []

    def explain(*arguments: Any) -> None:
        _, cursor, statement, parameters, *_ = arguments
        if statement.startswith(("SELECT", "WITH")):
            raw = cursor.connection.cursor()
            raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            steps.extend(row[3] for row in raw.fetchall())

    event.listen(connection, "before_cursor_execute", explain)
    yield steps
    event.remove(connection, "before_cursor_execute", explain)


def scanned_tables(steps: list[str]) -> set[str]:
    scans = (step.split()[1] for step in steps if step.startswith("SCAN "))
    return {table for table in scans if table not in SMALL_TABLES}


@pytest.mark.parametrize("inbox_id", [None, SUPPORT])
@pytest.mark.parametrize("view", list(View))
@pytest.mark.parametrize("who", ["ann", "ada"])
def test_a_list_walks_an_index_in_its_order(
    desk: Desk, who: str, view: View, inbox_id: int | None
) -> None:
    wanted = ConversationFilter(view=view, inbox_id=inbox_id)

    with plans(desk.uow) as steps:
        list_conversations(desk.uow, getattr(desk, who), wanted)

    assert steps
    assert scanned_tables(steps) <= {"conversation"}
    assert not [step for step in steps if step == "SCAN conversation"]
    # Drafts of the page alone are sorted.
    sorts = [step for step in steps if "B-TREE FOR ORDER BY" in step]
    assert len(sorts) <= 1


def test_walks_of_several_folders_are_merged_and_none_reads_all(desk: Desk) -> None:
    wanted = ConversationFilter(
        statuses=frozenset(ConversationStatus), assignee_ids=frozenset({0, 1})
    )

    with plans(desk.uow) as steps:
        list_conversations(desk.uow, desk.ann, wanted)

    walks = [step for step in steps if "ix_conversation_assignee" in step]
    assert len(walks) == 4


def test_counts_read_the_counters_and_an_index(desk: Desk) -> None:
    with plans(desk.uow) as steps:
        read_counts(desk.uow, desk.ann, None)

    walks = [step for step in steps if "ix_conversation_unread" in step]
    assert len(walks) == 2
    assert not scanned_tables(steps) & {"conversation", "conversation_read_mark"}


def test_opening_a_conversation_scans_no_mail(desk: Desk) -> None:
    conversation_id = desk.a_conversation(contact_id=1)

    with plans(desk.uow) as steps:
        read_conversation(desk.uow, desk.ann, conversation_id)

    mail = {"message", "message_body", "attachment", "comment", "activity", "delivery"}
    assert not scanned_tables(steps) & (mail | {"conversation", "participant"})


@pytest.mark.parametrize("filters", [{}, {"has_attachment": True}])
def test_search_starts_from_the_full_text_index(
    desk: Desk, filters: dict[str, Any]
) -> None:
    with plans(desk.uow) as steps:
        list_conversations(
            desk.uow, desk.ann, ConversationFilter(words="hello", **filters)
        )

    assert any("search_index VIRTUAL TABLE" in step for step in steps)
    assert not scanned_tables(steps) & {"search_document", "message"}
