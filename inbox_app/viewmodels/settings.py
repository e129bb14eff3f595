"""What the settings show: oneself, and to admins the team, channels and mails seen."""

from typing import TypedDict


class ChannelView(TypedDict):
    """A connected account and how it is doing; never its secret."""

    id: int
    inbox_id: int
    inbox_name: str
    kind: str
    address: str
    aliases: list[str]
    from_name: str
    signature_html: str
    # Mail of the sample workspace: it comes from no mailbox and leaves nowhere.
    is_local: bool
    # The server that is read from, or that a fault of sending is about.
    host: str
    port: str
    folder: str
    # Answers come back to an address with the conversation's token in it.
    plus_addressing: bool
    # "last" or "none": how much of the answered mail goes below a reply.
    quote: str
    is_paused: bool
    # "new", "syncing", "ok", "retrying", "needs_login" or "paused".
    health: str
    # The server's own words, and the catalogue key of the step that failed.
    last_error: str
    last_error_step: str
    last_synced_at: str
    # Mails of the first import read so far, of how many; both 0 before it.
    backfill_done: int
    backfill_total: int
    # Mails that wait for a person in the quarantine.
    quarantined: int


class InboxView(TypedDict):
    """An inbox, its mailboxes and everybody who could be a member."""

    id: int
    name: str
    channels: list[str]
    members: list[str]
    people: list["Membership"]


class Membership(TypedDict):
    """Whether an agent may act in an inbox."""

    agent_id: int
    name: str
    is_member: bool


class TeamView(TypedDict):
    """A team and everybody who could be in it."""

    id: int
    name: str
    member_count: int
    people: list["Membership"]


class AgentView(TypedDict):
    """Somebody of the team, as admins see them."""

    id: int
    name: str
    email: str
    role: str
    is_active: bool
    inboxes: list[str]


class ProfileView(TypedDict):
    """What an agent may change of themselves."""

    name: str
    email: str
    # Empty follows the browser.
    language: str
    theme: str
    signature_html: str
    # Where customers book a meeting; empty for nowhere.
    meeting_url: str
    # "next", "list" or "stay".
    after_close: str


class LedgerRow(TypedDict):
    """One mail that a channel saw, and what became of it."""

    id: int
    channel_id: int
    channel_address: str
    folder: str
    uid: int
    message_id_header: str
    # Who wrote it, where its bytes say so.
    sender: str
    fate: str
    detail: str
    size: int
    seen_at: str
    # The conversation it is in; 0 when it is in none.
    conversation_id: int
    # Whether its bytes are kept, so that it can be processed again.
    has_raw: bool


class LedgerPage(TypedDict):
    """Up to 50 rows and where the next ones begin."""

    rows: list[LedgerRow]
    next_cursor: str
