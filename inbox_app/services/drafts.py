"""What agents are writing, kept as they type."""

from typing import Any

from sqlmodel import delete, select

from inbox_app.db.access import access_conversation, access_conversation_to
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.editor_html import is_blank, sanitise_editor_html
from inbox_app.domain.enums import DraftKind
from inbox_app.domain.errors import TooLargeError
from inbox_app.domain.events import DraftChanged
from inbox_app.models import Attachment, Conversation, Draft
from inbox_app.services.uploads import of_draft

LARGEST_DRAFT_CHARACTERS = 1_000_000


def save_draft(
    uow: UnitOfWork,
    actor: Actor,
    conversation_id: int,
    kind: DraftKind,
    *,
    html: str,
    recipients: dict[str, Any] | None = None,
) -> None:
    """Keep a draft; a blank one with no files and no chosen recipients goes.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
        TooLargeError: nobody types that much.
    """
    if len(html) > LARGEST_DRAFT_CHARACTERS:
        raise TooLargeError(limit_mb=1)
    wanted = Permission.REPLY if kind is DraftKind.REPLY else Permission.COMMENT
    conversation = access_conversation_to(uow, actor, wanted, conversation_id)
    html = sanitise_editor_html(html)
    draft = _find(uow, actor, conversation_id, kind)
    if is_blank(html) and not recipients and not _has_files(uow, actor, conversation):
        if draft is not None:
            uow.session.delete(draft)
            _emit(uow, actor, conversation)
        return
    if draft is None:
        draft = Draft(
            agent_id=actor.agent_id,
            conversation_id=conversation_id,
            kind=kind,
            updated_at=uow.now,
        )
        _emit(uow, actor, conversation)
    draft.html = html
    draft.recipients = recipients
    draft.updated_at = uow.now
    uow.session.add(draft)


def discard_draft(
    uow: UnitOfWork, actor: Actor, conversation_id: int, kind: DraftKind
) -> None:
    """Throw a draft away, with the files that were to go with a reply.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
    """
    conversation = access_conversation(uow, actor, conversation_id)
    clear_draft(uow, actor, conversation, kind)
    if kind is DraftKind.REPLY:
        uow.session.exec(
            delete(Attachment).where(
                *of_draft(actor, conversation_id=conversation_id, kind=kind)
            )
        )


def clear_draft(
    uow: UnitOfWork, actor: Actor, conversation: Conversation, kind: DraftKind
) -> None:
    """Take the draft away once its text has become a message or a comment."""
    assert conversation.id is not None
    draft = _find(uow, actor, conversation.id, kind)
    if draft is not None:
        uow.session.delete(draft)
        _emit(uow, actor, conversation)


def _find(
    uow: UnitOfWork, actor: Actor, conversation_id: int, kind: DraftKind
) -> Draft | None:
    return uow.session.exec(
        select(Draft).where(
            Draft.agent_id == actor.agent_id,
            Draft.conversation_id == conversation_id,
            Draft.kind == kind,
        )
    ).first()


def _has_files(uow: UnitOfWork, actor: Actor, conversation: Conversation) -> bool:
    return (
        uow.session.exec(
            select(Attachment.id)
            .where(
                *of_draft(actor, conversation_id=conversation.id, kind=DraftKind.REPLY)
            )
            .limit(1)
        ).first()
        is not None
    )


def _emit(uow: UnitOfWork, actor: Actor, conversation: Conversation) -> None:
    assert conversation.id is not None
    uow.emit(DraftChanged(conversation.inbox_id, conversation.id, actor.agent_id))
