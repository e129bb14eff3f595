"""Files that an agent attaches to a draft."""

import mimetypes
import re

from sqlalchemy import ColumnElement
from sqlmodel import col

from inbox_app.db.access import access_attachment, access_conversation_to
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.enums import DraftKind
from inbox_app.domain.errors import (
    AttachmentNotFoundError,
    ConversationNotFoundError,
    NotAllowedError,
)
from inbox_app.models import Attachment

UNKNOWN_TYPE = "application/octet-stream"
UNNAMED = "file"

_LONGEST_NAME = 255
_IN_CONVERSATIONS = (DraftKind.REPLY, DraftKind.FORWARD)
_UNWANTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def check_may_upload(
    uow: UnitOfWork,
    actor: Actor,
    conversation_id: int | None,
    kind: DraftKind = DraftKind.REPLY,
) -> None:
    """Refuse before a byte has been taken in.

    Raises:
        ConversationNotFoundError: it is gone, or not in an inbox of theirs; or a
            draft of this kind belongs to none.
        NotAllowedError: the actor may look at it but not reply.
    """
    if kind is DraftKind.COMPOSE and conversation_id is None:
        if not actor.may(Permission.COMPOSE):
            raise NotAllowedError
    elif kind in _IN_CONVERSATIONS and conversation_id is not None:
        access_conversation_to(uow, actor, Permission.REPLY, conversation_id)
    else:
        raise ConversationNotFoundError


def register_upload(
    uow: UnitOfWork,
    actor: Actor,
    conversation_id: int | None,
    kind: DraftKind = DraftKind.REPLY,
    *,
    filename: str,
    size: int,
    blob_key: str,
) -> Attachment:
    """Attach stored bytes to a draft of the actor.

    Raises:
        ConversationNotFoundError, NotAllowedError: as in `check_may_upload`.
    """
    check_may_upload(uow, actor, conversation_id, kind)
    name = clean_filename(filename)
    attachment = Attachment(
        uploader_id=actor.agent_id,
        conversation_id=conversation_id,
        draft_kind=None if kind is DraftKind.REPLY else kind,
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
