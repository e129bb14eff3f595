"""The numbered items of a conversation and the facts recorded between them."""

from typing import Any, Protocol

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.enums import ActivityKind
from inbox_app.models import Activity, Conversation

PREVIEW_CHARACTERS = 200


class Numbered(Protocol):
    """A conversation, as a row or as a plain value."""

    last_position: int
    version: int


def next_position(conversation: Numbered) -> int:
    """Number the next item, and make the conversation a newer version of itself."""
    conversation.last_position += 1
    conversation.version += 1
    return conversation.last_position


def record_activity(
    uow: UnitOfWork,
    conversation: Conversation,
    kind: ActivityKind,
    actor: Actor | None,
    **data: Any,
) -> Activity:
    """Keep a fact; the system acts as None."""
    assert conversation.id is not None
    activity = Activity(
        conversation_id=conversation.id,
        position=next_position(conversation),
        kind=kind,
        agent_id=actor.agent_id if actor else None,
        data=data,
        job_id=uow.job_id,
        created_at=uow.now,
    )
    uow.session.add(activity)
    return activity


def preview_of(text: str) -> str:
    """The beginning of a text on one line."""
    return " ".join(text[: PREVIEW_CHARACTERS * 4].split())[:PREVIEW_CHARACTERS]
