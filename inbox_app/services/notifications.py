"""What agents are told: the lines under the bell, and what they do with them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlmodel import col, or_, select, update

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.errors import InvalidInputError
from inbox_app.domain.events import AgentNotified
from inbox_app.domain.notices import KINDS, WAYS, Ways, usual_ways
from inbox_app.models import (
    Comment,
    Conversation,
    Mention,
    Notification,
    NotificationChoice,
)

# How long a mail waits for the agent to see it in the app.
MAIL_AFTER = timedelta(minutes=5)


def notify(
    uow: UnitOfWork,
    agent_id: int | None,
    kind: str,
    conversation: Conversation,
    by_name: str,
    text: str = "",
    *,
    comment_id: int | None = None,
) -> None:
    """Tell an agent, by the ways they chose; spam and trash are quiet."""
    if agent_id is None or conversation.id is None or is_quiet(conversation):
        return
    ways = ways_of(uow, agent_id, kind)
    if ways.is_none:
        return
    uow.session.add(
        Notification(
            agent_id=agent_id,
            kind=kind,
            conversation_id=conversation.id,
            comment_id=comment_id,
            by_name=by_name,
            text=(text or conversation.subject)[:300],
            created_at=uow.now,
            **reached_by(uow, ways),
        )
    )
    uow.emit(AgentNotified(agent_id, conversation.id))


def is_quiet(conversation: Conversation) -> bool:
    """Tell whether nobody is told of what happens here."""
    return (
        conversation.filtered_reason is not None or conversation.trashed_at is not None
    )


def ways_of(uow: UnitOfWork, agent_id: int, kind: str) -> Ways:
    """Read how an agent wants to hear of a kind of thing."""
    chosen = uow.session.get(NotificationChoice, (agent_id, kind))
    if chosen is None:
        return usual_ways(kind)
    return Ways(chosen.in_app, chosen.in_browser, chosen.by_mail)


def reached_by(uow: UnitOfWork, ways: Ways) -> dict[str, Any]:
    """Write the ways as columns of a notification."""
    return {
        "in_app": ways.in_app,
        "in_browser": ways.in_browser,
        "mail_due_at": uow.now + MAIL_AFTER if ways.by_mail else None,
    }


def choose_ways(uow: UnitOfWork, actor: Actor, kind: str, ways: Ways) -> None:
    """Choose how one wants to hear of a kind of thing from now on.

    Raises:
        InvalidInputError: there is no such kind.
    """
    if kind not in KINDS:
        raise InvalidInputError(field="kind")
    choice = uow.session.get(NotificationChoice, (actor.agent_id, kind))
    if choice is None:
        choice = NotificationChoice(agent_id=actor.agent_id, kind=kind)
    choice.in_app = ways.in_app
    choice.in_browser = ways.in_browser
    choice.by_mail = ways.by_mail
    uow.session.add(choice)


def turn_way(uow: UnitOfWork, actor: Actor, kind: str, way: str) -> None:
    """Turn one way of hearing of a kind of thing on or off, for oneself.

    Raises:
        InvalidInputError: there is no such kind, or no such way.
    """
    if way not in WAYS:
        raise InvalidInputError(field="way")
    ways = ways_of(uow, actor.agent_id, kind)
    choose_ways(uow, actor, kind, replace(ways, **{way: not getattr(ways, way)}))


def mark_notifications_read(
    uow: UnitOfWork, actor: Actor, notification_id: int | None = None
) -> None:
    """Mark one of one's own notifications as seen, or with None all of them."""
    mine = (
        update(Notification)
        .where(
            col(Notification.agent_id) == actor.agent_id,
            col(Notification.read_at).is_(None),
        )
        .values(read_at=uow.now, mail_due_at=None)
    )
    if notification_id is not None:
        mine = mine.where(col(Notification.id) == notification_id)
    uow.session.connection().execute(mine)
    # The agent's other tabs count again.
    uow.emit(AgentNotified(actor.agent_id, 0))


def note_seen(
    uow: UnitOfWork, agent_id: int, conversation_id: int, position: int
) -> None:
    """Take as seen what an agent was told of the part they have read."""
    seen = select(Comment.id).where(
        Comment.conversation_id == conversation_id, Comment.position <= position
    )
    uow.session.flush()
    connection = uow.session.connection()
    connection.execute(
        update(Mention)
        .where(
            col(Mention.agent_id) == agent_id,
            col(Mention.conversation_id) == conversation_id,
            col(Mention.read_at).is_(None),
            col(Mention.comment_id).in_(seen),
        )
        .values(read_at=uow.now)
    )
    told = connection.execute(
        update(Notification)
        .where(
            col(Notification.agent_id) == agent_id,
            col(Notification.conversation_id) == conversation_id,
            col(Notification.read_at).is_(None),
            or_(
                col(Notification.comment_id).is_(None),
                col(Notification.comment_id).in_(seen),
            ),
        )
        .values(read_at=uow.now, mail_due_at=None)
    )
    if told.rowcount:
        uow.emit(AgentNotified(agent_id, conversation_id))
