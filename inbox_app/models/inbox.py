"""Inboxes, their members, and the channels that feed them."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger
from sqlmodel import Field, SQLModel, UniqueConstraint

from inbox_app.domain.enums import ChannelHealth, ChannelKind
from inbox_app.models.types import EnumText, UtcDateTime


class Inbox(SQLModel, table=True):
    """A queue of conversations with members who may answer them."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=200)
    created_at: datetime = Field(sa_type=UtcDateTime)


class InboxMember(SQLModel, table=True):
    """An agent who may act in an inbox."""

    __tablename__: ClassVar[str] = "inbox_member"

    inbox_id: int = Field(foreign_key="inbox.id", primary_key=True, ondelete="CASCADE")
    agent_id: int = Field(
        foreign_key="agent.id", primary_key=True, index=True, ondelete="CASCADE"
    )


class Channel(SQLModel, table=True):
    """One connected account that feeds an inbox.

    `settings` holds what may be shown to an admin; `secret` is encrypted and
    never leaves the server.
    """

    id: int | None = Field(default=None, primary_key=True)
    inbox_id: int = Field(foreign_key="inbox.id", index=True)
    kind: ChannelKind = Field(default=ChannelKind.EMAIL, sa_type=EnumText(ChannelKind))
    # The account as outsiders see it; for e-mail the address.
    address: str = Field(max_length=320, index=True)
    # Other addresses that reach the same mailbox: never recipients of a reply.
    aliases: list[str] = Field(default_factory=list, sa_type=JSON)
    from_name: str = Field(default="", max_length=200)
    signature_html: str = ""
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    secret: bytes = b""
    is_paused: bool = False
    health: ChannelHealth = Field(
        default=ChannelHealth.NEW, sa_type=EnumText(ChannelHealth)
    )
    # The server's own words, newest first trouble; empty when all is well.
    last_error: str = ""
    # Which step failed, as a catalogue key; empty when all is well.
    last_error_step: str = Field(default="", max_length=80)
    last_synced_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    backfill_done: int = 0
    backfill_total: int = 0
    # The worker that owns the sync holds a lease, so that two never read at once.
    lease_owner: str = Field(default="", max_length=64)
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)


class MailboxCursor(SQLModel, table=True):
    """How far one folder of one mailbox has been read (RFC 9051, 2.3.1.1).

    Everything with `backfill_uid` <= uid <= `last_uid` is in the ledger; the
    backfill walks down from there to the oldest mail that is wanted.
    """

    __tablename__: ClassVar[str] = "mailbox_cursor"
    __table_args__ = (UniqueConstraint("channel_id", "folder"),)

    id: int | None = Field(default=None, primary_key=True)
    channel_id: int = Field(foreign_key="channel.id", ondelete="CASCADE")
    folder: str = Field(max_length=255)
    uidvalidity: int = Field(default=0, sa_type=BigInteger)
    last_uid: int = Field(default=0, sa_type=BigInteger)
    # Lowest UID already read; None until the first backfill has been planned.
    backfill_uid: int | None = Field(default=None, sa_type=BigInteger)
    is_backfilled: bool = False
