"""A message on its way into the outbox: a reply, a new conversation's, a forward."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import col, select

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.addresses import is_address, normalise_address
from inbox_app.domain.editor_html import editor_text, image_ids
from inbox_app.domain.enums import Direction, DraftKind, JoinReason, PreviewKind
from inbox_app.domain.errors import (
    AttachmentNotFoundError,
    InvalidAddressError,
    NoRecipientError,
    TooLargeError,
)
from inbox_app.domain.scheduling import Schedule, find_due_time
from inbox_app.domain.send_guard import refuse_missing_fields
from inbox_app.models import (
    Attachment,
    Channel,
    Conversation,
    Delivery,
    Message,
    MessageBody,
    Participant,
    ThreadKey,
)
from inbox_app.models.conversation import thread_key
from inbox_app.services.search_documents import add_documents
from inbox_app.services.timeline import next_position, preview_of
from inbox_app.services.uploads import of_draft

MOST_RECIPIENTS = 100
Recipients = Sequence[dict[str, str]]
RecipientGroups = dict[str, list[dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What was written, checked and cleaned."""

    html: str
    subject: str
    recipients: RecipientGroups
    files: Sequence[Attachment] = ()
    in_reply_to: str = ""
    references: Sequence[str] = ()
    # Chosen by the agent; without one it leaves when the undo window is over.
    schedule: Schedule | None = None
    # What stands below the words of the agent, already cleaned.
    below_html: str = ""
    below_text: str = ""
    remarks: Sequence[str] = ()


def check_recipients(
    to: Recipients, cc: Recipients = (), bcc: Recipients = ()
) -> RecipientGroups:
    """Take every address of a group once; names lose their line breaks.

    Raises:
        NoRecipientError: there is nobody in To.
        InvalidAddressError: one of them is no address, or they are too many.
    """
    groups = {"to": _checked(to), "cc": _checked(cc), "bcc": _checked(bcc)}
    if not groups["to"]:
        raise NoRecipientError
    return groups


def _checked(recipients: Recipients) -> list[dict[str, str]]:
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


def take_uploads(
    uow: UnitOfWork,
    actor: Actor,
    ids: Sequence[int],
    *,
    conversation_id: int | None,
    kind: DraftKind = DraftKind.REPLY,
) -> list[Attachment]:
    """Find the files that the actor has put to a draft.

    Raises:
        AttachmentNotFoundError: one is gone, sent, or of another draft.
        TooLargeError: together they are more than a mail may carry.
    """
    wanted = {n for n in ids if type(n) is int and 0 < n < 2**31}
    if not wanted:
        return []
    files = uow.session.exec(
        select(Attachment).where(
            col(Attachment.id).in_(wanted),
            *of_draft(actor, conversation_id=conversation_id, kind=kind),
        )
    ).all()
    if len(files) != len(wanted):
        raise AttachmentNotFoundError
    check_size(uow, files)
    return list(files)


def check_size(uow: UnitOfWork, files: Sequence[Attachment]) -> None:
    """Refuse more than a mail may carry.

    Raises:
        TooLargeError: `limit_mb` says how much that is.
    """
    limit = uow.settings.max_attachment_bytes
    if sum(file.size for file in files) > limit:
        raise TooLargeError(limit_mb=limit // 1_000_000)


def queue_message(
    uow: UnitOfWork,
    actor: Actor,
    conversation: Conversation,
    channel: Channel,
    mail: Outgoing,
) -> Message:
    """Write the message with all that search, threading and sending need.

    Raises:
        MissingFieldError: a snippet left a gap in it that nobody has filled.
        InvalidTimeError: it cannot be scheduled for then.
    """
    assert conversation.id is not None
    assert channel.id is not None
    text = editor_text(mail.html)
    refuse_missing_fields(text)
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
    whole_text = f"{text}\n\n{mail.below_text}".strip() if mail.below_text else text
    uow.session.add_all(
        [
            MessageBody(
                message_id=message.id,
                subject=mail.subject,
                from_name=channel.from_name or actor.name,
                from_address=channel.address,
                recipients=mail.recipients,
                in_reply_to=mail.in_reply_to,
                references=[r for r in mail.references if r],
                text=whole_text,
                reply_text=text or whole_text,
                html=mail.html + mail.below_html,
                remarks=list(mail.remarks),
            ),
            _delivery(uow, message.id, channel.id, mail.schedule),
            ThreadKey(
                inbox_id=conversation.inbox_id,
                key=thread_key(message_id_header),
                conversation_id=conversation.id,
            ),
        ]
    )
    people = " ".join(
        f"{r['name']} {r['address']}"
        for group in mail.recipients.values()
        for r in group
    )
    document = {
        "conversation_id": conversation.id,
        "message_id": message.id,
        "subject": mail.subject,
        "body": whole_text,
        "people": f"{actor.name} {people}",
        "files": " ".join(file.filename for file in mail.files),
    }
    add_documents(uow, [(uow.now, document)])
    _take_files(uow, message.id, mail)
    _join(uow, conversation, mail.recipients)
    conversation.last_message_at = uow.now
    conversation.last_message_id = message.id
    conversation.message_count += 1
    conversation.preview = preview_of(text or whole_text)
    conversation.preview_kind = PreviewKind.OUTBOUND
    conversation.preview_by = actor.name
    conversation.waiting_since = None
    conversation.has_attachments = conversation.has_attachments or bool(mail.files)
    return message


def _delivery(
    uow: UnitOfWork, message_id: int, channel_id: int, schedule: Schedule | None
) -> Delivery:
    if schedule is None:
        undo = timedelta(seconds=uow.settings.undo_seconds)
        return Delivery(
            message_id=message_id, channel_id=channel_id, due_at=uow.now + undo
        )
    return Delivery(
        message_id=message_id,
        channel_id=channel_id,
        due_at=find_due_time(schedule, uow.now),
        is_scheduled=True,
        hold_if_answered=schedule.hold_if_answered,
    )


def make_message_id(token: str, address: str) -> str:
    """Make a `Message-ID` that is ours to see (RFC 5322, 3.6.4)."""
    domain = address.rpartition("@")[2] or "localhost"
    return f"<{token}.{secrets.token_hex(10)}@{domain}>"


def _take_files(uow: UnitOfWork, message_id: int, mail: Outgoing) -> None:
    shown = set(image_ids(mail.html))
    for file in mail.files:
        file.message_id = message_id
        if file.id in shown:
            file.is_inline, file.content_id = True, f"image{file.id}@inbox"
        uow.session.add(file)


def _join(
    uow: UnitOfWork, conversation: Conversation, recipients: RecipientGroups
) -> None:
    """All of them take part from here on: their answers belong to the conversation."""
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
