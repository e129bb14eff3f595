"""The fate of every message a channel ever saw, and what must never come back."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel, UniqueConstraint

from inbox_app.domain.enums import LedgerFate
from inbox_app.models.types import EnumText, UtcDateTime


class LedgerEntry(SQLModel, table=True):
    """One UID of one folder, or one mail handed in, and what became of it."""

    __tablename__: ClassVar[str] = "ledger_entry"
    __table_args__ = (UniqueConstraint("channel_id", "folder", "uidvalidity", "uid"),)

    id: int | None = Field(default=None, primary_key=True)
    channel_id: int = Field(foreign_key="channel.id", ondelete="CASCADE")
    folder: str = Field(default="", max_length=255)
    uidvalidity: int = Field(default=0, sa_type=BigInteger)
    # Mail that was handed in, not read from a mailbox, is numbered by the ledger.
    uid: int = Field(sa_type=BigInteger)
    message_id_header: str = Field(default="", max_length=998)
    dedupe_key: str = Field(default="", max_length=64, index=True)
    fate: LedgerFate = Field(sa_type=EnumText(LedgerFate), index=True)
    # Why: the filtering reason, the error, the message it repeats.
    detail: str = ""
    message_id: int | None = Field(
        default=None, foreign_key="message.id", index=True, ondelete="SET NULL"
    )
    raw_key: str = Field(default="", max_length=100, index=True)
    size: int = 0
    seen_at: datetime = Field(sa_type=UtcDateTime)


class Tombstone(SQLModel, table=True):
    """What was deleted for ever: no content, only what recognises it again.

    It goes by the account's address as well, so that a mailbox which is
    connected anew brings nothing back.
    """

    __table_args__ = (UniqueConstraint("channel_id", "dedupe_key"),)

    id: int | None = Field(default=None, primary_key=True)
    channel_id: int | None = Field(
        default=None, foreign_key="channel.id", ondelete="SET NULL"
    )
    address: str = Field(default="", max_length=320)
    dedupe_key: str = Field(max_length=64, index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
