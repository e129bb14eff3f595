"""Replies that have not arrived: take back, try again, edit or give up."""

from typing import Any

from sqlmodel import col, select

from inbox_app.db.access import access_conversation_to, access_message
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.enums import (
    ActivityKind,
    DeliveryState,
    Direction,
    DraftKind,
    PreviewKind,
)
from inbox_app.domain.errors import MessageNotFoundError, TooLateToUndoError
from inbox_app.domain.events import ConversationChanged, DeliveryChanged
from inbox_app.models import (
    Attachment,
    Conversation,
    Delivery,
    Draft,
    Message,
    MessageBody,
    SearchDocument,
)
from inbox_app.services.first_messages import (
    is_alone,
    remove_conversation,
    return_to_composer,
)
from inbox_app.services.forwarded_text import own_words
from inbox_app.services.timeline import preview_of, record_activity

Returned = tuple[DraftKind, int]


def undo_send(uow: UnitOfWork, actor: Actor, message_id: int) -> Returned:
    """Take a message back into its author's draft while it has not left.

    Says which draft it is, and of which conversation: the composer's (0 for a new
    conversation) when the message began one in which nothing else has happened.

    Raises:
        MessageNotFoundError: it is gone, or this actor may not see it.
        TooLateToUndoError: it has left, or is leaving this moment.
    """
    message, conversation, delivery = access_delivery(uow, actor, message_id)
    if delivery.state is not DeliveryState.QUEUED or delivery.attempts:
        raise TooLateToUndoError
    if returned := _back_to_composer(uow, actor, message, conversation):
        return returned
    _back_to_draft(uow, actor, message, conversation)
    record_activity(uow, conversation, ActivityKind.SEND_UNDONE, actor)
    uow.emit(DeliveryChanged(conversation.inbox_id, message.conversation_id))
    return DraftKind.REPLY, message.conversation_id


def edit_failed(uow: UnitOfWork, actor: Actor, message_id: int) -> Returned:
    """Take a message that could not be sent back into the draft; see `undo_send`.

    Raises:
        MessageNotFoundError: it is gone, or this actor may not see it.
        TooLateToUndoError: it has been sent after all, or to some of its recipients.
    """
    message, conversation, delivery = access_delivery(uow, actor, message_id)
    if delivery.state is not DeliveryState.FAILED or delivery.accepted:
        raise TooLateToUndoError
    if returned := _back_to_composer(uow, actor, message, conversation):
        return returned
    _back_to_draft(uow, actor, message, conversation)
    uow.emit(DeliveryChanged(conversation.inbox_id, message.conversation_id))
    return DraftKind.REPLY, message.conversation_id


def discard_failed(uow: UnitOfWork, actor: Actor, message_id: int) -> None:
    """Give up a reply that could not be sent; the fact is recorded.

    Raises:
        MessageNotFoundError: it is gone, or this actor may not see it.
        TooLateToUndoError: it has been sent after all, or to some of its recipients.
    """
    message, conversation, delivery = access_delivery(uow, actor, message_id)
    if delivery.state is not DeliveryState.FAILED or delivery.accepted:
        raise TooLateToUndoError
    if is_alone(uow, message, conversation):
        _remove(uow, message, conversation)
        remove_conversation(uow, conversation)
        return
    _remove(uow, message, conversation)
    record_activity(uow, conversation, ActivityKind.SEND_DISCARDED, actor)
    uow.emit(DeliveryChanged(conversation.inbox_id, message.conversation_id))


def retry_send(uow: UnitOfWork, actor: Actor, message_id: int) -> None:
    """Try a failed reply again, at once and under the same Message-ID.

    Raises:
        MessageNotFoundError: it is gone, or this actor may not see it.
        TooLateToUndoError: it has been sent after all.
    """
    _message, conversation, delivery = access_delivery(uow, actor, message_id)
    if delivery.state is not DeliveryState.FAILED:
        raise TooLateToUndoError
    delivery.state = DeliveryState.QUEUED
    delivery.due_at = uow.now
    delivery.attempts = 1
    delivery.is_scheduled = False
    delivery.held_at = None
    delivery.last_error = ""
    conversation.version += 1
    assert conversation.id is not None
    uow.emit(DeliveryChanged(conversation.inbox_id, conversation.id))


def access_delivery(
    uow: UnitOfWork, actor: Actor, message_id: int
) -> tuple[Message, Conversation, Delivery]:
    """Find an outgoing message to act on, locked until the end of the transaction.

    Raises:
        MessageNotFoundError: it is gone, not theirs to see, or never went out.
        NotAllowedError: it is not theirs to answer.
    """
    message, conversation = access_message(uow, actor, message_id)
    assert conversation.id is not None
    access_conversation_to(uow, actor, Permission.REPLY, conversation.id)
    delivery = uow.session.get(Delivery, message_id, with_for_update=True)
    if delivery is None:
        raise MessageNotFoundError
    return message, conversation, delivery


def _back_to_composer(
    uow: UnitOfWork, actor: Actor, message: Message, conversation: Conversation
) -> Returned | None:
    returned = return_to_composer(uow, actor, message, conversation)
    if returned is not None:
        _remove(uow, message, conversation)
        remove_conversation(uow, conversation)
    return returned


def _back_to_draft(
    uow: UnitOfWork, actor: Actor, message: Message, conversation: Conversation
) -> None:
    """Text, recipients and files return to the one who asks for them."""
    body = uow.session.get(MessageBody, message.id)
    assert body is not None
    assert conversation.id is not None
    draft = uow.session.exec(
        select(Draft).where(
            Draft.agent_id == actor.agent_id,
            Draft.conversation_id == conversation.id,
            Draft.kind == DraftKind.REPLY,
        )
    ).first() or Draft(
        agent_id=actor.agent_id,
        conversation_id=conversation.id,
        kind=DraftKind.REPLY,
        updated_at=uow.now,
    )
    # What was typed meanwhile is kept below what comes back.
    draft.html = own_words(body.html) + draft.html
    draft.recipients = body.recipients
    draft.updated_at = uow.now
    uow.session.add(draft)
    for file in uow.session.exec(
        select(Attachment).where(Attachment.message_id == message.id)
    ):
        file.message_id = None
        file.draft_kind = None
        file.uploader_id = actor.agent_id
        file.conversation_id = conversation.id
        uow.session.add(file)
    _remove(uow, message, conversation)


def _remove(uow: UnitOfWork, message: Message, conversation: Conversation) -> None:
    """Take a message that never left out of the conversation."""
    documents = select(SearchDocument).where(SearchDocument.message_id == message.id)
    for document in uow.session.exec(documents):
        uow.session.delete(document)
    delivery = uow.session.get(Delivery, message.id)
    body = uow.session.get(MessageBody, message.id)
    for row in (delivery, body):
        if row is not None:
            uow.session.delete(row)
    uow.session.flush()
    uow.session.delete(message)
    uow.session.flush()
    _show_newest(uow, conversation)


def _show_newest(uow: UnitOfWork, conversation: Conversation) -> None:
    """Let the list row quote the newest message again."""
    newest: Any = uow.session.exec(
        select(Message, MessageBody)
        .join(MessageBody, col(MessageBody.message_id) == col(Message.id))
        .where(Message.conversation_id == conversation.id, Message.automated == "")
        .order_by(col(Message.position).desc())
        .limit(1)
    ).first()
    conversation.message_count = max(0, conversation.message_count - 1)
    if newest is not None:
        message, body = newest
        is_ours = message.direction is Direction.OUTBOUND
        conversation.last_message_id = message.id
        conversation.last_message_at = message.created_at
        conversation.preview = preview_of(body.reply_text)
        conversation.preview_kind = (
            PreviewKind.OUTBOUND if is_ours else PreviewKind.INBOUND
        )
        conversation.preview_by = body.from_name if is_ours else ""
        if not is_ours:
            conversation.waiting_since = message.created_at
    assert conversation.id is not None
    uow.emit(ConversationChanged(conversation.inbox_id, conversation.id))
