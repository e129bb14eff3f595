"""The inbox switcher, the views with their counts, and the people to assign to."""

from typing import TypedDict


class InboxChoice(TypedDict):
    """An inbox in the switcher."""

    id: int
    name: str
    unassigned: int
    is_member: bool
    # Worst health of its channels: "ok", "retrying", "needs_login", "syncing", "none".
    health: str


class ViewCounts(TypedDict):
    """Exact numbers beside the views."""

    unassigned: int
    mine: int
    open: int
    snoozed: int
    chat: int
    email: int
    forms: int
    closed: int
    filtered: int
    trash: int
    # Conversations with a mention of the agent that they have not seen.
    mentions: int
    # Unread in "assigned to me" and "unassigned", for the title; capped at 100.
    unread: int


class AgentChoice(TypedDict):
    """An agent who can be assigned or mentioned."""

    id: int
    name: str
    initials: str
    hue: int
    is_active: bool


class MentionChoice(TypedDict):
    """Whom a comment can name: an agent ("7") or a team ("t2")."""

    id: str
    name: str
    is_team: bool


class SavedViewRow(TypedDict):
    """A saved view in the navigation."""

    id: int
    name: str
    icon: str
    is_of_team: bool
    may_change: bool
    # 0: of all inboxes.
    inbox_id: int


class NotificationRow(TypedDict):
    """A line under the bell."""

    id: int
    kind: str
    by_name: str
    text: str
    conversation_id: int
    inbox_id: int
    at: str
    is_read: bool
    # The ways by which the agent wanted to hear of it.
    in_app: bool
    in_browser: bool


class NoticeChoice(TypedDict):
    """A kind of thing, and how the agent hears of it."""

    kind: str
    in_app: bool
    in_browser: bool
