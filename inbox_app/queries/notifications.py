"""The lines under an agent's bell."""

from sqlalchemy import bindparam, select

from inbox_app.db.access import visible_inboxes
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.queries.reading import fetch_all, to_iso
from inbox_app.queries.tables import conversation, notification
from inbox_app.viewmodels.navigation import NotificationRow

SHOWN_NOTIFICATIONS = 30

_n = notification.c
_NEWEST = (
    select(
        _n.id,
        _n.kind,
        _n.by_name,
        _n.text,
        _n.conversation_id,
        conversation.c.inbox_id,
        _n.created_at,
        _n.read_at,
    )
    .join_from(notification, conversation, conversation.c.id == _n.conversation_id)
    .where(_n.agent_id == bindparam("agent_id"))
    .order_by(_n.id.desc())
    .limit(SHOWN_NOTIFICATIONS)
)


def read_notifications(uow: UnitOfWork, actor: Actor) -> list[NotificationRow]:
    """Read the newest lines, of inboxes that the agent may still see."""
    statement = _NEWEST.where(visible_inboxes(actor, conversation.c.inbox_id))
    return [
        NotificationRow(
            id=row.id,
            kind=row.kind,
            by_name=row.by_name,
            text=row.text,
            conversation_id=row.conversation_id,
            inbox_id=row.inbox_id,
            at=to_iso(row.created_at),
            is_read=row.read_at is not None,
        )
        for row in fetch_all(uow, statement, agent_id=actor.agent_id)
    ]
