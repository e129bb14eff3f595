"""SQLModel tables, one aggregate a file."""

from inbox_app.models.agent import Agent, AgentSession, LogInFailure
from inbox_app.models.contact import Contact, Handle
from inbox_app.models.conversation import (
    Activity,
    Comment,
    Conversation,
    ConversationCount,
    ConversationReadMark,
    Draft,
    Participant,
    ThreadKey,
)
from inbox_app.models.inbox import Channel, Inbox, InboxMember, MailboxCursor
from inbox_app.models.ledger import LedgerEntry, Tombstone
from inbox_app.models.message import Attachment, Delivery, Message, MessageBody
from inbox_app.models.notification import Notification
from inbox_app.models.search import SearchDocument

__all__ = [
    "Activity",
    "Agent",
    "AgentSession",
    "Attachment",
    "Channel",
    "Comment",
    "Contact",
    "Conversation",
    "ConversationCount",
    "ConversationReadMark",
    "Delivery",
    "Draft",
    "Handle",
    "Inbox",
    "InboxMember",
    "LedgerEntry",
    "LogInFailure",
    "MailboxCursor",
    "Message",
    "MessageBody",
    "Notification",
    "Participant",
    "SearchDocument",
    "ThreadKey",
    "Tombstone",
]
