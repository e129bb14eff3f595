"""What an agent does with the lines under the bell."""

from sqlmodel import col, update

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.events import AgentNotified
from inbox_app.models import Notification


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
        .values(read_at=uow.now)
    )
    if notification_id is not None:
        mine = mine.where(col(Notification.id) == notification_id)
    uow.session.connection().execute(mine)
    # The agent's other tabs count again.
    uow.emit(AgentNotified(actor.agent_id, 0))
