"""Conversations whose rest is over come back by themselves."""

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select, update

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.enums import Folder
from inbox_app.domain.events import ConversationRead
from inbox_app.models import Conversation, ConversationReadMark
from inbox_app.services.conversations import notify
from inbox_app.services.triage import wake

WOKEN_AT_ONCE = 100


def next_wake_at(uow: UnitOfWork) -> datetime | None:
    """When the next conversation is due, which may be over already."""
    statement = select(func.min(Conversation.snoozed_until)).where(*_rests())
    return uow.session.exec(statement).one()


def wake_due(uow: UnitOfWork, *, limit: int = WOKEN_AT_ONCE) -> int:
    """Wake those that are due, unread and with a line for whom they belong to.

    Returns how many. What lies in the trash sleeps on until it is restored.
    """
    due = (
        select(Conversation)
        .where(*_rests(), col(Conversation.snoozed_until) <= uow.now)
        .order_by(col(Conversation.snoozed_until), col(Conversation.id))
        .limit(limit)
        # Another process may be at it too: each takes others.
        .with_for_update(skip_locked=True)
    )
    conversations = uow.session.exec(due).all()
    for conversation in conversations:
        wake(uow, None, conversation)
        _make_unread(uow, conversation)
        notify(
            uow,
            conversation.assignee_id,
            "woken",
            conversation,
            conversation.contact_name or conversation.contact_address,
        )
    return len(conversations)


def _rests() -> tuple[ColumnElement[bool], ...]:
    return (
        col(Conversation.snoozed_until).is_not(None),
        col(Conversation.folder) == Folder.OPEN,
    )


def _make_unread(uow: UnitOfWork, conversation: Conversation) -> None:
    """For the assignee; for everybody when it is nobody's."""
    assert conversation.id is not None
    mark = col(ConversationReadMark.position)
    whose = [col(ConversationReadMark.conversation_id) == conversation.id]
    if conversation.assignee_id is not None:
        whose.append(col(ConversationReadMark.agent_id) == conversation.assignee_id)
    before = max(conversation.last_inbound_position - 1, 0)
    readers = uow.session.exec(
        select(ConversationReadMark.agent_id).where(*whose, mark > before)
    ).all()
    uow.session.exec(
        update(ConversationReadMark)
        .where(*whose, mark > before)
        .values(position=before)
    )
    for agent_id in readers:
        uow.emit(ConversationRead(conversation.inbox_id, conversation.id, agent_id))
