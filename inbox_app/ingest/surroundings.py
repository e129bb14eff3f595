"""What the database already knows about a batch of mails, read in a few queries."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import col, select

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.addresses import normalise_address
from inbox_app.ingest.preparing import PreparedMail
from inbox_app.models import (
    Channel,
    Contact,
    Conversation,
    Handle,
    LedgerEntry,
    Message,
    Participant,
    ThreadKey,
    Tombstone,
)


@dataclass
class Surroundings:
    """Caches of one batch; filing adds to them what it makes."""

    entries: dict[int, LedgerEntry]
    # Message-ID and content seen before in this channel → message id; deleted: None.
    seen: dict[str, int | None]
    # Key of a Message-ID → conversation.
    thread_keys: dict[str, int]
    # Reply token → conversation.
    tokens: dict[str, int]
    conversations: dict[int, Conversation]
    participants: dict[int, dict[str, str]]
    contacts: dict[str, Contact]
    # Contacts that have a conversation which is not filtered.
    trusted: set[int]
    # Our own outgoing mails among those named: Message-ID → message.
    own_messages: dict[str, Message]
    own_addresses: frozenset[str] = field(default_factory=frozenset)


def read_surroundings(
    uow: UnitOfWork, channel: Channel, mails: Sequence[PreparedMail]
) -> Surroundings:
    """Read all that `mails` may touch."""
    thread_keys = _pairs(
        uow,
        ThreadKey.key,
        ThreadKey.conversation_id,
        {key for mail in mails for key in mail.thread_keys},
        ThreadKey.inbox_id == channel.inbox_id,
    )
    tokens = _pairs(
        uow,
        Conversation.reply_token,
        Conversation.id,
        {token for mail in mails for token in mail.tokens},
        Conversation.inbox_id == channel.inbox_id,
    )
    keys = {mail.dedupe_key for mail in mails}
    seen: dict[str, int | None] = _pairs(
        uow, Message.dedupe_key, Message.id, keys, Message.channel_id == channel.id
    )
    for key in _column(
        uow, Tombstone.dedupe_key, keys, Tombstone.channel_id == channel.id
    ):
        seen.setdefault(key, None)
    contacts = _contacts(uow, {normalise_address(m.sender.address) for m in mails})
    own_messages = _own_messages(uow, channel, mails)
    conversation_ids = {
        *thread_keys.values(),
        *tokens.values(),
        *(message.conversation_id for message in own_messages.values()),
    }
    return Surroundings(
        entries=_entries(uow, mails),
        seen=seen,
        thread_keys=thread_keys,
        tokens=tokens,
        conversations=_conversations(uow, conversation_ids),
        participants=_participants(uow, conversation_ids),
        contacts=contacts,
        trusted=_trusted(uow, [c.id for c in contacts.values() if c.id]),
        own_messages=own_messages,
        own_addresses=frozenset(
            normalise_address(a) for a in (channel.address, *channel.aliases)
        ),
    )


def _pairs(
    uow: UnitOfWork, key: Any, value: Any, wanted: Collection[str], *where: Any
) -> dict[str, Any]:
    if not wanted:
        return {}
    rows = uow.session.exec(select(key, value).where(col(key).in_(wanted), *where))
    return dict(rows.all())


def _column(
    uow: UnitOfWork, key: Any, wanted: Collection[str], *where: Any
) -> Iterable[str]:
    return uow.session.exec(select(key).where(col(key).in_(wanted), *where)).all()


def _entries(uow: UnitOfWork, mails: Sequence[PreparedMail]) -> dict[int, LedgerEntry]:
    found = uow.session.exec(
        select(LedgerEntry).where(
            col(LedgerEntry.id).in_([mail.entry_id for mail in mails])
        )
    )
    return {entry.id: entry for entry in found if entry.id is not None}


def _conversations(uow: UnitOfWork, ids: Collection[int]) -> dict[int, Conversation]:
    if not ids:
        return {}
    statement = select(Conversation).where(col(Conversation.id).in_(ids))
    if not uow.is_sqlite:
        # In the same order for everybody, so that two writers cannot block each other.
        statement = statement.order_by(col(Conversation.id)).with_for_update()
    return {c.id: c for c in uow.session.exec(statement) if c.id is not None}


def _participants(uow: UnitOfWork, ids: Collection[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {i: {} for i in ids}
    if ids:
        rows = uow.session.exec(
            select(
                Participant.conversation_id, Participant.address, Participant.name
            ).where(col(Participant.conversation_id).in_(ids))
        )
        for conversation_id, address, name in rows:
            found[conversation_id][address] = name
    return found


def _contacts(uow: UnitOfWork, addresses: Collection[str]) -> dict[str, Contact]:
    rows = uow.session.exec(
        select(Handle.value, Contact)
        .join(Contact, col(Contact.id) == col(Handle.contact_id))
        .where(Handle.kind == "email", col(Handle.value).in_(addresses))
    )
    return dict(rows.all())


def _trusted(uow: UnitOfWork, contact_ids: Collection[int]) -> set[int]:
    if not contact_ids:
        return set()
    rows = uow.session.exec(
        select(Conversation.contact_id)
        .where(
            col(Conversation.contact_id).in_(contact_ids),
            col(Conversation.filtered_reason).is_(None),
        )
        .distinct()
    )
    return {contact_id for contact_id in rows if contact_id is not None}


def _own_messages(
    uow: UnitOfWork, channel: Channel, mails: Sequence[PreparedMail]
) -> dict[str, Message]:
    """Bounces name the mail that bounced; a copy to ourselves has its Message-ID."""
    named = {m.mail.bounce.original_message_id for m in mails if m.mail.bounce}
    named |= {m.message_id for m in mails if m.sender.address == channel.address}
    named.discard("")
    if not named:
        return {}
    rows = uow.session.exec(
        select(Message)
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .where(
            col(Message.message_id_header).in_(named),
            Conversation.inbox_id == channel.inbox_id,
            Message.direction == "outbound",
        )
    )
    return {message.message_id_header: message for message in rows}
