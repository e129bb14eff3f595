"""What an agent does with a conversation as a whole."""

from sqlmodel import col, select

from inbox_app.db.access import access_conversation, access_conversation_to
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.enums import (
    ActivityKind,
    ConversationStatus,
    DeliveryState,
    Direction,
    FilteredReason,
)
from inbox_app.domain.errors import AgentNotFoundError
from inbox_app.domain.events import (
    AgentNotified,
    ConversationChanged,
    ConversationRead,
)
from inbox_app.models import (
    Agent,
    Conversation,
    ConversationReadMark,
    Delivery,
    InboxMember,
    Message,
    Notification,
)
from inbox_app.services.timeline import record_activity


def assign_conversation(
    uow: UnitOfWork, actor: Actor, conversation_id: int, *, assignee_id: int | None
) -> None:
    """Give a conversation to a member of its inbox, or to nobody.

    Assigning to the current assignee emits nothing, so that a double click
    does not notify twice.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
        AgentNotFoundError: the assignee is no active member of the inbox.
    """
    conversation = access_conversation_to(
        uow, actor, Permission.ASSIGN, conversation_id
    )
    if conversation.assignee_id == assignee_id:
        return
    before = conversation.assignee_id
    assignee = _member(uow, conversation, assignee_id) if assignee_id else None
    conversation.assignee_id = assignee_id
    record_activity(
        uow,
        conversation,
        ActivityKind.ASSIGNED if assignee else ActivityKind.UNASSIGNED,
        actor,
        before=before,
        after=assignee_id,
        name=assignee.name if assignee else _name_of(uow, before),
    )
    if assignee and assignee.id != actor.agent_id:
        notify(uow, assignee.id, "assigned", conversation, actor.name)
    uow.emit(ConversationChanged(conversation.inbox_id, conversation_id))


def close_conversation(uow: UnitOfWork, actor: Actor, conversation_id: int) -> None:
    """Mark a conversation as dealt with; the assignee stays.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
    """
    conversation = access_conversation_to(uow, actor, Permission.CLOSE, conversation_id)
    close(uow, actor, conversation)


def close(uow: UnitOfWork, actor: Actor, conversation: Conversation) -> None:
    """Close a conversation that is at hand; closing a closed one does nothing."""
    if conversation.status is ConversationStatus.CLOSED:
        return
    conversation.status = ConversationStatus.CLOSED
    conversation.closed_at = uow.now
    conversation.waiting_since = None
    conversation.snoozed_until = None
    record_activity(uow, conversation, ActivityKind.CLOSED, actor)
    assert conversation.id is not None
    uow.emit(ConversationChanged(conversation.inbox_id, conversation.id))


def reopen_conversation(uow: UnitOfWork, actor: Actor, conversation_id: int) -> None:
    """Put a closed conversation back among the open ones.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
    """
    conversation = access_conversation_to(uow, actor, Permission.CLOSE, conversation_id)
    if conversation.status is ConversationStatus.OPEN:
        return
    conversation.status = ConversationStatus.OPEN
    conversation.closed_at = None
    record_activity(uow, conversation, ActivityKind.REOPENED, actor)
    uow.emit(ConversationChanged(conversation.inbox_id, conversation_id))


def trash_conversation(uow: UnitOfWork, actor: Actor, conversation_id: int) -> None:
    """Put a conversation in the trash; what has not left yet does not leave.

    Status and assignee stay as they are beneath, so that restoring is exact.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
    """
    conversation = access_conversation_to(
        uow, actor, Permission.DELETE, conversation_id
    )
    if conversation.trashed_at is not None:
        return
    conversation.trashed_at = uow.now
    waiting = select(Delivery).join(
        Message, col(Message.id) == col(Delivery.message_id)
    )
    waiting = waiting.where(
        Message.conversation_id == conversation_id,
        Delivery.state == DeliveryState.QUEUED,
    )
    for delivery in uow.session.exec(waiting):
        delivery.state = DeliveryState.FAILED
        delivery.last_error = ""
    record_activity(uow, conversation, ActivityKind.TRASHED, actor)
    uow.emit(ConversationChanged(conversation.inbox_id, conversation_id))


def restore_conversation(uow: UnitOfWork, actor: Actor, conversation_id: int) -> None:
    """Take a conversation out of the trash, to where it was.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
    """
    conversation = access_conversation_to(
        uow, actor, Permission.DELETE, conversation_id
    )
    if conversation.trashed_at is None:
        return
    conversation.trashed_at = None
    record_activity(uow, conversation, ActivityKind.RESTORED, actor)
    uow.emit(ConversationChanged(conversation.inbox_id, conversation_id))


def filter_conversation(uow: UnitOfWork, actor: Actor, conversation_id: int) -> None:
    """Call a conversation spam: it leaves the open views.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
    """
    conversation = access_conversation_to(uow, actor, Permission.CLOSE, conversation_id)
    if conversation.filtered_reason is not None:
        return
    conversation.filtered_reason = FilteredReason.MANUAL
    record_activity(uow, conversation, ActivityKind.FILTERED, actor)
    uow.emit(ConversationChanged(conversation.inbox_id, conversation_id))


def unfilter_conversation(uow: UnitOfWork, actor: Actor, conversation_id: int) -> None:
    """Say that a filtered conversation is no spam.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
    """
    conversation = access_conversation_to(uow, actor, Permission.CLOSE, conversation_id)
    if conversation.filtered_reason is None:
        return
    before = conversation.filtered_reason
    conversation.filtered_reason = None
    record_activity(
        uow, conversation, ActivityKind.UNFILTERED, actor, before=before.value
    )
    uow.emit(ConversationChanged(conversation.inbox_id, conversation_id))


def mark_read(
    uow: UnitOfWork, actor: Actor, conversation_id: int, position: int
) -> None:
    """Note how far this agent has read; reading backwards changes nothing.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
    """
    conversation = access_conversation(uow, actor, conversation_id)
    position = min(position, conversation.last_position)
    mark = uow.session.get(ConversationReadMark, (actor.agent_id, conversation_id))
    if mark is None:
        mark = ConversationReadMark(
            agent_id=actor.agent_id, conversation_id=conversation_id, position=0
        )
    if position <= mark.position:
        return
    mark.position = position
    uow.session.add(mark)
    uow.emit(ConversationRead(conversation.inbox_id, conversation_id, actor.agent_id))


def mark_unread(uow: UnitOfWork, actor: Actor, conversation_id: int) -> None:
    """Make the newest message from outside unread again, for this agent.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
    """
    conversation = access_conversation(uow, actor, conversation_id)
    mark = uow.session.get(ConversationReadMark, (actor.agent_id, conversation_id))
    if mark is None:
        return
    newest_inbound = uow.session.exec(
        select(Message.position)
        .where(
            Message.conversation_id == conversation_id,
            Message.direction == Direction.INBOUND,
        )
        .order_by(col(Message.position).desc())
        .limit(1)
    ).first()
    mark.position = (newest_inbound or 1) - 1
    uow.session.add(mark)
    uow.emit(ConversationRead(conversation.inbox_id, conversation_id, actor.agent_id))


def notify(
    uow: UnitOfWork,
    agent_id: int | None,
    kind: str,
    conversation: Conversation,
    by_name: str,
    text: str = "",
) -> None:
    """Put a line under an agent's bell."""
    if agent_id is None or conversation.id is None:
        return
    uow.session.add(
        Notification(
            agent_id=agent_id,
            kind=kind,
            conversation_id=conversation.id,
            by_name=by_name,
            text=(text or conversation.subject)[:300],
            created_at=uow.now,
        )
    )
    uow.emit(AgentNotified(agent_id, conversation.id))


def _member(uow: UnitOfWork, conversation: Conversation, agent_id: int) -> Agent:
    agent = uow.session.exec(
        select(Agent)
        .join(InboxMember, col(InboxMember.agent_id) == col(Agent.id))
        .where(
            InboxMember.inbox_id == conversation.inbox_id,
            Agent.id == agent_id,
            col(Agent.is_active),
        )
    ).first()
    if agent is None:
        raise AgentNotFoundError
    return agent


def _name_of(uow: UnitOfWork, agent_id: int | None) -> str:
    agent = uow.session.get(Agent, agent_id) if agent_id else None
    return agent.name if agent else ""
