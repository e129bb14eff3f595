"""Delete for ever: nothing of the content stays, and nothing brings it back.

What goes: the messages with their bodies, files and deliveries, comments,
activities, drafts, notifications, read marks, what search and threading knew, and
the conversation itself. What stays are tombstones, which recognise the same mail
when a mailbox is read again, and ledger lines whose fate is `deleted`. The bytes
go last, after the commit, once nothing else refers to them (`services.blob_sweep`).
Contacts stay.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import SQLModel

from inbox_app.db.access import access_conversation_to, access_inbox
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.addresses import normalise_address
from inbox_app.domain.enums import DeliveryState, Folder, LedgerFate
from inbox_app.domain.errors import (
    InboxError,
    InvalidInputError,
    NotAllowedError,
    NotAMemberError,
)
from inbox_app.domain.events import ConversationChanged, ManyConversationsChanged
from inbox_app.domain.retention import Retention
from inbox_app.models import Conversation, WorkspaceRules

# So many at once that a kill loses little and nobody waits for the database.
BATCH = 25
MOST_PARAMETERS = 5000
_RULES_ID = 1

_tables = SQLModel.metadata.tables
_attachment = _tables["attachment"].c
_channel = _tables["channel"].c
_conversation = _tables["conversation"].c
_delivery = _tables["delivery"].c
_job_item = _tables["job_item"].c
_ledger = _tables["ledger_entry"].c
_message = _tables["message"].c
_tombstone = _tables["tombstone"]
_TOMBSTONES = {True: sqlite_insert(_tombstone), False: postgresql_insert(_tombstone)}
# All that goes with the conversation, those first that name another.
_BY_CONVERSATION = (
    "search_document",
    "mention",
    "notification",
    "conversation_read_mark",
    "conversation_tag",
    "thread_key",
    "participant",
    "draft",
    "attachment",
    "activity",
    "comment",
)
_BY_MESSAGE = ("delivery", "attachment", "message_body")


class NotInTrashError(InboxError):
    """Only what lies in the trash can be deleted for ever."""

    code = "not_in_trash"


class KeptConversationError(InboxError):
    """A legal hold keeps it from being deleted."""

    code = "kept_conversation"


class StillSendingError(InboxError):
    """A message of it is leaving at this moment."""

    code = "still_sending"


@dataclass(frozen=True, slots=True)
class Purged:
    """What one step deleted."""

    conversations: int = 0
    messages: int = 0


def purge_conversation(
    uow: UnitOfWork, actor: Actor, conversation_id: int, *, typed: str
) -> None:
    """Delete a conversation of the trash for ever; `typed` is its number.

    Raises:
        ConversationNotFoundError, NotAMemberError: it is not theirs to change.
        NotAllowedError: only admins delete for ever.
        InvalidInputError: something else was typed.
        NotInTrashError, KeptConversationError, StillSendingError: it cannot go.
    """
    conversation = access_conversation_to(uow, actor, Permission.PURGE, conversation_id)
    if str(typed).strip().removeprefix("#") != str(conversation.id):
        raise InvalidInputError(field="typed")
    if conversation.folder != Folder.TRASH:
        raise NotInTrashError
    if conversation.is_kept:
        raise KeptConversationError
    if not _without_sending(uow, [conversation_id]):
        raise StillSendingError
    purge(uow, [conversation_id])
    uow.emit(ConversationChanged(conversation.inbox_id, conversation_id))


def check_may_empty(
    uow: UnitOfWork, actor: Actor, inbox_id: int, *, typed: str
) -> None:
    """Refuse before anything is deleted; `typed` is the name of the inbox.

    Raises:
        InboxNotFoundError: there is none, or it is not theirs to see.
        NotAMemberError: an admin looks in from outside.
        NotAllowedError: only admins delete for ever.
        InvalidInputError: something else was typed.
    """
    inbox = access_inbox(uow, actor, inbox_id)
    if inbox_id not in actor.inbox_ids:
        raise NotAMemberError
    if not actor.may(Permission.PURGE):
        raise NotAllowedError
    if str(typed).strip().casefold() != inbox.name.strip().casefold():
        raise InvalidInputError(field="typed")


def empty_trash(
    uow: UnitOfWork, actor: Actor, inbox_id: int, *, typed: str, before: datetime
) -> Purged:
    """Delete a step of what was in an inbox's trash at a moment.

    Call it until it deletes nothing more: what is interrupted goes on later.

    Raises:
        InboxError: see `check_may_empty`.
    """
    check_may_empty(uow, actor, inbox_id, typed=typed)
    trashed = (
        _conversation.inbox_id == inbox_id,
        _conversation.folder == Folder.TRASH,
        _conversation.trashed_at <= before,
    )
    return _purge_where(uow, *trashed)


def purge_overdue(uow: UnitOfWork) -> Purged:
    """Delete a step of what has been in the trash or in Filtered for too long."""
    retention = read_retention(uow)
    trashed_before = uow.now - timedelta(days=retention.trash_days)
    done = _purge_where(
        uow,
        _conversation.folder == Folder.TRASH,
        _conversation.trashed_at <= trashed_before,
    )
    if done.conversations:
        return done
    filtered_before = uow.now - timedelta(days=retention.filtered_days)
    return _purge_where(
        uow,
        _conversation.folder == Folder.FILTERED,
        _conversation.filtered_at <= filtered_before,
        _conversation.last_message_at <= filtered_before,
    )


def read_retention(uow: UnitOfWork) -> Retention:
    """Read for how many days each is kept."""
    rules = uow.session.get(WorkspaceRules, _RULES_ID)
    if rules is None:
        return Retention()
    return Retention(rules.trash_days, rules.filtered_days)


def purge(uow: UnitOfWork, conversation_ids: Sequence[int]) -> Purged:
    """Delete conversations for ever, with those that were merged into them."""
    uow.session.flush()
    run = uow.connection.execute
    ids = _with_merged(uow, conversation_ids)
    mails = run(
        select(_message.id, _message.channel_id, _message.dedupe_key).where(
            _message.conversation_id.in_(ids)
        )
    ).all()
    # A statement, not a list: a conversation may have more messages than a
    # statement may have parameters.
    theirs = select(_message.id).where(_message.conversation_id.in_(ids))
    _bury(uow, mails, theirs)
    for name in _BY_MESSAGE:
        table = _tables[name]
        run(delete(table).where(table.c.message_id.in_(theirs)))
    for name in _BY_CONVERSATION:
        table = _tables[name]
        run(delete(table).where(table.c.conversation_id.in_(ids)))
    run(delete(_tables["message"]).where(_message.conversation_id.in_(ids)))
    run(delete(_tables["job_item"]).where(_job_item.conversation_id.in_(ids)))
    # Who named them stays, and names nothing any more.
    for column in (_conversation.continues_id, _conversation.parent_id):
        naming = update(_tables["conversation"]).where(column.in_(ids))
        run(naming.values({column.key: None}))
    run(
        update(_tables["conversation"])
        .where(_conversation.id.in_(ids))
        .values(merged_into_id=None)
    )
    run(delete(_tables["conversation"]).where(_conversation.id.in_(ids)))
    for known in list(uow.session):
        if isinstance(known, Conversation) and known.id in ids:
            uow.session.expunge(known)
    return Purged(len(ids), len(mails))


def _purge_where(uow: UnitOfWork, *conditions: Any) -> Purged:
    """Delete a step of what these name, but for what is kept or leaving."""
    found = uow.connection.execute(
        select(_conversation.id, _conversation.inbox_id)
        .where(*conditions, _conversation.is_kept.is_(False), ~_is_sending())
        .order_by(_conversation.id)
        .limit(BATCH)
        # Who restores one of them at this moment has it.
        .with_for_update(skip_locked=True)
    ).all()
    if not found:
        return Purged()
    done = purge(uow, [row.id for row in found])
    for inbox_id in {row.inbox_id for row in found}:
        uow.emit(ManyConversationsChanged(inbox_id))
    return done


def _is_sending() -> Any:
    return exists(
        select(_delivery.message_id)
        .join_from(_tables["delivery"], _tables["message"])
        .where(
            _message.conversation_id == _conversation.id,
            _delivery.state == DeliveryState.SENDING,
        )
        .correlate(_tables["conversation"])
    )


def _without_sending(uow: UnitOfWork, ids: Sequence[int]) -> Sequence[int]:
    return (
        uow.connection.execute(
            select(_conversation.id).where(_conversation.id.in_(ids), ~_is_sending())
        )
        .scalars()
        .all()
    )


def _with_merged(uow: UnitOfWork, conversation_ids: Sequence[int]) -> list[int]:
    """Add what was merged into them, and into those in turn."""
    ids = list(dict.fromkeys(conversation_ids))
    fresh: Sequence[int] = ids
    while fresh:
        merged = select(_conversation.id).where(
            _conversation.merged_into_id.in_(fresh), _conversation.id.not_in(ids)
        )
        fresh = uow.connection.execute(merged).scalars().all()
        ids.extend(fresh)
    return ids


def _bury(uow: UnitOfWork, mails: Sequence[Any], theirs: Select[tuple[int]]) -> None:
    """Let the same mails be known for deleted, and forget all else of them."""
    lines = _lines_of(uow, mails, theirs)
    known = {
        (row.channel_id, row.dedupe_key)
        for row in (*mails, *lines.values())
        if row.channel_id is not None and row.dedupe_key
    }
    addresses: dict[int, str] = {
        row.id: normalise_address(row.address)
        for row in uow.connection.execute(
            select(_channel.id, _channel.address).where(
                _channel.id.in_({channel_id for channel_id, _ in known})
            )
        )
    }
    stones = [
        {
            "channel_id": channel_id,
            "address": addresses[channel_id],
            "dedupe_key": key,
            "created_at": uow.now,
        }
        for channel_id, key in sorted(known)
    ]
    if stones:
        statement = _TOMBSTONES[uow.is_sqlite].on_conflict_do_nothing()
        uow.connection.execute(statement, stones)
    forget = update(_tables["ledger_entry"]).values(
        fate=LedgerFate.DELETED,
        detail="",
        raw_key="",
        message_id=None,
        message_id_header="",
    )
    for some in _chunks(list(lines)):
        uow.connection.execute(forget.where(_ledger.id.in_(some)))


def _lines_of(
    uow: UnitOfWork, mails: Sequence[Any], theirs: Select[tuple[int]]
) -> dict[int, Any]:
    """Find the lines about these mails: what brought them, repeats and copies."""
    about = select(_ledger.id, _ledger.channel_id, _ledger.dedupe_key)
    # A copy of what we sent came in under another key, and stands on our message.
    found = list(uow.connection.execute(about.where(_ledger.message_id.in_(theirs))))
    channels = {mail.channel_id for mail in mails}
    for some in _chunks([mail.dedupe_key for mail in mails]):
        repeats = about.where(
            _ledger.dedupe_key.in_(some), _ledger.channel_id.in_(channels)
        )
        found += uow.connection.execute(repeats)
    return {row.id: row for row in found}


def _chunks(values: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(values), MOST_PARAMETERS):
        yield values[start : start + MOST_PARAMETERS]
