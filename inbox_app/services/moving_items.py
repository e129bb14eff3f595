"""Taking messages, comments and activities from one conversation into another.

What merging and splitting share: which rows are items and where they stood, so
that each goes back to its very place, and what the conversation says of them.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import bindparam, func
from sqlmodel import col, select, update

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.enums import ConversationStatus, Direction, PreviewKind
from inbox_app.models import (
    Activity,
    Comment,
    Conversation,
    ConversationReadMark,
    Message,
    Participant,
    SearchDocument,
    ThreadKey,
)
from inbox_app.services.changes import plain_value

T = TypeVar("T")
AT_ONCE = 500
TABLES: dict[str, type[Message] | type[Comment] | type[Activity]] = {
    "messages": Message,
    "comments": Comment,
    "activities": Activity,
}
# Where each item stands: the name of its table, its id, its position.
Places = list[tuple[str, int, int]]


def read_places(
    uow: UnitOfWork, conversation_id: int, *, from_position: int = 0
) -> Places:
    """Read where the items of a conversation stand, in their order."""
    found: Places = []
    for name, table in TABLES.items():
        rows = uow.session.exec(
            select(table.id, table.position).where(
                table.conversation_id == conversation_id,
                table.position >= from_position,
            )
        )
        found += [(name, number or 0, position) for number, position in rows]
    return sorted(found, key=lambda place: (place[2], place[0], place[1]))


def put_items(uow: UnitOfWork, conversation_id: int, places: Iterable[Any]) -> None:
    """Put items into a conversation, at these positions, with what search knows."""
    by_table: dict[str, list[dict[str, int]]] = {}
    for name, number, position in places:
        by_table.setdefault(name, []).append({"number": number, "at": position})
    uow.session.flush()
    for name, rows in by_table.items():
        table = TABLES[name]
        statement = (
            update(table)
            .where(col(table.id) == bindparam("number"))
            .values(conversation_id=conversation_id, position=bindparam("at"))
        )
        uow.connection.execute(statement, rows)
        column = {"messages": "message_id", "comments": "comment_id"}.get(name)
        if column is None:
            continue
        for ids in in_parts([row["number"] for row in rows]):
            uow.session.exec(
                update(SearchDocument)
                .where(col(getattr(SearchDocument, column)).in_(ids))
                .values(conversation_id=conversation_id)
            )
    # What the session had read of these rows is old.
    uow.session.expire_all()


def move_keys(
    uow: UnitOfWork, keys: Collection[str], *, from_id: int, to_id: int
) -> None:
    """Let answers to what was moved find it where it is."""
    for some in in_parts(list(keys)):
        uow.session.exec(
            update(ThreadKey)
            .where(
                col(ThreadKey.conversation_id) == from_id, col(ThreadKey.key).in_(some)
            )
            .values(conversation_id=to_id)
        )


# What a list row and the views know of a conversation, and how it is read from JSON.
_SUMMARY: dict[str, Callable[[Any], Any]] = {
    "status": ConversationStatus,
    "closed_at": datetime.fromisoformat,
    "snoozed_until": datetime.fromisoformat,
    "waiting_since": datetime.fromisoformat,
    "last_message_at": datetime.fromisoformat,
    "last_message_id": int,
    "preview": str,
    "preview_kind": PreviewKind,
    "preview_by": str,
    "has_attachments": bool,
}


def summary_of(conversation: Conversation) -> dict[str, Any]:
    """Read the summary as plain values."""
    return {name: plain_value(getattr(conversation, name)) for name in _SUMMARY}


def restore_summary(
    conversation: Conversation, before: dict[str, Any], after: dict[str, Any]
) -> None:
    """Put back what nobody has changed since."""
    now = summary_of(conversation)
    for name, value in before.items():
        if name in _SUMMARY and now[name] == after.get(name):
            read = _SUMMARY[name]
            setattr(conversation, name, None if value is None else read(value))


def count_participants(uow: UnitOfWork, conversation: Conversation) -> None:
    """Count anew who takes part."""
    counted = select(func.count()).where(
        col(Participant.conversation_id) == conversation.id
    )
    conversation.participant_count = max(1, uow.session.exec(counted).one())


def find_last_inbound(uow: UnitOfWork, conversation: Conversation) -> None:
    """Find the newest message that a person outside wrote."""
    newest = select(func.max(Message.position)).where(
        Message.conversation_id == conversation.id,
        Message.direction == Direction.INBOUND,
        Message.automated == "",
    )
    conversation.last_inbound_position = uow.session.exec(newest).one() or 0


def read_marks(uow: UnitOfWork, conversation_id: int) -> list[ConversationReadMark]:
    """Read how far each agent has read."""
    wanted = col(ConversationReadMark.conversation_id) == conversation_id
    return list(uow.session.exec(select(ConversationReadMark).where(wanted)))


def in_parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Cut a long list into what one statement takes."""
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
