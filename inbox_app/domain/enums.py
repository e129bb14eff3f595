"""The closed vocabularies of the product, each stored as its plain value."""

from enum import StrEnum


class Role(StrEnum):
    """What an agent may do in the workspace as a whole."""

    ADMIN = "admin"
    AGENT = "agent"


class ChannelKind(StrEnum):
    """The way a conversation came in."""

    EMAIL = "email"
    CHAT = "chat"
    BOT = "bot"
    MESSENGER = "messenger"
    FORM = "form"
    CALL = "call"


class ChannelHealth(StrEnum):
    """How the connection of a channel is doing, as shown to agents."""

    NEW = "new"
    SYNCING = "syncing"
    OK = "ok"
    RETRYING = "retrying"
    NEEDS_LOGIN = "needs_login"
    PAUSED = "paused"


class ConversationStatus(StrEnum):
    """Open or closed; every other fact stands beside it."""

    OPEN = "open"
    CLOSED = "closed"


class Folder(StrEnum):
    """Where a conversation lies: in exactly one of these.

    Derived in the database from merged > trashed > filtered > status.
    """

    OPEN = "open"
    CLOSED = "closed"
    FILTERED = "filtered"
    TRASH = "trash"
    # Its items went into another conversation; no list shows it.
    MERGED = "merged"


class FilteredReason(StrEnum):
    """Why a conversation is kept out of the open views."""

    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    MARKETING = "marketing"
    ROLE = "role"
    UNSUBSCRIBE_LINK = "unsubscribe_link"
    DENY_LIST = "deny_list"
    BLOCKED_SENDER = "blocked_sender"
    SELF_SENT = "self_sent"
    MANUAL = "manual"


class Direction(StrEnum):
    """Who a public message comes from: the outside or the team."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class PreviewKind(StrEnum):
    """What the preview line of a list row quotes."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    COMMENT = "comment"


class DeliveryState(StrEnum):
    """The life of one outgoing message in the outbox."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"


class LedgerFate(StrEnum):
    """What became of one message that a channel saw."""

    RECEIVED = "received"
    PENDING = "pending"
    DUPLICATE = "duplicate"
    FILTERED = "filtered"
    BOUNCE = "bounce"
    OWN_COPY = "own_copy"
    DELETED = "deleted"
    TOO_LARGE = "too_large"
    QUARANTINED = "quarantined"


class DraftKind(StrEnum):
    """What is being written; each kind has a draft of its own."""

    REPLY = "reply"
    COMMENT = "comment"
    FORWARD = "forward"
    # A conversation that does not exist yet.
    COMPOSE = "compose"


class Priority(StrEnum):
    """How soon a conversation wants an answer, as the team sees it."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class SenderRuleKind(StrEnum):
    """What an address or a domain on a list means for new mail."""

    ALLOW = "allow"
    DENY = "deny"
    BLOCK = "block"


class ArticleState(StrEnum):
    """Whether customers may read a knowledge article."""

    DRAFT = "draft"
    PUBLISHED = "published"


class JobState(StrEnum):
    """The life of a bulk action."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    UNDONE = "undone"


class ActivityKind(StrEnum):
    """Facts recorded between the messages of a conversation."""

    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"
    CLOSED = "closed"
    REOPENED = "reopened"
    FILTERED = "filtered"
    UNFILTERED = "unfiltered"
    TRASHED = "trashed"
    RESTORED = "restored"
    SEND_UNDONE = "send_undone"
    SEND_DISCARDED = "send_discarded"
    BOUNCED = "bounced"
    CONTINUES = "continues"
    PARTICIPANT_JOINED = "participant_joined"
    TEAM_ASSIGNED = "team_assigned"
    TEAM_UNASSIGNED = "team_unassigned"
    SNOOZED = "snoozed"
    WOKEN = "woken"
    MOVED = "moved"
    PRIORITY_SET = "priority_set"
    TAGGED = "tagged"
    UNTAGGED = "untagged"
    MERGED = "merged"
    MERGED_AWAY = "merged_away"
    SPLIT = "split"
    SPLIT_FROM = "split_from"
    FORWARDED = "forwarded"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    ALLOWED = "allowed"
    COMMENT_EDITED = "comment_edited"
    COMMENT_DELETED = "comment_deleted"
    SEND_HELD = "send_held"
    UNDONE = "undone"


class JoinReason(StrEnum):
    """Why a message stands in the conversation where it is."""

    NEW = "new"
    TOKEN = "token"
    REPLY_TO_OURS = "reply_to_ours"
    REFERENCES = "references"
    BOUNCE_OF = "bounce_of"
    NEW_SUBJECT = "new_subject"
    STRANGER = "stranger"
    CONTINUES_TRASHED = "continues_trashed"
    SENT_BY_US = "sent_by_us"
    BLOCKED_SENDER = "blocked_sender"
