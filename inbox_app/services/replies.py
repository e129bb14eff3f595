"""Replies: from the editor into the outbox."""

from collections.abc import Sequence

from sqlmodel import col, select

from inbox_app.db.access import access_conversation, access_conversation_to
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.addresses import normalise_address
from inbox_app.domain.editor_html import image_ids, is_blank, sanitise_editor_html
from inbox_app.domain.enums import ActivityKind, Direction, DraftKind
from inbox_app.domain.errors import (
    ChannelNotFoundError,
    EmptyMessageError,
    NewerMessageError,
)
from inbox_app.domain.events import ReplyQueued
from inbox_app.domain.scheduling import Schedule
from inbox_app.domain.subjects import reply_subject
from inbox_app.models import Channel, Comment, Conversation, Message, MessageBody
from inbox_app.services.changes import Changing
from inbox_app.services.conversations import close
from inbox_app.services.drafts import clear_draft
from inbox_app.services.outgoing import (
    Outgoing,
    Recipients,
    check_recipients,
    queue_message,
    take_uploads,
)


def send_reply(
    uow: UnitOfWork,
    actor: Actor,
    conversation_id: int,
    *,
    html: str,
    to: Recipients,
    cc: Recipients = (),
    bcc: Recipients = (),
    attachment_ids: Sequence[int] = (),
    seen_position: int,
    also_close: bool = False,
    schedule: Schedule | None = None,
) -> int:
    """Put a reply in the outbox; returns its message id.

    It leaves when the undo window is over, or when `schedule` says. A
    conversation that nobody owns becomes the sender's. `seen_position` is the
    last item the sender had on screen.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
        NewerMessageError: somebody wrote since; nothing was sent.
        NoRecipientError, InvalidAddressError, EmptyMessageError, MissingFieldError,
        AttachmentNotFoundError, TooLargeError: what was typed cannot be sent.
        InvalidTimeError: it cannot be scheduled for then.
    """
    conversation = access_conversation_to(uow, actor, Permission.REPLY, conversation_id)
    _refuse_if_unseen(uow, actor, conversation, seen_position)
    recipients = check_recipients(to, cc, bcc)
    html = sanitise_editor_html(html)
    files = take_uploads(
        uow,
        actor,
        [*attachment_ids, *image_ids(html)],
        conversation_id=conversation_id,
    )
    if is_blank(html) and not files:
        raise EmptyMessageError
    channel = _channel(uow, conversation)
    answered = _answered(uow, conversation_id, recipients["to"])
    in_reply_to = answered[0].message_id_header if answered else ""
    subject = answered[1].subject if answered else conversation.subject
    mail = Outgoing(
        html=html,
        subject=reply_subject(subject),
        recipients=recipients,
        files=files,
        in_reply_to=in_reply_to,
        references=[*answered[1].references, in_reply_to] if answered else (),
        schedule=schedule,
    )
    message = queue_message(uow, actor, conversation, channel, mail)
    if conversation.assignee_id is None:
        kind = ActivityKind.ASSIGNED
        with Changing(
            uow, actor, conversation, kind, name=actor.name, after=actor.agent_id
        ):
            conversation.assignee_id = actor.agent_id
    clear_draft(uow, actor, conversation, DraftKind.REPLY)
    if also_close:
        close(uow, actor, conversation)
    uow.emit(ReplyQueued(conversation.inbox_id, conversation_id))
    assert message.id is not None
    return message.id


def check_seen(
    uow: UnitOfWork, actor: Actor, conversation_id: int, seen_position: int
) -> None:
    """Refuse an answer to a conversation that has gone on.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
        NewerMessageError: somebody wrote after what the sender had on screen.
    """
    conversation = access_conversation(uow, actor, conversation_id)
    _refuse_if_unseen(uow, actor, conversation, seen_position)


def _refuse_if_unseen(
    uow: UnitOfWork, actor: Actor, conversation: Conversation, seen_position: int
) -> None:
    """A public message or another agent's comment that the sender has not seen."""
    if conversation.last_position <= seen_position:
        return
    newer = uow.session.exec(
        select(Message.id)
        .where(
            Message.conversation_id == conversation.id,
            col(Message.position) > seen_position,
        )
        .limit(1)
    ).first()
    commented = uow.session.exec(
        select(Comment.id)
        .where(
            Comment.conversation_id == conversation.id,
            col(Comment.position) > seen_position,
            Comment.author_id != actor.agent_id,
        )
        .limit(1)
    ).first()
    if newer or commented:
        raise NewerMessageError


def _channel(uow: UnitOfWork, conversation: Conversation) -> Channel:
    """The account it came in by, else any account of the inbox."""
    if conversation.channel_id is not None:
        channel = uow.session.get(Channel, conversation.channel_id)
        if channel is not None:
            return channel
    channel = uow.session.exec(
        select(Channel)
        .where(Channel.inbox_id == conversation.inbox_id)
        .order_by(col(Channel.id))
        .limit(1)
    ).first()
    if channel is None:
        raise ChannelNotFoundError
    return channel


def _answered(
    uow: UnitOfWork, conversation_id: int, to: Recipients
) -> tuple[Message, MessageBody] | None:
    """The newest mail from one of the recipients, else the newest of all."""
    statement = (
        select(Message, MessageBody)
        .join(MessageBody, col(MessageBody.message_id) == col(Message.id))
        .where(Message.conversation_id == conversation_id)
        .order_by(col(Message.position).desc())
        .limit(50)
    )
    rows = uow.session.exec(statement).all()
    wanted = {normalise_address(recipient["address"]) for recipient in to}
    for message, body in rows:
        if (
            message.direction is Direction.INBOUND
            and not message.automated
            and normalise_address(body.from_address) in wanted
        ):
            return message, body
    return (rows[0][0], rows[0][1]) if rows else None
