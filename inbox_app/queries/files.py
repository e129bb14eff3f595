"""What a browser may fetch of a message: its body as a document, files, source."""

from dataclasses import dataclass

from sqlmodel import col, select

from inbox_app.db.access import access_attachment, access_message
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.errors import MessageNotFoundError
from inbox_app.models import Attachment, MessageBody


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file and the key of its bytes."""

    filename: str
    content_type: str
    size: int
    blob_key: str


@dataclass(frozen=True, slots=True)
class MailDocument:
    """The body of a message, with the pictures that it shows by their ids."""

    subject: str
    html: str
    text: str
    # Content-ID without its brackets, in lower case, to attachment.
    pictures: dict[str, int]


def read_attachment(uow: UnitOfWork, actor: Actor, attachment_id: int) -> StoredFile:
    """Find a file that the actor may have.

    Raises:
        AttachmentNotFoundError: it is gone, or not theirs to see.
    """
    found = access_attachment(uow, actor, attachment_id)
    return StoredFile(found.filename, found.content_type, found.size, found.blob_key)


def read_mail_document(uow: UnitOfWork, actor: Actor, message_id: int) -> MailDocument:
    """Read the sanitised body of a message.

    Raises:
        MessageNotFoundError: it is gone, or not in an inbox of theirs.
    """
    body = _body_of(uow, actor, message_id)
    pictures = uow.session.exec(
        select(Attachment.content_id, Attachment.id).where(
            Attachment.message_id == message_id, col(Attachment.content_id) != ""
        )
    ).all()
    return MailDocument(
        subject=body.subject,
        html=body.html,
        text=body.text,
        pictures={
            content_id.strip("<> ").lower(): attachment_id or 0
            for content_id, attachment_id in pictures
        },
    )


def read_source_key(uow: UnitOfWork, actor: Actor, message_id: int) -> str:
    """Return the key of the message as it was received or sent; empty when unkept.

    Raises:
        MessageNotFoundError: it is gone, or not in an inbox of theirs.
    """
    return _body_of(uow, actor, message_id).raw_key


def _body_of(uow: UnitOfWork, actor: Actor, message_id: int) -> MessageBody:
    access_message(uow, actor, message_id)
    body = uow.session.get(MessageBody, message_id)
    if body is None:
        raise MessageNotFoundError
    return body
