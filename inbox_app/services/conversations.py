"""What an agent does with a conversation as a whole.

Each action is a function on a conversation at hand, for buttons, bulk actions
and rules alike (`services.actions` lists them), and beside it the same by id,
through the gate.
"""

from sqlmodel import col, select, update

from inbox_app.db.access import access_conversation, is_id
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.enums import (
    ActivityKind,
    ConversationStatus,
    DeliveryState,
    Direction,
    FilteredReason,
)
from inbox_app.domain.errors import AgentNotFoundError, TeamNotFoundError
from inbox_app.domain.events import ConversationRead, ManyConversationsChanged
from inbox_app.models import (
    Activity,
    Agent,
    Conversation,
    ConversationReadMark,
    Delivery,
    InboxMember,
    Message,
    Team,
)
from inbox_app.services.changes import Changing, change_conversation
from inbox_app.services.notifications import note_seen, notify


def assign_conversation(
    uow: UnitOfWork, actor: Actor, conversation_id: int, *, assignee_id: int | None
) -> int | None:
    """Give a conversation to a member of its inbox, or to nobody.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
        AgentNotFoundError: the assignee is no active member of the inbox.
    """
    return change_conversation(
        uow,
        actor,
        Permission.ASSIGN,
        conversation_id,
        assign,
        assignee_id=assignee_id,
    )


def assign(
    uow: UnitOfWork,
    actor: Actor,
    conversation: Conversation,
    *,
    assignee_id: int | None,
) -> Activity | None:
    """Assign a conversation at hand; a double click does not notify twice."""
    if conversation.assignee_id == assignee_id:
        return None
    assignee = _member(uow, conversation, assignee_id) if assignee_id else None
    named = assignee.name if assignee else _name_of(uow, conversation.assignee_id)
    kind = ActivityKind.ASSIGNED if assignee else ActivityKind.UNASSIGNED
    with Changing(
        uow, actor, conversation, kind, name=named, after=assignee_id
    ) as change:
        conversation.assignee_id = assignee_id
    # Who gets many at once hears of it once, when all are theirs.
    if assignee and assignee.id != actor.agent_id and uow.job_id is None:
        notify(uow, assignee.id, "assigned", conversation, actor.name)
    return change.activity


def assign_team(
    uow: UnitOfWork, actor: Actor, conversation: Conversation, *, team_id: int | None
) -> Activity | None:
    """Give a conversation at hand to a team, or take it from its team.

    Raises:
        TeamNotFoundError: there is no such team.
    """
    wanted = team_id or conversation.team_id
    team = uow.session.get(Team, wanted) if is_id(wanted) else None
    if team_id and team is None:
        raise TeamNotFoundError
    kind = ActivityKind.TEAM_ASSIGNED if team_id else ActivityKind.TEAM_UNASSIGNED
    with Changing(
        uow, actor, conversation, kind, name=team.name if team else ""
    ) as change:
        conversation.team_id = team_id or None
    return change.activity


def assign_conversation_to_team(
    uow: UnitOfWork, actor: Actor, conversation_id: int, *, team_id: int | None
) -> int | None:
    """Give a conversation to a team; see `assign_team`."""
    return change_conversation(
        uow, actor, Permission.ASSIGN, conversation_id, assign_team, team_id=team_id
    )


def close_conversation(
    uow: UnitOfWork, actor: Actor, conversation_id: int
) -> int | None:
    """Mark a conversation as dealt with; the assignee stays."""
    return change_conversation(uow, actor, Permission.CLOSE, conversation_id, close)


def close(uow: UnitOfWork, actor: Actor, conversation: Conversation) -> Activity | None:
    """Close a conversation at hand; closing a closed one does nothing."""
    if conversation.status is ConversationStatus.CLOSED:
        return None
    with Changing(uow, actor, conversation, ActivityKind.CLOSED) as change:
        conversation.status = ConversationStatus.CLOSED
        conversation.closed_at = uow.now
        conversation.waiting_since = None
        conversation.snoozed_until = None
    return change.activity


def reopen_conversation(
    uow: UnitOfWork, actor: Actor, conversation_id: int
) -> int | None:
    """Put a closed conversation back among the open ones."""
    return change_conversation(uow, actor, Permission.CLOSE, conversation_id, reopen)


def reopen(
    uow: UnitOfWork, actor: Actor, conversation: Conversation
) -> Activity | None:
    """Re-open a conversation at hand."""
    with Changing(uow, actor, conversation, ActivityKind.REOPENED) as change:
        conversation.status = ConversationStatus.OPEN
        conversation.closed_at = None
    return change.activity


def trash_conversation(
    uow: UnitOfWork, actor: Actor, conversation_id: int
) -> int | None:
    """Put a conversation in the trash; what has not left yet does not leave."""
    return change_conversation(uow, actor, Permission.DELETE, conversation_id, trash)


def trash(uow: UnitOfWork, actor: Actor, conversation: Conversation) -> Activity | None:
    """Put a conversation at hand in the trash.

    Status and assignee stay as they are beneath, so that restoring is exact.
    """
    if conversation.trashed_at is not None:
        return None
    mine = select(Message.id).where(Message.conversation_id == conversation.id)
    uow.session.exec(
        update(Delivery)
        .where(
            col(Delivery.message_id).in_(mine),
            col(Delivery.state) == DeliveryState.QUEUED,
        )
        .values(state=DeliveryState.FAILED, last_error="")
    )
    with Changing(uow, actor, conversation, ActivityKind.TRASHED) as change:
        conversation.trashed_at = uow.now
    return change.activity


def restore_conversation(
    uow: UnitOfWork, actor: Actor, conversation_id: int
) -> int | None:
    """Take a conversation out of the trash, to where it was."""
    return change_conversation(uow, actor, Permission.DELETE, conversation_id, restore)


def restore(
    uow: UnitOfWork, actor: Actor, conversation: Conversation
) -> Activity | None:
    """Take a conversation at hand out of the trash."""
    with Changing(uow, actor, conversation, ActivityKind.RESTORED) as change:
        conversation.trashed_at = None
    return change.activity


def filter_conversation(
    uow: UnitOfWork, actor: Actor, conversation_id: int
) -> int | None:
    """Call a conversation spam: it leaves the open views."""
    return change_conversation(
        uow, actor, Permission.CLOSE, conversation_id, filter_out
    )


def filter_out(
    uow: UnitOfWork,
    actor: Actor,
    conversation: Conversation,
    *,
    reason: FilteredReason = FilteredReason.MANUAL,
) -> Activity | None:
    """Move a conversation at hand to Filtered."""
    if conversation.filtered_reason is not None:
        return None
    with Changing(
        uow, actor, conversation, ActivityKind.FILTERED, reason=reason.value
    ) as change:
        conversation.filtered_reason = reason
        conversation.filtered_at = uow.now
    return change.activity


def unfilter_conversation(
    uow: UnitOfWork, actor: Actor, conversation_id: int
) -> int | None:
    """Say that a filtered conversation is no spam."""
    return change_conversation(uow, actor, Permission.CLOSE, conversation_id, unfilter)


def unfilter(
    uow: UnitOfWork, actor: Actor, conversation: Conversation
) -> Activity | None:
    """Take a conversation at hand out of Filtered."""
    with Changing(uow, actor, conversation, ActivityKind.UNFILTERED) as change:
        conversation.filtered_reason = None
        conversation.filtered_at = None
    return change.activity


def mark_read(
    uow: UnitOfWork, actor: Actor, conversation_id: int, position: int
) -> None:
    """Note how far this agent has read; reading backwards changes nothing.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
    """
    conversation = access_conversation(uow, actor, conversation_id)
    read_up_to(uow, actor, conversation, position)


def read_all(uow: UnitOfWork, actor: Actor, conversation: Conversation) -> None:
    """Mark a conversation at hand as read to its end."""
    read_up_to(uow, actor, conversation, conversation.last_position)


def read_up_to(
    uow: UnitOfWork, actor: Actor, conversation: Conversation, position: int
) -> None:
    """Note how far this agent has read a conversation at hand."""
    assert conversation.id is not None
    position = min(position, conversation.last_position)
    mark = uow.session.get(ConversationReadMark, (actor.agent_id, conversation.id))
    if mark is None:
        mark = ConversationReadMark(
            agent_id=actor.agent_id, conversation_id=conversation.id, position=0
        )
    if position <= mark.position:
        return
    mark.position = position
    uow.session.add(mark)
    note_seen(uow, actor.agent_id, conversation.id, position)
    _emit_read(uow, actor, conversation)


def mark_unread(uow: UnitOfWork, actor: Actor, conversation_id: int) -> None:
    """Make the newest message from outside unread again, for this agent.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
    """
    unread(uow, actor, access_conversation(uow, actor, conversation_id))


def unread(uow: UnitOfWork, actor: Actor, conversation: Conversation) -> None:
    """Make a conversation at hand unread again, for this agent."""
    assert conversation.id is not None
    mark = uow.session.get(ConversationReadMark, (actor.agent_id, conversation.id))
    if mark is None:
        return
    newest_inbound = uow.session.exec(
        select(Message.position)
        .where(
            Message.conversation_id == conversation.id,
            Message.direction == Direction.INBOUND,
        )
        .order_by(col(Message.position).desc())
        .limit(1)
    ).first()
    mark.position = (newest_inbound or 1) - 1
    uow.session.add(mark)
    _emit_read(uow, actor, conversation)


def _emit_read(uow: UnitOfWork, actor: Actor, conversation: Conversation) -> None:
    if uow.job_id is None:
        number = conversation.id or 0
        uow.emit(ConversationRead(conversation.inbox_id, number, actor.agent_id))
    else:
        uow.emit(ManyConversationsChanged(conversation.inbox_id))


def _member(uow: UnitOfWork, conversation: Conversation, agent_id: int) -> Agent:
    # Looked up by key, which a bulk action asks the database for only once.
    agent = uow.session.get(Agent, agent_id)
    member = uow.session.get(InboxMember, (conversation.inbox_id, agent_id))
    if agent is None or member is None or not agent.is_active:
        raise AgentNotFoundError
    return agent


def _name_of(uow: UnitOfWork, agent_id: int | None) -> str:
    agent = uow.session.get(Agent, agent_id) if agent_id else None
    return agent.name if agent else ""
