"""Put prepared mails where they belong, a batch in one transaction.

Rows that later mails of the batch may need (conversations, contacts, messages)
are written at once; the others are gathered and written together at the end.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import SQLModel

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.addresses import normalise_address, split_token
from inbox_app.domain.enums import (
    ActivityKind,
    ConversationStatus,
    DeliveryState,
    Direction,
    FilteredReason,
    JoinReason,
    LedgerFate,
    PreviewKind,
)
from inbox_app.domain.events import (
    DeliveryChanged,
    ManyConversationsChanged,
    MessageReceived,
)
from inbox_app.domain.filter_rules import filtered_reason
from inbox_app.domain.threading import Candidate, Clue, Placement, place_message
from inbox_app.ingest.preparing import PreparedMail
from inbox_app.ingest.rows import attachment_rows, body_row, search_row
from inbox_app.ingest.surroundings import read_surroundings
from inbox_app.models import (
    Agent,
    Attachment,
    Channel,
    Contact,
    Conversation,
    Delivery,
    Handle,
    InboxMember,
    LedgerEntry,
    Message,
    MessageBody,
    Participant,
    ThreadKey,
)
from inbox_app.services.conversations import notify
from inbox_app.services.search_documents import add_documents
from inbox_app.services.timeline import next_position, preview_of, record_activity

# More changes than this in one batch are told as one: the lists read again.
MOST_EVENTS = 20


class Filing:
    """Files one batch of mails of one channel."""

    def __init__(
        self, uow: UnitOfWork, channel: Channel, mails: Sequence[PreparedMail]
    ) -> None:
        self._uow = uow
        self._channel = channel
        self._mails = mails
        self._known = read_surroundings(uow, channel, mails)
        self._gathered: dict[type[SQLModel], list[dict[str, Any]]] = {}
        self._documents: list[tuple[datetime, dict[str, Any]]] = []
        self._touched: set[int] = set()

    def file_all(self) -> None:
        """File every mail and write what was gathered."""
        for mail in self._mails:
            entry = self._known.entries.get(mail.entry_id)
            if entry is not None and entry.fate is LedgerFate.PENDING:
                self._file(mail, entry)
        self._write_gathered()
        self._emit()

    def _file(self, mail: PreparedMail, entry: LedgerEntry) -> None:
        entry.message_id_header = mail.message_id
        entry.dedupe_key = mail.dedupe_key
        if mail.dedupe_key in self._known.seen:
            earlier = self._known.seen[mail.dedupe_key]
            entry.fate = LedgerFate.DUPLICATE if earlier else LedgerFate.DELETED
            entry.message_id = earlier
            return
        own = self._known.own_messages.get(mail.message_id)
        if own is not None:
            entry.fate, entry.message_id = LedgerFate.OWN_COPY, own.id
            return
        if not mail.mail.ok:
            entry.fate, entry.detail = LedgerFate.QUARANTINED, mail.mail.error[:2000]
            return
        contact = self._contact(mail)
        bounced = self._bounced_message(mail)
        placement = self._place(mail, contact, bounced)
        conversation = self._conversation(mail, contact, placement)
        message_id = self._store(mail, conversation, placement)
        entry.message_id = message_id
        self._known.seen[mail.dedupe_key] = message_id
        self._settle_fate(mail, entry, conversation, bounced)

    def _contact(self, mail: PreparedMail) -> Contact | None:
        address = normalise_address(mail.sender.address)
        if "@" not in address or mail.automated == "bounce":
            return None
        contact = self._known.contacts.get(address)
        if contact is None:
            contact = Contact(name=mail.sender.name[:300], created_at=self._uow.now)
            self._uow.session.add(contact)
            self._uow.session.flush()
            assert contact.id is not None
            self._gather(
                Handle, contact_id=contact.id, kind="email", value=address[:320]
            )
            self._known.contacts[address] = contact
        elif not contact.name and mail.sender.name:
            contact.name = mail.sender.name[:300]
        return contact

    def _bounced_message(self, mail: PreparedMail) -> Message | None:
        bounce = mail.mail.bounce
        if bounce is None:
            return None
        return self._known.own_messages.get(bounce.original_message_id)

    def _place(
        self, mail: PreparedMail, contact: Contact | None, bounced: Message | None
    ) -> Placement:
        if bounced is not None:
            return Placement(
                bounced.conversation_id,
                JoinReason.BOUNCE_OF,
                bounced.message_id_header,
            )
        clues = [
            (clue, candidate)
            for clue in self._clues(mail)
            if (candidate := self._candidate(clue.conversation_id)) is not None
        ]
        return place_message(
            clues,
            subject=mail.mail.subject,
            sender=normalise_address(mail.sender.address),
            contact_id=contact.id if contact else None,
            is_automated=bool(mail.automated),
        )

    def _clues(self, mail: PreparedMail) -> list[Clue]:
        known = self._known
        clues = [
            Clue(known.tokens[token], JoinReason.TOKEN, token)
            for token in mail.tokens
            if token in known.tokens
        ]
        for key, named in zip(mail.thread_keys, mail.thread_ids, strict=True):
            if key in known.thread_keys:
                clues.append(self._reference(known.thread_keys[key], named))
        return clues

    def _reference(self, conversation_id: int, named: str) -> Clue:
        """A Message-ID of ours carries the token of its conversation."""
        conversation = self._known.conversations.get(conversation_id)
        token = conversation.reply_token if conversation else ""
        is_ours = bool(token) and named.startswith(f"<{token}.")
        reason = JoinReason.REPLY_TO_OURS if is_ours else JoinReason.REFERENCES
        return Clue(conversation_id, reason, named)

    def _candidate(self, conversation_id: int) -> Candidate | None:
        conversation = self._known.conversations.get(conversation_id)
        if conversation is None:
            return None
        return Candidate(
            conversation_id=conversation_id,
            subject=conversation.subject,
            participants=frozenset(self._known.participants[conversation_id]),
            contact_id=conversation.contact_id,
            is_trashed=conversation.trashed_at is not None,
        )

    def _conversation(
        self, mail: PreparedMail, contact: Contact | None, placement: Placement
    ) -> Conversation:
        if placement.conversation_id is not None:
            return self._known.conversations[placement.conversation_id]
        reason = self._filtered_reason(mail, contact)
        conversation = Conversation(
            inbox_id=self._channel.inbox_id,
            channel_id=self._channel.id,
            channel_kind=self._channel.kind,
            subject=mail.mail.subject[:998],
            reply_token=secrets.token_hex(8),
            contact_id=contact.id if contact else None,
            contact_name=(mail.sender.name or (contact.name if contact else ""))[:300],
            contact_address=mail.sender.address[:320],
            filtered_reason=reason,
            last_message_at=mail.received_at,
            continues_id=placement.continues_id,
            created_at=mail.received_at,
        )
        self._uow.session.add(conversation)
        self._uow.session.flush()
        assert conversation.id is not None
        self._known.conversations[conversation.id] = conversation
        self._known.participants[conversation.id] = {}
        if reason is None and contact is not None and contact.id is not None:
            self._known.trusted.add(contact.id)
        if placement.continues_id is not None:
            record_activity(
                self._uow,
                conversation,
                ActivityKind.CONTINUES,
                None,
                continues=placement.continues_id,
            )
        return conversation

    def _filtered_reason(
        self, mail: PreparedMail, contact: Contact | None
    ) -> FilteredReason | None:
        if normalise_address(mail.sender.address) in self._known.own_addresses:
            return FilteredReason.SELF_SENT
        return filtered_reason(
            mail.marks,
            automated=mail.automated,
            is_known_contact=contact is not None and contact.id in self._known.trusted,
            is_blocked=contact is not None and contact.is_blocked,
        )

    def _store(
        self, mail: PreparedMail, conversation: Conversation, placement: Placement
    ) -> int:
        """Write the message; returns its id."""
        assert conversation.id is not None
        message = Message(
            conversation_id=conversation.id,
            channel_id=self._channel.id,
            position=next_position(conversation),
            direction=Direction.INBOUND,
            message_id_header=mail.message_id,
            dedupe_key=mail.dedupe_key,
            automated=mail.automated[:32],
            join_reason=placement.reason,
            join_detail=placement.detail[:998],
            created_at=mail.received_at,
        )
        self._uow.session.add(message)
        self._uow.session.flush()
        assert message.id is not None
        self._gather(MessageBody, **body_row(mail, message.id))
        self._documents.append(
            (mail.received_at, search_row(mail, conversation.id, message.id))
        )
        for row in attachment_rows(mail, message.id):
            self._gather(Attachment, **row)
        for key in mail.thread_keys:
            if self._known.thread_keys.setdefault(key, conversation.id) == (
                conversation.id
            ):
                self._gather(
                    ThreadKey,
                    inbox_id=conversation.inbox_id,
                    key=key,
                    conversation_id=conversation.id,
                )
        self._take_part(mail, conversation)
        self._show(mail, conversation, message)
        self._touched.add(conversation.id)
        return message.id

    def _take_part(self, mail: PreparedMail, conversation: Conversation) -> None:
        """Sender, To and Cc take part; our own addresses and machines do not."""
        if mail.automated:
            return
        assert conversation.id is not None
        known = self._known.participants[conversation.id]
        for person in (mail.sender, *mail.mail.to, *mail.mail.cc)[:100]:
            address = normalise_address(person.address)[:320]
            if "@" not in address or address in known or self._is_ours(address):
                continue
            known[address] = person.name
            self._gather(
                Participant,
                conversation_id=conversation.id,
                address=address,
                name=person.name[:300],
            )
        conversation.participant_count = max(1, len(known))

    def _is_ours(self, address: str) -> bool:
        return (
            address in self._known.own_addresses
            or split_token(address)[0] in self._known.own_addresses
        )

    def _show(
        self, mail: PreparedMail, conversation: Conversation, message: Message
    ) -> None:
        """Bring the list row up to date; a machine's mail moves and opens nothing."""
        conversation.message_count += 1
        conversation.has_attachments = conversation.has_attachments or any(
            not part.is_embedded for part in mail.mail.attachments
        )
        is_first = conversation.message_count == 1
        if mail.automated and not is_first:
            return
        conversation.last_inbound_position = message.position
        if is_first or mail.received_at >= conversation.last_message_at:
            conversation.last_message_at = mail.received_at
            conversation.last_message_id = message.id
            conversation.preview = preview_of(mail.mail.reply_text or mail.mail.text)
            conversation.preview_kind = PreviewKind.INBOUND
            conversation.preview_by = ""
        if mail.automated:
            return
        conversation.waiting_since = conversation.waiting_since or mail.received_at
        if conversation.status is ConversationStatus.CLOSED:
            self._reopen(conversation)
        elif conversation.snoozed_until is not None:
            conversation.snoozed_until = None
        if conversation.assignee_id and conversation.filtered_reason is None:
            notify(
                self._uow,
                conversation.assignee_id,
                "replied",
                conversation,
                mail.sender.name or mail.sender.address,
                conversation.preview,
            )

    def _reopen(self, conversation: Conversation) -> None:
        """A person wrote again: open, and still theirs who can still answer it."""
        conversation.status = ConversationStatus.OPEN
        conversation.closed_at = None
        conversation.snoozed_until = None
        before = conversation.assignee_id
        if before is not None:
            agent = self._uow.session.get(Agent, before)
            member = self._uow.session.get(InboxMember, (conversation.inbox_id, before))
            if agent is None or not agent.is_active or member is None:
                conversation.assignee_id = None
        record_activity(self._uow, conversation, ActivityKind.REOPENED, None)

    def _settle_fate(
        self,
        mail: PreparedMail,
        entry: LedgerEntry,
        conversation: Conversation,
        bounced: Message | None,
    ) -> None:
        bounce = mail.mail.bounce
        if bounce is not None and bounced is not None:
            entry.fate = LedgerFate.BOUNCE
            entry.detail = bounced.message_id_header
            self._note_bounce(mail, conversation, bounced)
        elif conversation.filtered_reason is not None:
            entry.fate = LedgerFate.FILTERED
            entry.detail = conversation.filtered_reason.value
        else:
            entry.fate = LedgerFate.RECEIVED

    def _note_bounce(
        self, mail: PreparedMail, conversation: Conversation, bounced: Message
    ) -> None:
        """A lasting failure stands on the message that bounced."""
        bounce = mail.mail.bounce
        if bounce is None or not bounce.is_permanent:
            return
        delivery = self._uow.session.get(Delivery, bounced.id)
        if delivery is not None:
            failed = bounce.main
            delivery.state = DeliveryState.BOUNCED
            words = f"{failed.address}: {failed.status} {failed.reason}"
            delivery.last_error = " ".join(words.split())[:2000]
            self._uow.session.add(delivery)
        record_activity(
            self._uow,
            conversation,
            ActivityKind.BOUNCED,
            None,
            address=bounce.main.address,
        )
        assert conversation.id is not None
        self._uow.emit(DeliveryChanged(conversation.inbox_id, conversation.id))

    def _gather(self, model: type[SQLModel], **row: Any) -> None:
        self._gathered.setdefault(model, []).append(row)

    def _write_gathered(self) -> None:
        self._uow.session.flush()
        connection = self._uow.session.connection()
        for model, rows in self._gathered.items():
            table: Table = model.__table__  # type: ignore[attr-defined]
            if model is ThreadKey:
                # Another channel of the inbox may have named the same mail just now.
                make = sqlite_insert if self._uow.is_sqlite else postgresql_insert
                statement = make(table).on_conflict_do_nothing()
            else:
                statement = insert(table)
            connection.execute(statement, rows)
        add_documents(self._uow, self._documents)

    def _emit(self) -> None:
        inbox_id = self._channel.inbox_id
        if len(self._touched) > MOST_EVENTS:
            self._uow.emit(ManyConversationsChanged(inbox_id))
            return
        for conversation_id in sorted(self._touched):
            self._uow.emit(MessageReceived(inbox_id, conversation_id))
