"""Messages that wait for a time of their own: send now, later, or hold."""

from datetime import timedelta

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.enums import DeliveryState
from inbox_app.domain.errors import TooLateToUndoError
from inbox_app.domain.events import DeliveryChanged
from inbox_app.domain.scheduling import Schedule, find_due_time
from inbox_app.models import Conversation, Delivery, Message
from inbox_app.services.unsent_replies import access_delivery


def send_now(uow: UnitOfWork, actor: Actor, message_id: int) -> None:
    """Let a scheduled or held message leave as if it had just been written.

    It can still be taken back while the undo window is open.

    Raises:
        MessageNotFoundError: it is gone, or this actor may not see it.
        TooLateToUndoError: it has left, or is leaving this moment.
    """
    message, conversation, delivery = _scheduled(uow, actor, message_id)
    message.created_at = uow.now
    delivery.is_scheduled = delivery.hold_if_answered = False
    delivery.held_at = None
    delivery.due_at = uow.now + timedelta(seconds=uow.settings.undo_seconds)
    _tell(uow, conversation)


def reschedule(
    uow: UnitOfWork, actor: Actor, message_id: int, *, schedule: Schedule
) -> None:
    """Give a scheduled or held message another time.

    Raises:
        MessageNotFoundError: it is gone, or this actor may not see it.
        TooLateToUndoError: it has left, or is leaving this moment.
        InvalidTimeError: it cannot leave then.
    """
    _message, conversation, delivery = _scheduled(uow, actor, message_id)
    delivery.due_at = find_due_time(schedule, uow.now)
    delivery.hold_if_answered = schedule.hold_if_answered
    delivery.held_at = None
    _tell(uow, conversation)


def _scheduled(
    uow: UnitOfWork, actor: Actor, message_id: int
) -> tuple[Message, Conversation, Delivery]:
    message, conversation, delivery = access_delivery(uow, actor, message_id)
    is_waiting = delivery.state is DeliveryState.QUEUED and not delivery.attempts
    if not (is_waiting and delivery.is_scheduled):
        raise TooLateToUndoError
    return message, conversation, delivery


def _tell(uow: UnitOfWork, conversation: Conversation) -> None:
    conversation.version += 1
    assert conversation.id is not None
    uow.emit(DeliveryChanged(conversation.inbox_id, conversation.id))
