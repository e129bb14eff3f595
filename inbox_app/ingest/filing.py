"""Put prepared mails where they belong, a batch in one transaction.

Everything is decided on plain values (`surroundings`), which grow as the batch
goes on, so that a mail finds what an earlier one of its batch has made; the
rows are gathered (`batch`) and written at the end.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.addresses import normalise_address, split_token
from inbox_app.domain.enums import (
    ActivityKind,
    Direction,
    FilteredReason,
    JoinReason,
    LedgerFate,
    SenderRuleKind,
)
from inbox_app.domain.events import ManyConversationsChanged, MessageReceived
from inbox_app.domain.threading import Candidate, Clue, Placement, place_message
from inbox_app.ingest.arrival import Arrival
from inbox_app.ingest.batch import Batch
from inbox_app.ingest.preparing import PreparedMail
from inbox_app.ingest.rows import (
    attachment_rows,
    body_row,
    search_row,
    storable,
)
from inbox_app.ingest.sender_lists import find_kind, judge, keep_apart
from inbox_app.ingest.surroundings import (
    FiledChannel,
    FiledContact,
    FiledConversation,
    OwnMessage,
    is_trusted,
    read_surroundings,
)
from inbox_app.services.search_documents import add_documents
from inbox_app.services.timeline import next_position

# More changes than this in one batch are told as one: the lists read again.
MOST_EVENTS = 20
MOST_PARTICIPANTS = 100


class Filing:
    """Files one batch of mails of one channel."""

    def __init__(
        self, uow: UnitOfWork, channel: FiledChannel, mails: Sequence[PreparedMail]
    ) -> None:
        """Read what the mails may touch."""
        self._uow = uow
        self._channel = channel
        self._own_addresses = channel.own_addresses
        self._mails = mails
        self._known = read_surroundings(uow, channel, mails)
        self._batch = Batch(uow, most_rows=len(mails))
        self._arrival = Arrival(uow, self._batch, self._known.to_hold)
        self._documents: list[tuple[datetime, dict[str, Any]]] = []
        # Contacts with a conversation that is not filtered.
        self._trusted: set[int] = set()
        self._made: set[int] = set()
        self._touched: set[int] = set()

    def file_all(self) -> None:
        """File every mail and write what was gathered."""
        for mail in self._mails:
            self._file(mail)
        for conversation_id in self._touched:
            conversation = self._known.conversations[conversation_id]
            if conversation_id in self._made:
                self._batch.insert("conversation", **conversation.row())
            else:
                self._batch.update(
                    "conversation", conversation_id, **conversation.changes()
                )
        self._batch.write()
        add_documents(self._uow, self._documents)
        self._emit()

    def _file(self, mail: PreparedMail) -> None:
        if mail.dedupe_key in self._known.seen:
            earlier = self._known.seen[mail.dedupe_key]
            fate = LedgerFate.DUPLICATE if earlier else LedgerFate.DELETED
            self._settle(mail, fate, message_id=earlier)
            return
        own = self._known.own_messages.get(mail.message_id)
        if own is not None:
            self._settle(mail, LedgerFate.OWN_COPY, message_id=own.id)
            return
        if not mail.mail.ok:
            self._settle(mail, LedgerFate.QUARANTINED, detail=mail.mail.error)
            return
        contact = self._contact(mail)
        bounced = self._bounced_message(mail)
        placement = self._place(mail, contact, bounced)
        conversation = self._conversation(mail, contact, placement)
        message_id = self._store(mail, conversation, placement)
        self._known.seen[mail.dedupe_key] = message_id
        if bounced is not None:
            self._arrival.note_bounce(mail, conversation, bounced)
            fate, detail = LedgerFate.BOUNCE, bounced.message_id_header
        elif conversation.filtered_reason is not None:
            fate, detail = LedgerFate.FILTERED, conversation.filtered_reason.value
        else:
            fate, detail = LedgerFate.RECEIVED, ""
        self._settle(mail, fate, detail=detail, message_id=message_id)

    def _settle(
        self,
        mail: PreparedMail,
        fate: LedgerFate,
        *,
        detail: str = "",
        message_id: int | None = None,
    ) -> None:
        """Write the fate of a mail into the ledger."""
        is_gone = fate is LedgerFate.DELETED
        self._batch.update(
            "ledger_entry",
            mail.entry_id,
            fate=fate,
            detail=storable(detail)[:2000],
            message_id=message_id,
            # What was deleted for ever leaves nothing behind when it comes again.
            message_id_header="" if is_gone else storable(mail.message_id),
            raw_key="" if is_gone else mail.raw_key,
            dedupe_key=mail.dedupe_key,
        )

    def _contact(self, mail: PreparedMail) -> FiledContact | None:
        address = normalise_address(storable(mail.sender.address))[:320]
        if "@" not in address or mail.automated == "bounce":
            return None
        contact = self._known.contacts.get(address)
        name = storable(mail.sender.name)[:300]
        if contact is None:
            contact = FiledContact(next(self._batch.ids["contact"]), name, is_new=True)
            self._batch.insert(
                "contact",
                id=contact.id,
                name=name,
                language="",
                created_at=self._uow.now,
            )
            self._batch.insert(
                "handle", contact_id=contact.id, kind="email", value=address
            )
            self._known.contacts[address] = contact
        return contact

    def _bounced_message(self, mail: PreparedMail) -> OwnMessage | None:
        bounce = mail.mail.bounce
        if bounce is None:
            return None
        return self._known.own_messages.get(bounce.original_message_id)

    def _place(
        self,
        mail: PreparedMail,
        contact: FiledContact | None,
        bounced: OwnMessage | None,
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
        placement = place_message(
            clues,
            subject=mail.mail.subject,
            sender=normalise_address(mail.sender.address),
            contact_id=contact.id if contact else None,
            is_automated=bool(mail.automated),
        )
        return keep_apart(self._known, mail, placement)

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
        return self._with_split_first(clues)

    def _with_split_first(self, clues: list[Clue]) -> list[Clue]:
        """What was split off has the old token on its way, and its own Message-IDs."""
        conversations = self._known.conversations
        old = {
            clue.conversation_id for clue in clues if clue.reason is JoinReason.TOKEN
        }
        return sorted(
            clues,
            key=lambda clue: (
                (found := conversations.get(clue.conversation_id)) is None
                or found.parent_id not in old
            ),
        )

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
            other_subjects=tuple(self._known.merged_subjects.get(conversation_id, ())),
            parent_id=conversation.parent_id,
        )

    def _conversation(
        self, mail: PreparedMail, contact: FiledContact | None, placement: Placement
    ) -> FiledConversation:
        """The conversation that the message joins, or a new one."""
        if placement.conversation_id is not None:
            joined = self._known.conversations[placement.conversation_id]
            self._let_through(mail, joined)
            return joined
        reason = self._filtered_reason(mail, contact)
        name = mail.sender.name or (contact.name if contact else "")
        conversation = FiledConversation(
            id=next(self._batch.ids["conversation"]),
            inbox_id=self._channel.inbox_id,
            channel_id=self._channel.id,
            channel_kind=self._channel.kind,
            subject=storable(mail.mail.subject)[:998],
            reply_token=secrets.token_hex(8),
            contact_id=contact.id if contact else None,
            contact_name=storable(name)[:300],
            contact_address=storable(mail.sender.address)[:320],
            filtered_reason=reason,
            filtered_at=self._uow.now if reason else None,
            last_message_at=mail.received_at,
            continues_id=placement.continues_id,
            created_at=mail.received_at,
        )
        self._made.add(conversation.id)
        self._known.conversations[conversation.id] = conversation
        self._known.participants[conversation.id] = set()
        if reason is None and contact is not None:
            self._trusted.add(contact.id)
        if placement.continues_id is not None:
            self._arrival.record(
                conversation,
                ActivityKind.CONTINUES,
                continues=placement.continues_id,
            )
        return conversation

    def _filtered_reason(
        self, mail: PreparedMail, contact: FiledContact | None
    ) -> FilteredReason | None:
        return judge(
            self._known,
            mail,
            is_own=normalise_address(mail.sender.address) in self._own_addresses,
            is_known_contact=contact is not None and self._trusts(contact),
        )

    def _let_through(self, mail: PreparedMail, conversation: FiledConversation) -> None:
        """Who was allowed since takes the conversation out of Filtered."""
        if (
            conversation.filtered_reason is not None
            and find_kind(self._known, mail) is SenderRuleKind.ALLOW
        ):
            conversation.filtered_reason = conversation.filtered_at = None
            self._arrival.record(conversation, ActivityKind.UNFILTERED)

    def _trusts(self, contact: FiledContact) -> bool:
        """Whom the team talks with already."""
        if contact.id not in self._trusted and not contact.is_new:
            if not is_trusted(self._uow, contact.id):
                return False
            self._trusted.add(contact.id)
        return contact.id in self._trusted

    def _store(
        self,
        mail: PreparedMail,
        conversation: FiledConversation,
        placement: Placement,
    ) -> int:
        """Gather the rows of the message; returns its id."""
        message_id = next(self._batch.ids["message"])
        position = next_position(conversation)
        self._batch.insert(
            "message",
            id=message_id,
            conversation_id=conversation.id,
            channel_id=self._channel.id,
            position=position,
            direction=Direction.INBOUND,
            author_id=None,
            message_id_header=storable(mail.message_id),
            dedupe_key=mail.dedupe_key,
            automated=mail.automated[:32],
            join_reason=placement.reason,
            join_detail=storable(placement.detail)[:998],
            created_at=mail.received_at,
        )
        self._batch.insert("message_body", **body_row(mail, message_id))
        for row in attachment_rows(mail, message_id):
            self._batch.insert("attachment", **row)
        self._documents.append(
            (mail.received_at, search_row(mail, conversation.id, message_id))
        )
        self._name(mail, conversation)
        self._take_part(mail, conversation)
        self._arrival.show(mail, conversation, message_id, position)
        self._touched.add(conversation.id)
        return message_id

    def _name(self, mail: PreparedMail, conversation: FiledConversation) -> None:
        """Let later mails be found by the Message-IDs of this one."""
        for key in mail.thread_keys:
            if key not in self._known.thread_keys:
                self._known.thread_keys[key] = conversation.id
                self._batch.insert(
                    "thread_key",
                    inbox_id=conversation.inbox_id,
                    key=key,
                    conversation_id=conversation.id,
                )

    def _take_part(self, mail: PreparedMail, conversation: FiledConversation) -> None:
        """Sender, To and Cc take part; our own addresses and machines do not."""
        if mail.automated:
            return
        known = self._known.participants[conversation.id]
        for person in (mail.sender, *mail.mail.to, *mail.mail.cc)[:MOST_PARTICIPANTS]:
            address = normalise_address(storable(person.address))[:320]
            if "@" not in address or address in known or self._is_ours(address):
                continue
            known.add(address)
            self._batch.insert(
                "participant",
                conversation_id=conversation.id,
                address=address,
                name=storable(person.name)[:300],
            )
        conversation.participant_count = max(1, len(known))

    def _is_ours(self, address: str) -> bool:
        return (
            address in self._own_addresses
            or split_token(address)[0] in self._own_addresses
        )

    def _emit(self) -> None:
        inbox_id = self._channel.inbox_id
        if len(self._touched) > MOST_EVENTS:
            self._uow.emit(ManyConversationsChanged(inbox_id))
            return
        for conversation_id in sorted(self._touched):
            self._uow.emit(MessageReceived(inbox_id, conversation_id))
