"""What is being written in the composer: a new conversation or a forward.

An agent has one draft of a new conversation, and one forward a conversation.
"""

from collections.abc import Sequence
from typing import Any

from sqlmodel import col, delete, select

from inbox_app.db.access import access_conversation_to, access_sending_channel
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.editor_html import is_blank, sanitise_editor_html
from inbox_app.domain.enums import DraftKind
from inbox_app.domain.errors import (
    ChannelNotFoundError,
    ConversationNotFoundError,
    NotAllowedError,
    TooLargeError,
)
from inbox_app.domain.events import DraftChanged
from inbox_app.models import Agent, Attachment, Draft, Message
from inbox_app.services.drafts import LARGEST_DRAFT_CHARACTERS
from inbox_app.services.new_conversations import clean_subject
from inbox_app.services.uploads import of_draft


def save_composer_draft(
    uow: UnitOfWork,
    actor: Actor,
    kind: DraftKind,
    conversation_id: int | None,
    *,
    html: str,
    subject: str,
    recipients: dict[str, Any],
    channel_id: int,
    message_id: int = 0,
    left_out: Sequence[int] = (),
) -> None:
    """Keep what was typed so far; when nothing is left of it, the draft goes.

    Raises:
        ConversationNotFoundError: what is forwarded is gone, or not theirs.
        NotAllowedError: this actor may not write to whom they like.
        TooLargeError: nobody types that much.
    """
    if len(html) > LARGEST_DRAFT_CHARACTERS:
        raise TooLargeError(limit_mb=1)
    _check_place(uow, actor, kind, conversation_id)
    html = sanitise_editor_html(html)
    draft = find_composer_draft(uow, actor, kind, conversation_id)
    is_begun = (
        not is_blank(html)
        or any(recipients.values())
        or bool(left_out)
        or (kind is DraftKind.COMPOSE and bool(subject.strip()))
        or _has_files(uow, actor, kind, conversation_id)
    )
    if not is_begun:
        clear_composer_draft(uow, actor, kind, conversation_id)
        return
    if draft is None:
        draft = make_composer_draft(uow, actor, kind, conversation_id)
    draft.html, draft.subject = html, clean_subject(subject)
    draft.recipients = recipients
    draft.channel_id, draft.inbox_id = _channel(uow, actor, channel_id)
    if kind is DraftKind.FORWARD:
        draft.forwards = {"message_id": message_id, "left_out": list(left_out)}
        draft.message_id = _message_of(uow, conversation_id, message_id)
    draft.updated_at = uow.now
    uow.session.add(draft)


def save_composer_text(
    uow: UnitOfWork,
    actor: Actor,
    kind: DraftKind,
    conversation_id: int | None,
    *,
    html: str,
) -> None:
    """Keep a last word that was typed just before the composer turned to another.

    Raises:
        ConversationNotFoundError: what is forwarded is gone, or not theirs.
        NotAllowedError: this actor may not write to whom they like.
    """
    _check_place(uow, actor, kind, conversation_id)
    draft = find_composer_draft(uow, actor, kind, conversation_id)
    if draft is not None and len(html) <= LARGEST_DRAFT_CHARACTERS:
        draft.html, draft.updated_at = sanitise_editor_html(html), uow.now
        uow.session.add(draft)


def discard_composer_draft(
    uow: UnitOfWork, actor: Actor, kind: DraftKind, conversation_id: int | None
) -> None:
    """Throw it away, with the files that were to go with it.

    Raises:
        ConversationNotFoundError: what is forwarded is gone, or not theirs.
        NotAllowedError: this actor may not write to whom they like.
    """
    _check_place(uow, actor, kind, conversation_id)
    clear_composer_draft(uow, actor, kind, conversation_id)
    uow.session.exec(
        delete(Attachment).where(
            *of_draft(actor, conversation_id=conversation_id, kind=kind)
        )
    )


def find_composer_draft(
    uow: UnitOfWork, actor: Actor, kind: DraftKind, conversation_id: int | None
) -> Draft | None:
    """Find the draft of this actor, if there is one."""
    place = col(Draft.conversation_id)
    return uow.session.exec(
        select(Draft).where(
            Draft.agent_id == actor.agent_id,
            place.is_(None) if conversation_id is None else place == conversation_id,
            Draft.kind == kind,
        )
    ).first()


def make_composer_draft(
    uow: UnitOfWork, actor: Actor, kind: DraftKind, conversation_id: int | None
) -> Draft:
    """Begin a draft; two tabs of one agent do not begin two."""
    uow.session.get(Agent, actor.agent_id, with_for_update=True)
    draft = find_composer_draft(uow, actor, kind, conversation_id) or Draft(
        agent_id=actor.agent_id,
        conversation_id=conversation_id,
        kind=kind,
        updated_at=uow.now,
    )
    _emit(uow, actor, conversation_id)
    return draft


def clear_composer_draft(
    uow: UnitOfWork, actor: Actor, kind: DraftKind, conversation_id: int | None
) -> None:
    """Take the draft away once it has become a message."""
    draft = find_composer_draft(uow, actor, kind, conversation_id)
    if draft is not None:
        uow.session.delete(draft)
        _emit(uow, actor, conversation_id)


def _check_place(
    uow: UnitOfWork, actor: Actor, kind: DraftKind, conversation_id: int | None
) -> None:
    if not actor.may(Permission.COMPOSE):
        raise NotAllowedError
    if kind is DraftKind.FORWARD and conversation_id is not None:
        access_conversation_to(uow, actor, Permission.REPLY, conversation_id)
    elif kind is not DraftKind.COMPOSE or conversation_id is not None:
        raise ConversationNotFoundError


def _has_files(
    uow: UnitOfWork, actor: Actor, kind: DraftKind, conversation_id: int | None
) -> bool:
    conditions = of_draft(actor, conversation_id=conversation_id, kind=kind)
    found = uow.session.exec(select(Attachment.id).where(*conditions).limit(1))
    return found.first() is not None


def _channel(
    uow: UnitOfWork, actor: Actor, channel_id: int
) -> tuple[int | None, int | None]:
    """The channel and its inbox; a draft outlives a channel that is gone."""
    try:
        channel = access_sending_channel(uow, actor, channel_id)
    except ChannelNotFoundError:
        return None, None
    return channel.id, channel.inbox_id


def _message_of(
    uow: UnitOfWork, conversation_id: int | None, message_id: int
) -> int | None:
    if type(message_id) is not int or not 0 < message_id < 2**31:
        return None
    message = uow.session.get(Message, message_id)
    is_there = message is not None and message.conversation_id == conversation_id
    return message_id if is_there else None


def _emit(uow: UnitOfWork, actor: Actor, conversation_id: int | None) -> None:
    if conversation_id is None:
        return
    conversation = access_conversation_to(uow, actor, Permission.REPLY, conversation_id)
    uow.emit(DraftChanged(conversation.inbox_id, conversation_id, actor.agent_id))
