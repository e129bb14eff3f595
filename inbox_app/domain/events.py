"""Facts published after a commit; they carry ids, never content."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened and is already stored."""


@dataclass(frozen=True, slots=True)
class ConversationEvent(Event):
    """A fact about one conversation; those who show it read it again."""

    inbox_id: int
    conversation_id: int


class MessageReceived(ConversationEvent):
    """A message came in from outside."""


class ReplyQueued(ConversationEvent):
    """A message was put in the outbox."""


class DeliveryChanged(ConversationEvent):
    """A message in the outbox left, failed, bounced or was taken back."""


class CommentAdded(ConversationEvent):
    """An agent left an internal comment."""


class ConversationChanged(ConversationEvent):
    """Assignee, status or place changed."""


@dataclass(frozen=True, slots=True)
class ConversationRead(ConversationEvent):
    """One agent read a conversation, or marked it unread."""

    agent_id: int


@dataclass(frozen=True, slots=True)
class DraftChanged(ConversationEvent):
    """One agent's draft appeared or went."""

    agent_id: int


@dataclass(frozen=True, slots=True)
class ManyConversationsChanged(Event):
    """A backlog or bulk step touched many conversations of one inbox."""

    inbox_id: int


@dataclass(frozen=True, slots=True)
class JobChanged(Event):
    """A bulk action of one agent began, went on or ended."""

    agent_id: int
    job_id: int


@dataclass(frozen=True, slots=True)
class AgentNotified(Event):
    """A notification was stored for one agent."""

    agent_id: int
    conversation_id: int


@dataclass(frozen=True, slots=True)
class ChannelChanged(Event):
    """Settings, health or progress of a channel changed."""

    inbox_id: int
    channel_id: int


@dataclass(frozen=True, slots=True)
class InboxChanged(Event):
    """An inbox was made or named anew."""

    inbox_id: int


@dataclass(frozen=True, slots=True)
class ViewsChanged(Event):
    """Saved views changed: one agent's, or with None those of the team."""

    agent_id: int | None


@dataclass(frozen=True, slots=True)
class PresenceChanged(Event):
    """Who looks at a conversation, or writes in it, changed."""

    conversation_id: int


@dataclass(frozen=True, slots=True)
class AgentChanged(Event):
    """Role, membership or sessions of an agent changed: re-check who they are."""

    agent_id: int


@dataclass(frozen=True, slots=True)
class TagsChanged(Event):
    """A tag was made, changed or deleted."""


@dataclass(frozen=True, slots=True)
class TeamsChanged(Event):
    """A team was made, changed or deleted."""
