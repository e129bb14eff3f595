"""What the database already knows about a batch of mails, read in a few queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Executable, bindparam, null, select, union_all

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.addresses import normalise_address
from inbox_app.domain.enums import (
    ChannelKind,
    ConversationStatus,
    DeliveryState,
    Direction,
    FilteredReason,
    PreviewKind,
    SenderRuleKind,
)
from inbox_app.domain.filter_rules import FilterSwitches, patterns_for
from inbox_app.ingest.batch import TABLES
from inbox_app.ingest.preparing import PreparedMail

_channel = TABLES["channel"].c
_contact = TABLES["contact"].c
_conversation = TABLES["conversation"].c
_delivery = TABLES["delivery"].c
_handle = TABLES["handle"].c
_message = TABLES["message"].c
_participant = TABLES["participant"].c
_rule = TABLES["sender_rule"].c
_switches = TABLES["workspace_rules"].c
_thread_key = TABLES["thread_key"].c
_tombstone = TABLES["tombstone"].c


@dataclass(frozen=True, slots=True)
class FiledChannel:
    """What filing needs to know of the channel a mail came by."""

    id: int
    inbox_id: int
    kind: ChannelKind
    address: str
    aliases: Sequence[str]

    @property
    def own_addresses(self) -> frozenset[str]:
        """Every address that is ours."""
        return frozenset(normalise_address(a) for a in (self.address, *self.aliases))


@dataclass(slots=True)
class FiledContact:
    """A contact, as far as filing needs it."""

    id: int
    name: str
    is_new: bool = False


@dataclass(slots=True)
class FiledConversation:
    """A conversation as a plain value: a row is read from it and written to it.

    The fields are the columns that filing reads or sets; those of `CHANGING`
    are written back to a conversation that was there before.
    """

    id: int
    inbox_id: int
    channel_id: int | None
    channel_kind: ChannelKind
    subject: str
    reply_token: str
    contact_id: int | None
    contact_name: str
    contact_address: str
    last_message_at: datetime
    created_at: datetime
    continues_id: int | None = None
    parent_id: int | None = None
    trashed_at: datetime | None = None
    participant_count: int = 1
    status: ConversationStatus = ConversationStatus.OPEN
    assignee_id: int | None = None
    snoozed_until: datetime | None = None
    closed_at: datetime | None = None
    waiting_since: datetime | None = None
    last_message_id: int | None = None
    preview: str = ""
    preview_kind: PreviewKind = PreviewKind.INBOUND
    preview_by: str = ""
    message_count: int = 0
    has_attachments: bool = False
    last_position: int = 0
    last_inbound_position: int = 0
    filtered_reason: FilteredReason | None = None
    filtered_at: datetime | None = None
    version: int = 1

    def row(self) -> dict[str, Any]:
        """All columns, for an insert."""
        return {name: getattr(self, name) for name in COLUMNS}

    def changes(self) -> dict[str, Any]:
        """The columns that an update writes."""
        return {name: getattr(self, name) for name in CHANGING}


COLUMNS = tuple(field.name for field in fields(FiledConversation))
CHANGING = (
    *COLUMNS[COLUMNS.index("participant_count") :],
    "subject",
    "created_at",
    "last_message_at",
)


@dataclass(slots=True)
class OwnMessage:
    """A mail of ours that an incoming one names."""

    id: int
    conversation_id: int
    message_id_header: str


@dataclass(slots=True)
class ScheduledMessage:
    """A message of ours that is not to leave once they have written."""

    id: int
    author_id: int | None


@dataclass(slots=True)
class Surroundings:
    """Caches of one batch; filing adds to them what it makes."""

    # Message-ID and content seen before in this channel → message id; deleted: None.
    seen: dict[str, int | None]
    # Key of a Message-ID → conversation.
    thread_keys: dict[str, int]
    # Reply token → conversation.
    tokens: dict[str, int]
    conversations: dict[int, FiledConversation]
    # Conversation → addresses that take part.
    participants: dict[int, set[str]]
    contacts: dict[str, FiledContact]
    # Conversation → subjects of those that were merged into it.
    merged_subjects: dict[int, list[str]]
    # Our own outgoing mails among those named: Message-ID → message.
    own_messages: dict[str, OwnMessage]
    # Patterns of the senders that are on a list.
    sender_lists: dict[str, SenderRuleKind]
    switches: FilterSwitches
    # Conversation → what waits in it and is to be held.
    to_hold: dict[int, list[ScheduledMessage]]


def _wanted(column: ColumnElement[Any]) -> ColumnElement[bool]:
    return column.in_(bindparam("wanted", expanding=True))


# Built once: building a statement costs more than running it.
_SEEN = union_all(
    select(_message.dedupe_key, _message.id).where(
        _message.channel_id == bindparam("place"), _wanted(_message.dedupe_key)
    ),
    # Deleted for ever: known, and not there.
    select(_tombstone.dedupe_key, null()).where(
        (_tombstone.channel_id == bindparam("place"))
        | (_tombstone.address == bindparam("address")),
        _wanted(_tombstone.dedupe_key),
    ),
)
_KEYS = select(_thread_key.key, _thread_key.conversation_id).where(
    _thread_key.inbox_id == bindparam("place"), _wanted(_thread_key.key)
)
_TOKENS = select(_conversation.reply_token, _conversation.id).where(
    _conversation.inbox_id == bindparam("place"), _wanted(_conversation.reply_token)
)
# What was merged, with where it leads and what it was about.
_MERGED = select(
    _conversation.id, _conversation.merged_into_id, _conversation.subject
).where(_conversation.merged_into_id.is_not(None))
_CONTACTS = (
    select(_handle.value, _contact.id, _contact.name)
    .join_from(TABLES["handle"], TABLES["contact"])
    .where(_handle.kind == "email", _wanted(_handle.value))
)
_TRUSTED = (
    select(_conversation.contact_id)
    .where(_wanted(_conversation.contact_id), _conversation.filtered_reason.is_(None))
    .limit(1)
)
_OWN = (
    select(_message.id, _message.conversation_id, _message.message_id_header)
    .join_from(TABLES["message"], TABLES["conversation"])
    .where(
        _wanted(_message.message_id_header),
        _conversation.inbox_id == bindparam("place"),
        _message.direction == Direction.OUTBOUND,
    )
)
_TO_HOLD = (
    select(_message.conversation_id, _message.id, _message.author_id)
    .join_from(TABLES["message"], TABLES["delivery"])
    .where(
        _wanted(_message.conversation_id),
        _delivery.state == DeliveryState.QUEUED,
        _delivery.attempts == 0,
        _delivery.hold_if_answered,
        _delivery.held_at.is_(None),
    )
)
# In the same order for everybody, so that two writers cannot block each other;
# SQLite, with its one writer, leaves the lock out.
_CONVERSATIONS = (
    select(*(_conversation[name] for name in COLUMNS))
    .where(_wanted(_conversation.id))
    .order_by(_conversation.id)
    .with_for_update()
)
_PARTICIPANTS = select(_participant.conversation_id, _participant.address).where(
    _wanted(_participant.conversation_id)
)
_RULES = select(_rule.pattern, _rule.kind).where(_wanted(_rule.pattern))
_SWITCHES = select(
    _switches.filters_automatic,
    _switches.filters_marketing,
    _switches.filters_unsubscribe,
    _switches.filters_role,
)
_CHANNEL = select(
    _channel.id, _channel.inbox_id, _channel.kind, _channel.address, _channel.aliases
).where(_channel.id == bindparam("place"))


def read_channel(uow: UnitOfWork, channel_id: int) -> FiledChannel | None:
    """Read the channel; None when it has been removed."""
    row = uow.connection.execute(_CHANNEL, {"place": channel_id}).first()
    return FiledChannel(*row) if row else None


def read_surroundings(
    uow: UnitOfWork, channel: FiledChannel, mails: Sequence[PreparedMail]
) -> Surroundings:
    """Read all that `mails` may touch."""
    inbox_id = channel.inbox_id
    keys = {key for mail in mails for key in mail.thread_keys}
    thread_keys = dict(_read(uow, _KEYS, keys, inbox_id))
    tokens = _follow_merges(
        uow,
        dict(_read(uow, _TOKENS, {t for mail in mails for t in mail.tokens}, inbox_id)),
    )
    senders = {normalise_address(mail.sender.address) for mail in mails}
    contacts = {
        address: FiledContact(*values)
        for address, *values in _read(uow, _CONTACTS, senders)
    }
    own = [
        OwnMessage(*row) for row in _read(uow, _OWN, _named(channel, mails), inbox_id)
    ]
    ids = {*thread_keys.values(), *tokens.values(), *(m.conversation_id for m in own)}
    participants: dict[int, set[str]] = {
        conversation_id: set() for conversation_id in ids
    }
    for conversation_id, address in _read(uow, _PARTICIPANTS, ids):
        participants[conversation_id].add(address)
    patterns = {pattern for sender in senders for pattern in patterns_for(sender)}
    switches = uow.connection.execute(_SWITCHES).first()
    dedupe_keys = {mail.dedupe_key for mail in mails}
    account = normalise_address(channel.address)
    to_hold: dict[int, list[ScheduledMessage]] = {}
    for conversation_id, *values in _read(uow, _TO_HOLD, ids):
        to_hold.setdefault(conversation_id, []).append(ScheduledMessage(*values))
    return Surroundings(
        seen=dict(_read(uow, _SEEN, dedupe_keys, channel.id, address=account)),
        thread_keys=thread_keys,
        tokens=tokens,
        conversations={
            row[0]: FiledConversation(**row._mapping)  # noqa: SLF001 - its public name
            for row in _read(uow, _CONVERSATIONS, ids)
        },
        participants=participants,
        merged_subjects=_read_merged_subjects(uow, ids),
        contacts=contacts,
        own_messages={message.message_id_header: message for message in own},
        sender_lists=dict(_read(uow, _RULES, patterns)),
        switches=FilterSwitches(*switches) if switches else FilterSwitches(),
        to_hold=to_hold,
    )


def is_trusted(uow: UnitOfWork, contact_id: int) -> bool:
    """Tell whether a contact has a conversation that is not filtered."""
    return bool(_read(uow, _TRUSTED, [contact_id]))


def _follow_merges(uow: UnitOfWork, tokens: dict[str, int]) -> dict[str, int]:
    """Let the token of a conversation that was merged lead to where its items are."""
    leading = dict(tokens)
    by_id = _MERGED.where(_wanted(_conversation.id))
    while rows := _read(uow, by_id, set(leading.values())):
        targets = {number: target for number, target, _ in rows}
        leading = {token: targets.get(n, n) for token, n in leading.items()}
    return leading


def _read_merged_subjects(uow: UnitOfWork, ids: set[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {number: [] for number in ids}
    # Which of the wanted conversations each shell leads to.
    root = {number: number for number in ids}
    by_target = _MERGED.where(_wanted(_conversation.merged_into_id))
    wanted = ids
    while rows := _read(uow, by_target, wanted):
        for number, target, subject in rows:
            root[number] = root[target]
            found[root[number]].append(subject)
        wanted = {number for number, _, _ in rows}
    return found


def _named(channel: FiledChannel, mails: Sequence[PreparedMail]) -> set[str]:
    """Bounces name the mail that bounced; a copy to ourselves has its Message-ID."""
    named = {mail.mail.bounce.original_message_id for mail in mails if mail.mail.bounce}
    own = channel.own_addresses
    named |= {m.message_id for m in mails if normalise_address(m.sender.address) in own}
    return named - {""}


def _read(
    uow: UnitOfWork,
    statement: Executable,
    wanted: Collection[Any],
    place: int | None = None,
    **more: str,
) -> Sequence[Any]:
    if not wanted:
        return ()
    values: dict[str, Any] = {"wanted": list(wanted), **more}
    if place is not None:
        values["place"] = place
    return uow.connection.execute(statement, values).all()
