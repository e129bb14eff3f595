"""Whom a reply goes to and from which address, before the agent changes it."""

from collections.abc import Sequence

from sqlalchemy import bindparam, case, select

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.addresses import normalise_address
from inbox_app.domain.envelope import Address
from inbox_app.domain.reply_recipients import (
    AnsweredMessage,
    OwnAddresses,
    ReplyRecipients,
    work_out_recipients,
)
from inbox_app.domain.subjects import reply_subject
from inbox_app.models import Conversation
from inbox_app.queries.reading import AnyRow, fetch_all, fetch_one
from inbox_app.queries.side import kept_apart
from inbox_app.queries.tables import channel, message, message_body
from inbox_app.viewmodels.conversation import MailAddress, RecipientDefaults

# A bounce or an automatic reply is answered only when there is nothing else.
_ANSWERED = (
    select(
        message.c.direction,
        message_body.c.subject,
        message_body.c.from_name,
        message_body.c.from_address,
        message_body.c.recipients,
    )
    .join_from(message, message_body, message_body.c.message_id == message.c.id)
    .where(message.c.conversation_id == bindparam("conversation_id"))
    .order_by(case((message.c.automated == "", 0), else_=1), message.c.position.desc())
    .limit(1)
)
_CHANNELS = select(
    channel.c.id, channel.c.address, channel.c.aliases, channel.c.from_name
)


def read_reply_defaults(
    uow: UnitOfWork, conversation: Conversation
) -> RecipientDefaults:
    """Work out To, Cc, subject and sender; the caller has passed the gate."""
    answered = fetch_one(uow, _ANSWERED, conversation_id=conversation.id)
    channels = fetch_all(uow, _CHANNELS)
    own = _own_addresses(channels)
    people = (
        ReplyRecipients()
        if answered is None
        else work_out_recipients(_answered_message(answered), own)
    )
    apart = kept_apart(uow, conversation)
    to = _without(people.to, apart)
    if not to and conversation.contact_address:
        to = (Address(conversation.contact_name, conversation.contact_address),)
    sender = next((row for row in channels if row.id == conversation.channel_id), None)
    subject = answered.subject if answered else conversation.subject
    return RecipientDefaults(
        to=_to_views(to),
        cc=_to_views(_without(people.cc, apart)),
        bcc=[],
        subject=reply_subject(subject),
        from_name=sender.from_name if sender else "",
        from_address=sender.address if sender else "",
    )


def read_answered(uow: UnitOfWork, conversation_id: int) -> AnsweredMessage | None:
    """Read the headers of the message that a reply answers."""
    row = fetch_one(uow, _ANSWERED, conversation_id=conversation_id)
    return _answered_message(row) if row else None


def read_own_addresses(uow: UnitOfWork) -> OwnAddresses:
    """Read every address that reaches one of our channels."""
    return _own_addresses(fetch_all(uow, _CHANNELS))


def to_mail_addresses(stored: list[dict[str, str]] | None) -> list[MailAddress]:
    """Read one group of the recipients that a message or draft keeps."""
    return [
        MailAddress(name=entry.get("name", ""), address=entry.get("address", ""))
        for entry in stored or []
    ]


def _own_addresses(channels: Sequence[AnyRow]) -> OwnAddresses:
    return OwnAddresses.of(
        address for row in channels for address in (row.address, *row.aliases)
    )


def _answered_message(row: AnyRow) -> AnsweredMessage:
    def group(name: str) -> tuple[Address, ...]:
        entries = to_mail_addresses(row.recipients.get(name))
        return tuple(Address(entry["name"], entry["address"]) for entry in entries)

    return AnsweredMessage(
        direction=row.direction,
        sender=Address(row.from_name, row.from_address),
        reply_to=group("reply_to"),
        to=group("to"),
        cc=group("cc"),
    )


def _without(people: tuple[Address, ...], apart: frozenset[str]) -> tuple[Address, ...]:
    return tuple(one for one in people if normalise_address(one.address) not in apart)


def _to_views(people: tuple[Address, ...]) -> list[MailAddress]:
    return [MailAddress(name=one.name, address=one.address) for one in people]
