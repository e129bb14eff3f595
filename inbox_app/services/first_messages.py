"""Taking back the message that began a conversation: text and all into the composer.

As long as nothing else has happened in the conversation it goes altogether, as if
it had never been begun.
"""

from sqlmodel import col, delete, func, select

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.enums import ActivityKind, DraftKind
from inbox_app.domain.events import ConversationChanged
from inbox_app.models import (
    Activity,
    Attachment,
    Comment,
    Conversation,
    Message,
    MessageBody,
)
from inbox_app.services.changes import emit_change
from inbox_app.services.composer_drafts import find_composer_draft, make_composer_draft
from inbox_app.services.forwarded_text import FORWARD_REMARK, own_words
from inbox_app.services.timeline import record_activity


def return_to_composer(
    uow: UnitOfWork, actor: Actor, message: Message, conversation: Conversation
) -> tuple[DraftKind, int] | None:
    """Make the draft again that the message was; says which, and of what.

    None: it did not begin the conversation, more has happened since, or the agent
    is writing another new message by now. Nothing has changed then.
    """
    body = uow.session.get_one(MessageBody, message.id)
    if body.in_reply_to or not is_alone(uow, message, conversation):
        return None
    if FORWARD_REMARK in body.remarks:
        return _return_forward(uow, actor, message, conversation, body)
    if not actor.may(Permission.COMPOSE) or find_composer_draft(
        uow, actor, DraftKind.COMPOSE, None
    ):
        return None
    draft = make_composer_draft(uow, actor, DraftKind.COMPOSE, None)
    draft.html, draft.subject = body.html, body.subject
    draft.recipients = body.recipients
    draft.channel_id, draft.inbox_id = message.channel_id, conversation.inbox_id
    draft.updated_at = uow.now
    uow.session.add(draft)
    for file in _files(uow, message):
        file.message_id, file.draft_kind = None, DraftKind.COMPOSE
        file.uploader_id, file.conversation_id = actor.agent_id, None
        uow.session.add(file)
    return DraftKind.COMPOSE, 0


def is_alone(uow: UnitOfWork, message: Message, conversation: Conversation) -> bool:
    """Whether the message is all that is in a conversation that began with it."""
    if message.position != 1:
        return False
    others = select(func.count()).where(
        Message.conversation_id == conversation.id, Message.id != message.id
    )
    comments = select(func.count()).where(Comment.conversation_id == conversation.id)
    return not uow.session.exec(others).one() and not uow.session.exec(comments).one()


def remove_conversation(uow: UnitOfWork, conversation: Conversation) -> None:
    """Take an emptied conversation away, for all who show it."""
    assert conversation.id is not None
    inbox_id, conversation_id = conversation.inbox_id, conversation.id
    uow.session.flush()
    uow.session.delete(conversation)
    uow.session.flush()
    uow.emit(ConversationChanged(inbox_id, conversation_id))


def _return_forward(
    uow: UnitOfWork,
    actor: Actor,
    message: Message,
    conversation: Conversation,
    body: MessageBody,
) -> tuple[DraftKind, int] | None:
    original = uow.session.get(Conversation, conversation.parent_id or 0)
    if original is None or original.id is None:
        return None
    told = next(
        (
            activity
            for activity in uow.session.exec(
                select(Activity).where(
                    Activity.conversation_id == original.id,
                    Activity.kind == ActivityKind.FORWARDED,
                )
            )
            if activity.data.get("side") == conversation.id
        ),
        None,
    )
    data = told.data if told else {}
    draft = make_composer_draft(uow, actor, DraftKind.FORWARD, original.id)
    # What was typed meanwhile is kept below what comes back.
    draft.html = own_words(body.html) + draft.html
    draft.subject, draft.recipients = body.subject, body.recipients
    draft.channel_id, draft.inbox_id = message.channel_id, conversation.inbox_id
    forwarded_id = int(data.get("message") or 0)
    draft.forwards = {
        "message_id": forwarded_id,
        "left_out": list(data.get("left_out") or []),
    }
    draft.message_id = forwarded_id or None
    draft.updated_at = uow.now
    uow.session.add(draft)
    if told is not None:
        uow.session.delete(told)
        record_activity(uow, original, ActivityKind.SEND_UNDONE, actor)
        emit_change(uow, original)
    _keep_uploads(uow, actor, message, original.id, body)
    return DraftKind.FORWARD, original.id


def _keep_uploads(
    uow: UnitOfWork,
    actor: Actor,
    message: Message,
    conversation_id: int,
    body: MessageBody,
) -> None:
    """The agent's own files return to the draft; the copies are made anew."""
    original_keys = select(Attachment.blob_key).join(
        Message, col(Message.id) == col(Attachment.message_id)
    )
    copied = set(
        uow.session.exec(
            original_keys.where(Message.conversation_id == conversation_id)
        )
    )
    words = own_words(body.html)
    for file in _files(uow, message):
        if file.blob_key in copied and f"/attachments/{file.id}" not in words:
            uow.session.exec(delete(Attachment).where(col(Attachment.id) == file.id))
            continue
        file.message_id, file.draft_kind = None, DraftKind.FORWARD
        file.uploader_id, file.conversation_id = actor.agent_id, conversation_id
        uow.session.add(file)
    uow.session.flush()


def _files(uow: UnitOfWork, message: Message) -> list[Attachment]:
    statement = select(Attachment).where(Attachment.message_id == message.id)
    return list(uow.session.exec(statement))
