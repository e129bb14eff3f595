"""Fill a database with conversations, straight into the tables.

The triggers run as for everybody, so counters and the full text index are what
they would be.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, insert
from sqlmodel import SQLModel

from benchmarks.language import Language
from benchmarks.threads import (
    AGENTS,
    END,
    INBOXES,
    SPAN,
    Letter,
    Thread,
    make_letters,
    write_texts,
)
from inbox_app.db.unit_of_work import Store
from inbox_app.domain.document_ids import preferred_id
from inbox_app.domain.enums import (
    ConversationStatus,
    DeliveryState,
    Direction,
    FilteredReason,
    JoinReason,
    PreviewKind,
    Role,
)

BATCH_MESSAGES = 5_000
READER = 2

Rows = dict[str, list[dict[str, Any]]]


def load_team(store: Store) -> None:
    """Add inboxes, agents, memberships and a channel for each inbox."""
    start = END - SPAN
    rows: Rows = {
        "inbox": [
            {"id": n, "name": f"Inbox {n}", "created_at": start}
            for n in range(1, INBOXES + 1)
        ],
        "agent": [_agent(n, start) for n in range(1, AGENTS + 1)],
        "inbox_member": [
            {"inbox_id": inbox, "agent_id": agent}
            for inbox in range(1, INBOXES + 1)
            for agent in range(1, AGENTS + 1)
        ],
        "channel": [_channel(n, start) for n in range(1, INBOXES + 1)],
    }
    with store.write() as uow:
        _insert(uow.session.connection(), rows)


def load_messages(store: Store, language: Language, count: int) -> None:
    """Add so many messages with all that belongs to them, oldest first."""
    letters = make_letters(language, count)
    threads = {letter.thread.number: letter.thread for letter in letters}
    remaining: dict[int, int] = defaultdict(int)
    for letter in letters:
        remaining[letter.thread.number] += 1
    numbers = {number: id_ for id_, number in enumerate(sorted(threads), 1)}
    customers = sorted({thread.customer for thread in threads.values()})
    with store.write() as uow:
        _insert(uow.session.connection(), _contact_rows(customers))
    written = write_texts(language, letters)
    positions: dict[int, int] = defaultdict(int)
    pending: list[Letter] = []
    for letter in written:
        pending.append(letter)
        if len(pending) == BATCH_MESSAGES or letter.number == len(letters):
            with store.write() as uow:
                rows = _batch_rows(pending, numbers, positions)
                _insert(uow.session.connection(), rows)
            pending.clear()
    with store.write() as uow:
        uow.session.connection().exec_driver_sql("ANALYZE")


def _batch_rows(
    letters: list[Letter], numbers: dict[int, int], positions: dict[int, int]
) -> Rows:
    rows: Rows = defaultdict(list)
    for letter in letters:
        thread = letter.thread
        conversation_id = numbers[thread.number]
        positions[conversation_id] += 1
        if positions[conversation_id] == 1:
            # Its last message is known from the start, so it is written once.
            rows["conversation"].append(_conversation(thread, letter, conversation_id))
            # One of the agents has looked at two in three.
            rows["conversation_read_mark"].append(
                {
                    "agent_id": READER,
                    "conversation_id": conversation_id,
                    "position": thread.length if thread.number % 3 else 0,
                }
            )
            rows["participant"].append(
                {
                    "conversation_id": conversation_id,
                    "address": thread.customer_address,
                    "name": thread.customer_name,
                }
            )
        _add_message(rows, letter, conversation_id, positions[conversation_id])
    return rows


def _conversation(
    thread: Thread, first: Letter, conversation_id: int
) -> dict[str, Any]:
    last_at = max(letter.at for letter in thread.letters)
    # One in fourteen is open, nearly all of them young.
    age = (END - last_at) / timedelta(days=1)
    is_open = (age < 60 and thread.number % 7 < 5) or thread.number % 37 == 0
    has_left = thread.number % 50
    return {
        "id": conversation_id,
        "inbox_id": thread.inbox,
        "channel_id": thread.inbox,
        "subject": thread.subject,
        "reply_token": f"t{thread.number}",
        "contact_id": thread.customer,
        "contact_name": thread.customer_name,
        "contact_address": thread.customer_address,
        "participant_count": 1,
        "status": ConversationStatus.OPEN if is_open else ConversationStatus.CLOSED,
        "filtered_reason": FilteredReason.MARKETING if has_left == 1 else None,
        "trashed_at": END if has_left == 2 else None,
        "assignee_id": None if is_open and thread.number % 3 == 0 else thread.agent,
        "closed_at": None if is_open else min(last_at + timedelta(hours=3), END),
        "last_message_at": last_at,
        "preview": f"{thread.subject} and what else there is to say about it " * 2,
        "preview_kind": PreviewKind.INBOUND,
        "message_count": thread.length,
        "has_attachments": thread.number % 12 == 0,
        "last_position": thread.length,
        "last_inbound_position": thread.length - (thread.length + 1) % 2,
        "created_at": first.at,
    }


def _add_message(
    rows: Rows, letter: Letter, conversation_id: int, position: int
) -> None:
    thread = letter.thread
    customer = {"name": thread.customer_name, "address": thread.customer_address}
    ours = {"name": "Support", "address": f"support{thread.inbox}@team.example"}
    sender, recipient = (ours, customer) if letter.is_from_us else (customer, ours)
    header = f"<{letter.number}@{sender['address'].rpartition('@')[2]}>"
    rows["message"].append(
        {
            "id": letter.number,
            "conversation_id": conversation_id,
            "channel_id": thread.inbox,
            "position": position,
            "direction": Direction.OUTBOUND if letter.is_from_us else Direction.INBOUND,
            "author_id": thread.agent if letter.is_from_us else None,
            "message_id_header": header,
            "dedupe_key": f"{letter.number:064d}",
            "join_reason": JoinReason.NEW if position == 1 else JoinReason.REFERENCES,
            "created_at": letter.at,
        }
    )
    reply_text = letter.text.partition("\n\nOn ")[0]
    rows["message_body"].append(
        {
            "message_id": letter.number,
            "subject": thread.subject,
            "from_name": sender["name"],
            "from_address": sender["address"],
            "recipients": {"to": [recipient], "cc": [], "bcc": [], "reply_to": []},
            "text": letter.text,
            "reply_text": reply_text,
            # Two in five have a twin in HTML.
            "html": f"<p>{reply_text}</p>" if letter.number % 5 < 2 else "",
        }
    )
    if letter.is_from_us:
        rows["delivery"].append(
            {
                "message_id": letter.number,
                "channel_id": thread.inbox,
                "state": DeliveryState.SENT,
                "due_at": letter.at,
                "sent_at": letter.at,
            }
        )
    files = f"facture-{letter.number}.pdf" if letter.number % 20 == 0 else ""
    if files:
        rows["attachment"].append(_attachment(letter, files))
    rows["search_document"].append(
        {
            "id": preferred_id(letter.at, letter.number),
            "conversation_id": conversation_id,
            "message_id": letter.number,
            "subject": thread.subject,
            "body": reply_text,
            "people": f"{thread.customer_name} {thread.customer_address}",
            "files": files,
        }
    )


def _attachment(letter: Letter, filename: str) -> dict[str, Any]:
    return {
        "message_id": letter.number,
        "filename": filename,
        "content_type": "application/pdf",
        "size": 12_345,
        "blob_key": "0" * 64,
        "created_at": letter.at,
    }


def _contact_rows(customers: list[int]) -> Rows:
    return {
        "contact": [
            {"id": n, "name": f"Camille Client{n}", "created_at": END - SPAN}
            for n in customers
        ]
    }


def _agent(number: int, at: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "email": f"agent{number}@team.example",
        "name": f"Alex Agent{number}",
        "password_hash": "",
        "role": Role.ADMIN if number == 1 else Role.AGENT,
        "created_at": at,
    }


def _channel(number: int, at: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "inbox_id": number,
        "address": f"support{number}@team.example",
        "from_name": "Support",
        "created_at": at,
    }


def _insert(connection: Connection, rows: Rows) -> None:
    # In the order of foreign keys.
    for table in SQLModel.metadata.sorted_tables:
        if rows.get(table.name):
            values = [_with_defaults(table, row) for row in rows[table.name]]
            connection.execute(insert(table), values)


def _with_defaults(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """Fill in what the model would, since Core knows no defaults of SQLModel."""
    return {**_defaults(table), **row}


_DEFAULTS: dict[str, dict[str, Any]] = {}


def _defaults(table: Table) -> dict[str, Any]:
    if table.name not in _DEFAULTS:
        models = {
            getattr(model, "__tablename__", ""): model
            for model in SQLModel.__subclasses__()
        }
        fields = models[table.name].model_fields
        _DEFAULTS[table.name] = {
            name: one.get_default(call_default_factory=True)
            for name, one in fields.items()
            if not one.is_required() and name not in {"id", "folder"}
        }
    return _DEFAULTS[table.name]
