"""Put the items of a conversation in the order of their times.

An import goes backwards through a mailbox, so that the newest mail is there
first, and numbers items as they come: what it imported has to be numbered anew.
Who has read so far has read so far afterwards: old mail makes nothing unread.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise

from sqlalchemy import func
from sqlmodel import col, select

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.enums import Direction
from inbox_app.domain.events import ManyConversationsChanged
from inbox_app.models import (
    Activity,
    Comment,
    Conversation,
    ConversationReadMark,
    LedgerEntry,
    Message,
)

CONVERSATIONS_AT_ONCE = 200
Numbered = Message | Comment | Activity


@dataclass(frozen=True, slots=True)
class _Item:
    conversation_id: int
    at: datetime
    position: int
    row: Numbered


def conversations_of(
    uow: UnitOfWork,
    channel_id: int,
    *,
    folder: str,
    uidvalidity: int,
    uids: Collection[int],
) -> list[int]:
    """Where these mails of a mailbox have been put."""
    if not uids:
        return []
    statement = (
        select(Message.conversation_id)
        .join(LedgerEntry, col(LedgerEntry.message_id) == col(Message.id))
        .where(
            LedgerEntry.channel_id == channel_id,
            LedgerEntry.folder == folder,
            LedgerEntry.uidvalidity == uidvalidity,
            col(LedgerEntry.uid).in_(uids),
        )
        .distinct()
    )
    return list(uow.session.exec(statement))


def disordered_conversations(uow: UnitOfWork, channel_id: int) -> list[int]:
    """All conversations of an account whose messages do not follow their times."""
    before = (
        func.lag(Message.created_at)
        .over(partition_by=col(Message.conversation_id), order_by=col(Message.position))
        .label("before")
    )
    in_order = (
        select(Message.conversation_id, Message.created_at, before)
        .where(Message.channel_id == channel_id)
        .subquery()
    )
    statement = (
        select(in_order.c.conversation_id)
        .where(in_order.c.created_at < in_order.c.before)
        .distinct()
    )
    return list(uow.session.exec(statement))


def order_items(uow: UnitOfWork, conversation_ids: Collection[int]) -> int:
    """Number the items of these conversations by time; returns how many changed.

    Items of the same time stay as they are.
    """
    if not conversation_ids:
        return 0
    statement = (
        select(Conversation)
        .where(col(Conversation.id).in_(conversation_ids))
        .order_by(col(Conversation.id))
        .with_for_update()
    )
    conversations = {c.id: c for c in uow.session.exec(statement)}
    changed = 0
    for conversation_id, group in groupby(
        _items(uow, conversation_ids), key=lambda item: item.conversation_id
    ):
        items = list(group)
        if all(a.position < b.position for a, b in pairwise(items)):
            continue
        conversation = conversations[conversation_id]
        _number(uow, conversation, items)
        uow.emit(ManyConversationsChanged(conversation.inbox_id))
        changed += 1
    return changed


def _items(uow: UnitOfWork, conversation_ids: Collection[int]) -> list[_Item]:
    """Everything in these conversations, in the order that it should have."""
    found = []
    for table in (Message, Comment, Activity):
        rows: Iterable[Numbered] = uow.session.exec(
            select(table).where(col(table.conversation_id).in_(conversation_ids))
        )
        found += [
            _Item(row.conversation_id, row.created_at, row.position, row)
            for row in rows
        ]
    return sorted(
        found, key=lambda item: (item.conversation_id, item.at, item.position)
    )


def _number(uow: UnitOfWork, conversation: Conversation, items: list[_Item]) -> None:
    anew = {item.position: n for n, item in enumerate(items, start=1)}
    for item in items:
        item.row.position = anew[item.position]
    conversation.last_position = len(items)
    conversation.last_inbound_position = max(
        (
            item.row.position
            for item in items
            if isinstance(item.row, Message)
            and item.row.direction is Direction.INBOUND
            and not item.row.automated
        ),
        default=1,
    )
    conversation.version += 1
    marks = uow.session.exec(
        select(ConversationReadMark).where(
            ConversationReadMark.conversation_id == conversation.id
        )
    )
    for mark in marks:
        read = [new for old, new in anew.items() if old <= mark.position]
        mark.position = max(read, default=0)
