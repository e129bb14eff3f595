"""The outbox: what is due, what became of it (see `models.message.Delivery`)."""

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, update
from sqlmodel import col, select

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.enums import ChannelKind, DeliveryState, Direction
from inbox_app.domain.events import DeliveryChanged
from inbox_app.models import (
    Attachment,
    Channel,
    Conversation,
    Delivery,
    Message,
    MessageBody,
)
from inbox_app.services.channels import (
    clean_words,
    record_sending_fault,
    record_sending_works,
)
from inbox_app.services.notifications import notify

# Renewed while a message is being handed over; after a kill it runs out.
LEASE_SECONDS = 120
FIRST_RETRY_SECONDS = 20
LONGEST_RETRY_SECONDS = 3600
# A log-in that is wrong stays wrong until a person comes; each try counts against it.
ACCOUNT_RETRY_SECONDS = 600
# A copy for the Sent folder is tried this long, at growing distances.
FIRST_COPY_SECONDS = 60
LONGEST_COPYING = timedelta(days=1)
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

    @property
    def driver(self) -> str:
        """The implementation in `channels`."""
        return str(self.settings.get("driver") or ChannelKind.EMAIL)


def lease_due(
    uow: UnitOfWork, *, limit: int = 10, except_channels: Collection[int] = ()
) -> list[DueMessage]:
    """Take messages whose time has come; nobody else gets them while leased."""
    statement = (
        select(Delivery)
        .join(Channel, col(Channel.id) == col(Delivery.channel_id))
        .where(
            or_(
                (col(Delivery.state) == DeliveryState.QUEUED)
                & (col(Delivery.due_at) <= uow.now)
                & col(Delivery.held_at).is_(None),
                (col(Delivery.state) == DeliveryState.SENDING)
                & (col(Delivery.leased_until) <= uow.now),
            ),
            *_may_send(except_channels),
        )
        .order_by(col(Delivery.due_at), col(Delivery.message_id))
        .limit(limit)
        .with_for_update(skip_locked=True, of=Delivery)
    )
    due = []
    for delivery in uow.session.exec(statement).all():
        delivery.state = DeliveryState.SENDING
        delivery.leased_until = uow.now + timedelta(seconds=LEASE_SECONDS)
        delivery.attempts += 1
        uow.session.add(delivery)
        if delivery.is_scheduled and delivery.attempts == 1:
            # Its date is that of its leaving, not of the evening it was written.
            uow.session.get_one(Message, delivery.message_id).created_at = uow.now
        due.append(_due_message(uow, delivery))
    return due


def next_due_at(
    uow: UnitOfWork, *, except_channels: Collection[int] = ()
) -> datetime | None:
    """When `lease_due` may find something; None when nothing waits.

    That is when a message may leave, or when the lease of one that somebody
    began to send runs out.
    """
    moments = [
        uow.session.exec(
            select(moment)
            .join(Channel, col(Channel.id) == col(Delivery.channel_id))
            .where(
                Delivery.state == state,
                col(Delivery.held_at).is_(None),
                *_may_send(except_channels),
            )
            .order_by(col(moment))
            .limit(1)
        ).first()
        for state, moment in (
            (DeliveryState.QUEUED, Delivery.due_at),
            (DeliveryState.SENDING, Delivery.leased_until),
        )
    ]
    return min((moment for moment in moments if moment is not None), default=None)


def renew_lease(uow: UnitOfWork, message_id: int) -> None:
    """Say that the message is still being handed over."""
    delivery = uow.session.get(Delivery, message_id, with_for_update=True)
    if delivery is not None and delivery.state is DeliveryState.SENDING:
        delivery.leased_until = uow.now + timedelta(seconds=LEASE_SECONDS)


def record_sent(uow: UnitOfWork, message_id: int, accepted: Sequence[str]) -> None:
    """Every recipient has been taken by the server."""
    delivery = uow.session.get(Delivery, message_id, with_for_update=True)
    if delivery is None:
        return
    # A bounce may be back before this is noted, and weighs more.
    if delivery.state is not DeliveryState.BOUNCED:
        delivery.state = DeliveryState.SENT
        delivery.last_error = ""
    delivery.sent_at = uow.now
    delivery.leased_until = None
    delivery.accepted = [*delivery.accepted, *accepted]
    record_sending_works(uow, delivery.channel_id)
    _emit(uow, message_id)


def lease_unfiled(uow: UnitOfWork) -> DueMessage | None:
    """Take a sent message of which no copy lies in the account's Sent folder yet.

    Each try is twice as long after the sending as the one before.
    """
    delivery = uow.session.exec(
        select(Delivery)
        .join(Channel, col(Channel.id) == col(Delivery.channel_id))
        .where(*_is_unfiled(uow))
        .order_by(col(Delivery.sent_at), col(Delivery.message_id))
        .limit(1)
        .with_for_update(skip_locked=True, of=Delivery)
    ).first()
    if delivery is None or delivery.sent_at is None:
        return None
    age = uow.now - delivery.sent_at
    pause = max(timedelta(seconds=FIRST_COPY_SECONDS), age)
    delivery.leased_until = uow.now + pause
    return _due_message(uow, delivery)


def has_unfiled(uow: UnitOfWork) -> bool:
    """Tell whether `lease_unfiled` would find something."""
    statement = (
        select(Delivery.message_id)
        .join(Channel, col(Channel.id) == col(Delivery.channel_id))
        .where(*_is_unfiled(uow))
        .limit(1)
    )
    return uow.session.exec(statement).first() is not None


def record_filed(uow: UnitOfWork, message_id: int) -> None:
    """A copy lies in the Sent folder of the account."""
    delivery = uow.session.get(Delivery, message_id, with_for_update=True)
    if delivery is not None:
        delivery.is_filed = True
        delivery.leased_until = None


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
    _note_failure(
        uow,
        delivery,
        server_words,
        accepted,
        is_permanent=is_permanent,
        pause_seconds=_pause(delivery.attempts),
    )


def record_account_fault(
    uow: UnitOfWork, message_id: int, *, step: str, server_words: str
) -> None:
    """The account may not send: the message waits, and the channel says so.

    The other messages of the account wait as well, so that a wrong password is
    not tried again for each of them. Once the settings are changed they leave.
    """
    delivery = uow.session.get(Delivery, message_id, with_for_update=True)
    if delivery is None:
        return
    pause = max(ACCOUNT_RETRY_SECONDS, _pause(delivery.attempts))
    _note_failure(
        uow, delivery, server_words, (), is_permanent=False, pause_seconds=pause
    )
    until = uow.now + timedelta(seconds=ACCOUNT_RETRY_SECONDS)
    uow.session.connection().execute(
        update(Delivery)
        .where(
            col(Delivery.channel_id) == delivery.channel_id,
            col(Delivery.state) == DeliveryState.QUEUED,
            col(Delivery.attempts) > 0,
            col(Delivery.due_at) < until,
        )
        .values(due_at=until)
    )
    record_sending_fault(uow, delivery.channel_id, step=step, server_words=server_words)


def _note_failure(
    uow: UnitOfWork,
    delivery: Delivery,
    server_words: str,
    accepted: Sequence[str],
    *,
    is_permanent: bool,
    pause_seconds: float,
) -> None:
    if delivery.state in (DeliveryState.SENT, DeliveryState.BOUNCED):
        # Another process had a better end to tell: never send that again.
        return
    if accepted:
        delivery.accepted = [*delivery.accepted, *accepted]
        delivery.sent_at = uow.now
    delivery.last_error = clean_words(server_words)
    delivery.leased_until = None
    if is_permanent or delivery.attempts >= MOST_ATTEMPTS:
        delivery.state = DeliveryState.FAILED
        _tell_author(uow, delivery.message_id)
    else:
        delivery.state = DeliveryState.QUEUED
        delivery.due_at = uow.now + timedelta(seconds=pause_seconds)
    uow.session.flush()
    _emit(uow, delivery.message_id)


def _may_send(except_channels: Collection[int]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [col(Channel.is_paused).is_(False)]
    if except_channels:
        conditions.append(col(Channel.id).not_in(except_channels))
    return conditions


def _is_unfiled(uow: UnitOfWork) -> list[ColumnElement[bool]]:
    """Some recipient has it, nobody is about to get it, and no copy is known."""
    recently = uow.now - LONGEST_COPYING
    return [
        col(Delivery.state).in_(
            (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.BOUNCED)
        ),
        # The index knows when a message was due, which is before it was sent.
        col(Delivery.due_at) > recently - LONGEST_COPYING,
        col(Delivery.sent_at) > recently,
        col(Delivery.is_filed).is_(False),
        or_(
            col(Delivery.leased_until).is_(None),
            col(Delivery.leased_until) <= uow.now,
        ),
        col(Channel.is_paused).is_(False),
    ]


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
        quote=None
        if channel.settings.get("quote") == "none"
        else _quote(uow, message.conversation_id, body.in_reply_to),
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
