"""The messages that a forward passes on, and copies of their files."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import col, select

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.enums import DeliveryState
from inbox_app.domain.errors import AttachmentNotFoundError, MessageNotFoundError
from inbox_app.models import Attachment, Delivery, Message, MessageBody

MOST_MESSAGES = 100


@dataclass(frozen=True, slots=True)
class ForwardedMessage:
    """One message with its body and files."""

    message: Message
    body: MessageBody
    files: list[Attachment] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CopiedFile:
    """A file that goes along, and the one it was copied from."""

    source: Attachment
    file: Attachment


def find_forwarded(
    uow: UnitOfWork, conversation_id: int, message_id: int
) -> list[ForwardedMessage]:
    """Read one message of a conversation, or with 0 its newest, oldest first.

    What has not left yet is nothing that the customer or we have said.

    Raises:
        MessageNotFoundError: there is none.
    """
    statement = (
        select(Message, MessageBody)
        .join(MessageBody, col(MessageBody.message_id) == col(Message.id))
        .outerjoin(Delivery, col(Delivery.message_id) == col(Message.id))
        .where(
            Message.conversation_id == conversation_id,
            col(Delivery.state).is_(None)
            | col(Delivery.state).in_([DeliveryState.SENT, DeliveryState.BOUNCED]),
        )
        .order_by(col(Message.position).desc())
        .limit(MOST_MESSAGES)
    )
    if message_id:
        if type(message_id) is not int or not 0 < message_id < 2**31:
            raise MessageNotFoundError
        statement = statement.where(Message.id == message_id)
    rows = list(reversed(uow.session.exec(statement).all()))
    if not rows:
        raise MessageNotFoundError
    found = {message.id: ForwardedMessage(message, body) for message, body in rows}
    for file in uow.session.exec(
        select(Attachment)
        .where(col(Attachment.message_id).in_(list(found)))
        .order_by(col(Attachment.id))
    ):
        found[file.message_id].files.append(file)
    return list(found.values())


def is_shown_inside(file: Attachment, body: MessageBody) -> bool:
    """Whether a picture stands in the text, and so is no file to choose."""
    if not file.is_inline or not body.html:
        return False
    return (
        not file.content_id
        or file.content_id in body.html
        or f"/attachments/{file.id}" in body.html
    )


def copy_files(
    uow: UnitOfWork,
    actor: Actor,
    forwarded: Sequence[ForwardedMessage],
    left_out: Sequence[int],
) -> list[CopiedFile]:
    """Copy what goes along; the bytes are kept once.

    Raises:
        AttachmentNotFoundError: what shall stay here is no file of these messages.
    """
    copies: list[CopiedFile] = []
    unknown = set(left_out)
    for one in forwarded:
        for file in one.files:
            is_inside = is_shown_inside(file, one.body)
            unknown.discard(file.id or 0)
            if file.id in left_out and not is_inside:
                continue
            copy = Attachment(
                uploader_id=actor.agent_id,
                filename=file.filename,
                content_type=file.content_type,
                size=file.size,
                blob_key=file.blob_key,
                is_inline=is_inside,
                # Two mails may use one name for two pictures.
                content_id=f"forwarded{file.id}@inbox" if is_inside else "",
                created_at=uow.now,
            )
            copies.append(CopiedFile(file, copy))
    if unknown:
        raise AttachmentNotFoundError
    return copies
