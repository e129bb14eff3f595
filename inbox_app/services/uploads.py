"""Files that an agent attaches to a draft."""

import mimetypes
import re

from sqlalchemy import ColumnElement
from sqlmodel import col

from inbox_app.db.access import access_attachment, access_conversation_to
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.enums import DraftKind
from inbox_app.domain.errors import AttachmentNotFoundError
from inbox_app.models import Attachment

UNKNOWN_TYPE = "application/octet-stream"
UNNAMED = "file"

_LONGEST_NAME = 255
_UNWANTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def check_may_upload(uow: UnitOfWork, actor: Actor, conversation_id: int) -> None:
    """Refuse before a byte has been taken in.

    Raises:
        ConversationNotFoundError: it is gone, or not in an inbox of theirs.
        NotAllowedError: the actor may look at it but not reply.
    """
    access_conversation_to(uow, actor, Permission.REPLY, conversation_id)


def register_upload(
    uow: UnitOfWork,
    actor: Actor,
    conversation_id: int,
    *,
    filename: str,
    size: int,
    blob_key: str,
) -> Attachment:
    """Attach stored bytes to the actor's draft in a conversation.

    Raises:
        ConversationNotFoundError, NotAllowedError: as in `check_may_upload`.
    """
    conversation = access_conversation_to(uow, actor, Permission.REPLY, conversation_id)
    name = clean_filename(filename)
    attachment = Attachment(
        uploader_id=actor.agent_id,
        conversation_id=conversation.id,
        filename=name,
        content_type=mimetypes.guess_type(name)[0] or UNKNOWN_TYPE,
        size=size,
        blob_key=blob_key,
        created_at=uow.now,
    )
    uow.session.add(attachment)
    uow.session.flush()
    return attachment


def discard_upload(uow: UnitOfWork, actor: Actor, attachment_id: int) -> None:
    """Take a file off the actor's draft; what was sent stays.

    Raises:
        AttachmentNotFoundError: it is gone, sent, or somebody else's.
    """
    attachment = access_attachment(uow, actor, attachment_id)
    if attachment.message_id is not None:
        raise AttachmentNotFoundError
    uow.session.delete(attachment)


def of_draft(
    actor: Actor, *, conversation_id: int | None, kind: DraftKind
) -> tuple[ColumnElement[bool], ...]:
    """The conditions that hold for the files of one draft."""
    place, stored = col(Attachment.conversation_id), col(Attachment.draft_kind)
    return (
        place.is_(None) if conversation_id is None else place == conversation_id,
        stored.is_(None) if kind is DraftKind.REPLY else stored == kind,
        col(Attachment.uploader_id) == actor.agent_id,
        col(Attachment.message_id).is_(None),
    )


def clean_filename(filename: str) -> str:
    """Return a bare name: no folder, no control or direction marks, not too long."""
    name = _UNWANTED.sub("", filename.replace("\\", "/").rpartition("/")[2]).strip()
    if name.strip(".") == "":
        return UNNAMED
    if len(name) > _LONGEST_NAME:
        stem, dot, ending = name.rpartition(".")
        kept = f"{dot}{ending}"[-20:] if stem else ""
        name = name[: _LONGEST_NAME - len(kept)] + kept
    return name.encode("utf-8", "replace").decode()
