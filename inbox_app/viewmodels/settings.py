"""What the settings show an admin: channels, and the fate of every mail seen."""

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
    # Servers, ports, folders: as they were entered.
    settings: dict[str, str]
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


class LedgerRow(TypedDict):
    """One mail that a channel saw, and what became of it."""

    id: int
    channel_id: int
    channel_address: str
    folder: str
    uid: int
    message_id_header: str
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
