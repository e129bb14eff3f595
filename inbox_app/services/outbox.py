"""The outbox: what is due, what became of it (see `models.message.Delivery`)."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_
from sqlmodel import col, select

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.enums import DeliveryState, Direction
from inbox_app.domain.events import DeliveryChanged
from inbox_app.models import (
    Attachment,
    Channel,
    Conversation,
    Delivery,
    Message,
    MessageBody,
)
from inbox_app.services.conversations import notify

LEASE_SECONDS = 120
FIRST_RETRY_SECONDS = 20
LONGEST_RETRY_SECONDS = 3600
# After about two days of trying, a person must look (RFC 5321, 4.5.4.1).
MOST_ATTEMPTS = 50


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file that goes along."""

    filename: str
    content_type: str
    blob_key: str
    content_id: str
    attachment_id: int


@dataclass(frozen=True, slots=True)
class Quote:
    """The mail that is answered, to be quoted below the answer."""

    from_name: str
    from_address: str
    at: datetime
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class DueMessage:
    """All that is needed to send one message, taken out under a lease."""

    message_id: int
    channel_id: int
    channel_address: str
    settings: dict[str, Any]
    secret: bytes = field(repr=False)
    message_id_header: str
    from_name: str
    recipients: dict[str, list[dict[str, str]]]
    accepted: Sequence[str]
    subject: str
    html: str
    text: str
    in_reply_to: str
    references: Sequence[str]
    reply_token: str
    files: Sequence[OutgoingFile]
    quote: Quote | None
    attempts: int
    written_at: datetime


def lease_due(uow: UnitOfWork, *, limit: int = 10) -> list[DueMessage]:
    """Take messages whose time has come; nobody else gets them while leased."""
    statement = (
        select(Delivery)
        .join(Channel, col(Channel.id) == col(Delivery.channel_id))
        .where(
            or_(
                (col(Delivery.state) == DeliveryState.QUEUED)
                & (col(Delivery.due_at) <= uow.now),
                (col(Delivery.state) == DeliveryState.SENDING)
                & (col(Delivery.leased_until) <= uow.now),
            ),
            col(Channel.is_paused).is_(False),
        )
        .order_by(col(Delivery.due_at))
        .limit(limit)
        .with_for_update(skip_locked=True, of=Delivery)
    )
    due = []
    for delivery in uow.session.exec(statement).all():
        delivery.state = DeliveryState.SENDING
        delivery.leased_until = uow.now + timedelta(seconds=LEASE_SECONDS)
        delivery.attempts += 1
        uow.session.add(delivery)
        due.append(_due_message(uow, delivery))
    return due


def next_due_at(uow: UnitOfWork) -> datetime | None:
    """When the next message may leave; None when nothing waits."""
    return uow.session.exec(
        select(Delivery.due_at)
        .join(Channel, col(Channel.id) == col(Delivery.channel_id))
        .where(
            Delivery.state == DeliveryState.QUEUED, col(Channel.is_paused).is_(False)
        )
        .order_by(col(Delivery.due_at))
        .limit(1)
    ).first()


def record_sent(uow: UnitOfWork, message_id: int, accepted: Sequence[str]) -> None:
    """Every recipient has been taken by the server."""
    delivery = uow.session.get(Delivery, message_id, with_for_update=True)
    if delivery is None:
        return
    delivery.state = DeliveryState.SENT
    delivery.sent_at = uow.now
    delivery.leased_until = None
    delivery.last_error = ""
    delivery.accepted = [*delivery.accepted, *accepted]
    uow.session.add(delivery)
    _emit(uow, message_id)


def record_filed(uow: UnitOfWork, message_id: int) -> None:
    """A copy lies in the Sent folder of the account."""
    delivery = uow.session.get(Delivery, message_id, with_for_update=True)
    if delivery is not None:
        delivery.is_filed = True
        uow.session.add(delivery)


def record_failure(
    uow: UnitOfWork,
    message_id: int,
    *,
    server_words: str,
    is_permanent: bool,
    accepted: Sequence[str] = (),
) -> None:
    """Some or all recipients were refused: for now, or for good.

    For now means another try later, for good that the agent decides. Those who
    have been taken are never sent to again.
    """
    delivery = uow.session.get(Delivery, message_id, with_for_update=True)
    if delivery is None:
        return
    delivery.accepted = [*delivery.accepted, *accepted]
    delivery.last_error = server_words[:2000]
    delivery.leased_until = None
    if is_permanent or delivery.attempts >= MOST_ATTEMPTS:
        delivery.state = DeliveryState.FAILED
        _tell_author(uow, message_id)
    else:
        delivery.state = DeliveryState.QUEUED
        delivery.due_at = uow.now + timedelta(seconds=_pause(delivery.attempts))
    uow.session.add(delivery)
    _emit(uow, message_id)


def _pause(attempts: int) -> float:
    """Doubling, with jitter so that many do not come back at once."""
    seconds = min(
        FIRST_RETRY_SECONDS * 2 ** min(attempts - 1, 20), LONGEST_RETRY_SECONDS
    )
    return seconds * random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, no secret


def _due_message(uow: UnitOfWork, delivery: Delivery) -> DueMessage:
    message = uow.session.get_one(Message, delivery.message_id)
    body = uow.session.get_one(MessageBody, delivery.message_id)
    channel = uow.session.get_one(Channel, delivery.channel_id)
    conversation = uow.session.get_one(Conversation, message.conversation_id)
    files = uow.session.exec(
        select(Attachment).where(Attachment.message_id == delivery.message_id)
    )
    assert channel.id is not None
    return DueMessage(
        message_id=delivery.message_id,
        channel_id=channel.id,
        channel_address=channel.address,
        settings=dict(channel.settings),
        secret=channel.secret,
        message_id_header=message.message_id_header,
        from_name=body.from_name,
        recipients=body.recipients,
        accepted=list(delivery.accepted),
        subject=body.subject,
        html=body.html,
        text=body.text,
        in_reply_to=body.in_reply_to,
        references=list(body.references),
        reply_token=conversation.reply_token,
        files=[
            OutgoingFile(
                f.filename, f.content_type, f.blob_key, f.content_id, f.id or 0
            )
            for f in files
        ],
        quote=_quote(uow, message.conversation_id, body.in_reply_to),
        attempts=delivery.attempts,
        written_at=message.created_at,
    )


def _quote(uow: UnitOfWork, conversation_id: int, message_id: str) -> Quote | None:
    if not message_id:
        return None
    row = uow.session.exec(
        select(Message, MessageBody)
        .join(MessageBody, col(MessageBody.message_id) == col(Message.id))
        .where(
            Message.conversation_id == conversation_id,
            Message.message_id_header == message_id,
            Message.direction == Direction.INBOUND,
        )
        .limit(1)
    ).first()
    if row is None:
        return None
    message, body = row
    return Quote(
        from_name=body.from_name,
        from_address=body.from_address,
        at=message.created_at,
        html=body.html,
        text=body.text,
    )


def _tell_author(uow: UnitOfWork, message_id: int) -> None:
    message = uow.session.get_one(Message, message_id)
    conversation = uow.session.get_one(Conversation, message.conversation_id)
    notify(uow, message.author_id, "send_failed", conversation, "")


def _emit(uow: UnitOfWork, message_id: int) -> None:
    message = uow.session.get_one(Message, message_id)
    conversation = uow.session.get_one(Conversation, message.conversation_id)
    conversation.version += 1
    uow.session.add(conversation)
    assert conversation.id is not None
    uow.emit(DeliveryChanged(conversation.inbox_id, conversation.id))
