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
from inbox_app.models.job import Job, JobItem
from inbox_app.models.ledger import LedgerEntry, Tombstone
from inbox_app.models.library import Article, LibraryDocument, Snippet
from inbox_app.models.message import Attachment, Delivery, Message, MessageBody
from inbox_app.models.notification import Mention, Notification, NotificationChoice
from inbox_app.models.saved_view import SavedView
from inbox_app.models.search import SearchDocument
from inbox_app.models.sender_rule import SenderRule, WorkspaceRules
from inbox_app.models.tag import ConversationTag, Tag
from inbox_app.models.team import Team, TeamMember

__all__ = [
    "Activity",
    "Agent",
    "AgentSession",
    "Article",
    "Attachment",
    "Channel",
    "Comment",
    "Contact",
    "Conversation",
    "ConversationCount",
    "ConversationReadMark",
    "ConversationTag",
    "Delivery",
    "Draft",
    "Handle",
    "Inbox",
    "InboxMember",
    "Job",
    "JobItem",
    "LedgerEntry",
    "LibraryDocument",
    "LogInFailure",
    "MailboxCursor",
    "Mention",
    "Message",
    "MessageBody",
    "Notification",
    "NotificationChoice",
    "Participant",
    "SavedView",
    "SearchDocument",
    "SenderRule",
    "Snippet",
    "Tag",
    "Team",
    "TeamMember",
    "ThreadKey",
    "Tombstone",
    "WorkspaceRules",
]
