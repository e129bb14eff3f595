"""The gates: the only way from an id that somebody sent to a row.

Each takes the actor and refuses what that actor may not know of in the same
words as what does not exist.
"""

from typing import Any

from sqlalchemy import ColumnElement, false, true
from sqlmodel import col

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.enums import ChannelKind
from inbox_app.domain.errors import (
    ActivityNotFoundError,
    AgentNotFoundError,
    AttachmentNotFoundError,
    ChannelNotFoundError,
    CommentNotFoundError,
    ConversationNotFoundError,
    InboxNotFoundError,
    MergedAwayError,
    MessageNotFoundError,
    NotAllowedError,
    NotAMemberError,
)
from inbox_app.models import (
    Activity,
    Agent,
    Attachment,
    Channel,
    Comment,
    Conversation,
    Inbox,
    Message,
)

LARGEST_ID = 2**31 - 1


def visible_inboxes(actor: Actor, column: Any) -> ColumnElement[bool]:
    """The condition that keeps a statement inside what the actor may see."""
    if actor.is_admin:
        return true()
    if not actor.inbox_ids:
        return false()
    return col(column).in_(sorted(actor.inbox_ids))


def access_inbox(uow: UnitOfWork, actor: Actor, inbox_id: int) -> Inbox:
    """Find an inbox that the actor may see.

    Raises:
        InboxNotFoundError: there is none, or it is not theirs.
    """
    inbox = uow.session.get(Inbox, inbox_id) if is_id(inbox_id) else None
    if inbox is None or not actor.may_see(inbox_id):
        raise InboxNotFoundError
    return inbox


def access_conversation(
    uow: UnitOfWork, actor: Actor, conversation_id: int
) -> Conversation:
    """Find a conversation to look at.

    Raises:
        ConversationNotFoundError: it is gone, or not in an inbox of theirs.
    """
    found = (
        uow.session.get(Conversation, conversation_id)
        if is_id(conversation_id)
        else None
    )
    if found is None or not actor.may_see(found.inbox_id):
        raise ConversationNotFoundError
    return found


def access_conversation_to(
    uow: UnitOfWork, actor: Actor, permission: Permission, conversation_id: int
) -> Conversation:
    """Find a conversation to act on, locked until the end of the transaction.

    Raises:
        ConversationNotFoundError: as in `access_conversation`.
        NotAMemberError: an admin looks in from outside.
        NotAllowedError: the role lacks the right.
        MergedAwayError: all that can be done with it is to part it again.
    """
    conversation = access_conversation(uow, actor, conversation_id)
    if conversation.inbox_id not in actor.inbox_ids:
        raise NotAMemberError
    if not actor.may(permission):
        raise NotAllowedError
    # SQLite has one writer anyway; PostgreSQL needs the row to be ours. What this
    # transaction has changed already must not be read over.
    uow.session.flush()
    uow.session.refresh(conversation, with_for_update=True)
    if conversation.merged_into_id is not None and permission is not Permission.MOVE:
        raise MergedAwayError
    return conversation


def access_activity(
    uow: UnitOfWork, actor: Actor, activity_id: int
) -> tuple[Activity, Conversation]:
    """Find a recorded fact and its conversation.

    Raises:
        ActivityNotFoundError: it is gone, or not in an inbox of theirs.
    """
    activity = uow.session.get(Activity, activity_id) if is_id(activity_id) else None
    if activity is None:
        raise ActivityNotFoundError
    conversation = uow.session.get(Conversation, activity.conversation_id)
    if conversation is None or not actor.may_see(conversation.inbox_id):
        raise ActivityNotFoundError
    return activity, conversation


def access_comment(uow: UnitOfWork, actor: Actor, comment_id: int) -> Comment:
    """Find a comment.

    Raises:
        CommentNotFoundError: it is gone, or not in an inbox of theirs.
    """
    comment = uow.session.get(Comment, comment_id) if is_id(comment_id) else None
    if comment is None:
        raise CommentNotFoundError
    conversation = uow.session.get(Conversation, comment.conversation_id)
    if conversation is None or not actor.may_see(conversation.inbox_id):
        raise CommentNotFoundError
    return comment


def access_message(
    uow: UnitOfWork, actor: Actor, message_id: int
) -> tuple[Message, Conversation]:
    """Find a message and its conversation.

    Raises:
        MessageNotFoundError: it is gone, or not in an inbox of theirs.
    """
    message = uow.session.get(Message, message_id) if is_id(message_id) else None
    if message is None:
        raise MessageNotFoundError
    conversation = uow.session.get(Conversation, message.conversation_id)
    if conversation is None or not actor.may_see(conversation.inbox_id):
        raise MessageNotFoundError
    return message, conversation


def access_attachment(uow: UnitOfWork, actor: Actor, attachment_id: int) -> Attachment:
    """Find a file of a visible message, or one that the actor is uploading.

    Raises:
        AttachmentNotFoundError: it is gone, or not theirs to see.
    """
    found = uow.session.get(Attachment, attachment_id) if is_id(attachment_id) else None
    if found is None:
        raise AttachmentNotFoundError
    if found.message_id is None:
        if found.uploader_id != actor.agent_id:
            raise AttachmentNotFoundError
        return found
    try:
        access_message(uow, actor, found.message_id)
    except MessageNotFoundError:
        raise AttachmentNotFoundError from None
    return found


def access_channel(uow: UnitOfWork, actor: Actor, channel_id: int) -> Channel:
    """Find a channel to manage.

    Raises:
        ChannelNotFoundError: there is none.
        NotAllowedError: only admins manage channels.
    """
    if not actor.may(Permission.MANAGE_CHANNELS):
        raise NotAllowedError
    channel = uow.session.get(Channel, channel_id) if is_id(channel_id) else None
    if channel is None:
        raise ChannelNotFoundError
    return channel


def access_sending_channel(uow: UnitOfWork, actor: Actor, channel_id: int) -> Channel:
    """Find an email channel to write from: one of an inbox where they answer.

    Raises:
        ChannelNotFoundError: there is none, or it is not theirs to write from.
        NotAllowedError: the role lacks the right.
    """
    if not actor.may(Permission.COMPOSE):
        raise NotAllowedError
    channel = uow.session.get(Channel, channel_id) if is_id(channel_id) else None
    if (
        channel is None
        or channel.kind is not ChannelKind.EMAIL
        or channel.inbox_id not in actor.inbox_ids
    ):
        raise ChannelNotFoundError
    return channel


def access_agent(uow: UnitOfWork, actor: Actor, agent_id: int) -> Agent:
    """Find an agent to manage; everybody may manage themselves.

    Raises:
        AgentNotFoundError: there is none.
        NotAllowedError: only admins manage others.
    """
    if agent_id != actor.agent_id and not actor.may(Permission.MANAGE_AGENTS):
        raise NotAllowedError
    agent = uow.session.get(Agent, agent_id) if is_id(agent_id) else None
    if agent is None:
        raise AgentNotFoundError
    return agent


def is_id(value: object) -> bool:
    """Tell whether this can be an id: a browser may send any type and size."""
    return type(value) is int and 0 < value <= LARGEST_ID
