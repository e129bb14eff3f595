"""Replies: from the editor into the outbox."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import col, select

from inbox_app.db.access import access_conversation_to
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.addresses import is_address, normalise_address
from inbox_app.domain.editor_html import (
    editor_text,
    image_ids,
    is_blank,
    sanitise_editor_html,
)
from inbox_app.domain.enums import (
    ActivityKind,
    Direction,
    DraftKind,
    JoinReason,
    PreviewKind,
)
from inbox_app.domain.errors import (
    AttachmentNotFoundError,
    ChannelNotFoundError,
    EmptyMessageError,
    InvalidAddressError,
    NewerMessageError,
    NoRecipientError,
    TooLargeError,
)
from inbox_app.domain.events import ReplyQueued
from inbox_app.domain.subjects import reply_subject
from inbox_app.models import (
    Attachment,
    Channel,
    Comment,
    Conversation,
    Delivery,
    Message,
    MessageBody,
    Participant,
    ThreadKey,
)
from inbox_app.models.conversation import thread_key
from inbox_app.services.changes import Changing
from inbox_app.services.conversations import close
from inbox_app.services.drafts import clear_draft
from inbox_app.services.search_documents import add_documents
from inbox_app.services.timeline import next_position, preview_of

MOST_RECIPIENTS = 100
Recipients = Sequence[dict[str, str]]


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
) -> int:
    """Put a reply in the outbox; returns its message id.

    It leaves when the undo window is over. A conversation that nobody owns
    becomes the sender's. `seen_position` is the last item the sender had on
    screen.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
        NewerMessageError: somebody wrote since; nothing was sent.
        NoRecipientError, InvalidAddressError, EmptyMessageError,
        AttachmentNotFoundError, TooLargeError: what was typed cannot be sent.
    """
    conversation = access_conversation_to(uow, actor, Permission.REPLY, conversation_id)
    _refuse_if_unseen(uow, actor, conversation, seen_position)
    recipients = {
        "to": _checked(to),
        "cc": _checked(cc),
        "bcc": _checked(bcc),
    }
    if not recipients["to"]:
        raise NoRecipientError
    html = sanitise_editor_html(html)
    files = _files(uow, actor, conversation_id, [*attachment_ids, *image_ids(html)])
    if is_blank(html) and not files:
        raise EmptyMessageError
    channel = _channel(uow, conversation)
    message = _store(uow, actor, conversation, channel, html, recipients, files)
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


def _checked(recipients: Recipients) -> list[dict[str, str]]:
    """Every address once, each one valid, names without line breaks."""
    found: dict[str, dict[str, str]] = {}
    for recipient in list(recipients)[: MOST_RECIPIENTS + 1]:
        address = str(recipient.get("address", "")).strip()
        if not is_address(address):
            raise InvalidAddressError(address=address[:100])
        name = " ".join(str(recipient.get("name", "")).split())[:200]
        found.setdefault(normalise_address(address), {"name": name, "address": address})
    if len(found) > MOST_RECIPIENTS:
        raise InvalidAddressError(address=f"{MOST_RECIPIENTS} +")
    return list(found.values())


def _files(
    uow: UnitOfWork, actor: Actor, conversation_id: int, ids: Sequence[int]
) -> list[Attachment]:
    wanted = {n for n in ids if type(n) is int and 0 < n < 2**31}
    if not wanted:
        return []
    files = uow.session.exec(
        select(Attachment).where(
            col(Attachment.id).in_(wanted),
            Attachment.conversation_id == conversation_id,
            Attachment.uploader_id == actor.agent_id,
            col(Attachment.message_id).is_(None),
        )
    ).all()
    if len(files) != len(wanted):
        raise AttachmentNotFoundError
    limit = uow.settings.max_attachment_bytes
    if sum(file.size for file in files) > limit:
        raise TooLargeError(limit_mb=limit // 1_000_000)
    return list(files)


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


def _store(
    uow: UnitOfWork,
    actor: Actor,
    conversation: Conversation,
    channel: Channel,
    html: str,
    recipients: dict[str, list[dict[str, str]]],
    files: Sequence[Attachment],
) -> Message:
    """Write the message with everything that search, threading and sending need."""
    assert conversation.id is not None
    assert channel.id is not None
    answered = _answered(uow, conversation.id, recipients["to"])
    in_reply_to = answered[0].message_id_header if answered else ""
    references = [*answered[1].references, in_reply_to] if answered else []
    message_id_header = make_message_id(conversation.reply_token, channel.address)
    message = Message(
        conversation_id=conversation.id,
        channel_id=channel.id,
        position=next_position(conversation),
        direction=Direction.OUTBOUND,
        author_id=actor.agent_id,
        message_id_header=message_id_header,
        dedupe_key=hashlib.sha256(message_id_header.encode()).hexdigest(),
        join_reason=JoinReason.SENT_BY_US,
        created_at=uow.now,
    )
    uow.session.add(message)
    uow.session.flush()
    assert message.id is not None
    text = editor_text(html)
    subject = reply_subject(answered[1].subject if answered else conversation.subject)
    people = " ".join(
        f"{r['name']} {r['address']}" for group in recipients.values() for r in group
    )
    uow.session.add_all(
        [
            MessageBody(
                message_id=message.id,
                subject=subject,
                from_name=channel.from_name or actor.name,
                from_address=channel.address,
                recipients=recipients,
                in_reply_to=in_reply_to,
                references=[r for r in references if r],
                text=text,
                reply_text=text,
                html=html,
            ),
            Delivery(
                message_id=message.id,
                channel_id=channel.id,
                due_at=uow.now + timedelta(seconds=uow.settings.undo_seconds),
            ),
            ThreadKey(
                inbox_id=conversation.inbox_id,
                key=thread_key(message_id_header),
                conversation_id=conversation.id,
            ),
        ]
    )
    document = {
        "conversation_id": conversation.id,
        "message_id": message.id,
        "subject": subject,
        "body": text,
        "people": f"{actor.name} {people}",
        "files": " ".join(file.filename for file in files),
    }
    add_documents(uow, [(uow.now, document)])
    shown = set(image_ids(html))
    for file in files:
        file.message_id = message.id
        file.is_inline = file.id in shown
        file.content_id = f"image{file.id}@inbox" if file.is_inline else ""
        uow.session.add(file)
    _join(uow, conversation, recipients)
    conversation.last_message_at = uow.now
    conversation.last_message_id = message.id
    conversation.message_count += 1
    conversation.preview = preview_of(text)
    conversation.preview_kind = PreviewKind.OUTBOUND
    conversation.preview_by = actor.name
    conversation.waiting_since = None
    conversation.has_attachments = conversation.has_attachments or bool(files)
    return message


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


def make_message_id(token: str, address: str) -> str:
    """Make a `Message-ID` that is ours to see (RFC 5322, 3.6.4)."""
    domain = address.rpartition("@")[2] or "localhost"
    return f"<{token}.{secrets.token_hex(10)}@{domain}>"


def _join(
    uow: UnitOfWork,
    conversation: Conversation,
    recipients: dict[str, list[dict[str, str]]],
) -> None:
    """To and Cc take part from here on: their answers belong to the conversation."""
    known = {
        participant.address
        for participant in uow.session.exec(
            select(Participant).where(Participant.conversation_id == conversation.id)
        )
    }
    assert conversation.id is not None
    for recipient in [*recipients["to"], *recipients["cc"], *recipients["bcc"]]:
        address = normalise_address(recipient["address"])
        if address not in known:
            known.add(address)
            uow.session.add(
                Participant(
                    conversation_id=conversation.id,
                    address=address,
                    name=recipient["name"],
                )
            )
    conversation.participant_count = len(known)
