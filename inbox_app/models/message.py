"""Public messages: a slim row to walk, the heavy parts beside it."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Index, text
from sqlmodel import Field, SQLModel, UniqueConstraint

from inbox_app.domain.enums import DeliveryState, Direction, DraftKind, JoinReason
from inbox_app.models.types import EnumText, UtcDateTime


class Message(SQLModel, table=True):
    """One mail, inbound or outbound, of a conversation."""

    __table_args__ = (
        UniqueConstraint("channel_id", "dedupe_key"),
        Index("ix_message_conversation", "conversation_id", "position"),
        Index("ix_message_sent", "direction", "created_at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversation.id", ondelete="CASCADE")
    channel_id: int | None = Field(
        default=None, foreign_key="channel.id", ondelete="SET NULL"
    )
    position: int
    direction: Direction = Field(sa_type=EnumText(Direction))
    # The agent who wrote it; None for what came in.
    author_id: int | None = Field(default=None, foreign_key="agent.id")
    # `Message-ID` with its angle brackets; made by us before a send (RFC 5322, 3.6.4).
    message_id_header: str = Field(default="", max_length=998, index=True)
    # Same Message-ID and same content: the same mail, seen once more.
    dedupe_key: str = Field(max_length=64)
    # Auto-reply, bounce or list mark; empty for a person's own mail.
    automated: str = Field(default="", max_length=32)
    join_reason: JoinReason = Field(
        default=JoinReason.NEW, sa_type=EnumText(JoinReason)
    )
    # What the reason points to: a Message-ID or a conversation.
    join_detail: str = Field(default="", max_length=998)
    created_at: datetime = Field(sa_type=UtcDateTime)


class MessageBody(SQLModel, table=True):
    """All that is read only when the conversation is open."""

    __tablename__: ClassVar[str] = "message_body"

    message_id: int = Field(
        foreign_key="message.id", primary_key=True, ondelete="CASCADE"
    )
    subject: str = Field(default="", max_length=998)
    from_name: str = Field(default="", max_length=300)
    from_address: str = Field(default="", max_length=320)
    # {"to": [{"name","address"}], "cc": […], "bcc": […], "reply_to": […]}
    recipients: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    in_reply_to: str = Field(default="", max_length=998)
    references: list[str] = Field(default_factory=list, sa_type=JSON)
    text: str = ""
    reply_text: str = ""
    # Sanitised, quotes folded; empty for a plain mail.
    html: str = ""
    # Parser and protection remarks that the reader should know (encrypted, signed…).
    remarks: list[str] = Field(default_factory=list, sa_type=JSON)
    raw_key: str = Field(default="", max_length=100, index=True)


class Attachment(SQLModel, table=True):
    """A file of a message, or of a draft until that is sent.

    The bytes lie in the blob store under their hash, so equal files are kept
    once.
    """

    __table_args__ = (
        Index(
            "ix_attachment_upload",
            "uploader_id",
            sqlite_where=text("message_id IS NULL"),
            postgresql_where=text("message_id IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    message_id: int | None = Field(
        default=None, foreign_key="message.id", index=True, ondelete="CASCADE"
    )
    # While it belongs to a draft: whose, and in which conversation.
    uploader_id: int | None = Field(default=None, foreign_key="agent.id")
    conversation_id: int | None = Field(
        default=None, foreign_key="conversation.id", index=True, ondelete="CASCADE"
    )
    # And to which of that agent's drafts; None: the reply.
    draft_kind: DraftKind | None = Field(default=None, sa_type=EnumText(DraftKind))
    filename: str = Field(max_length=255)
    content_type: str = Field(max_length=150)
    size: int
    blob_key: str = Field(max_length=100, index=True)
    is_inline: bool = False
    content_id: str = Field(default="", max_length=300)
    created_at: datetime = Field(sa_type=UtcDateTime)


class Delivery(SQLModel, table=True):
    """The outbox row of one outgoing message.

    queued ─► sending ─► sent ─► bounced
       ▲         │
       └─ retry ─┴─► failed

    It may leave from `due_at` on, which is how undo works. While `sending` it
    is leased; a lease that runs out makes it due again, with the same
    Message-ID, so that a receiver can tell the repeat.
    """

    __table_args__ = (Index("ix_delivery_due", "state", "due_at"),)

    message_id: int = Field(
        foreign_key="message.id", primary_key=True, ondelete="CASCADE"
    )
    channel_id: int = Field(foreign_key="channel.id", index=True)
    state: DeliveryState = Field(
        default=DeliveryState.QUEUED, sa_type=EnumText(DeliveryState)
    )
    due_at: datetime = Field(sa_type=UtcDateTime)
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempts: int = 0
    # The server's own words.
    last_error: str = ""
    # Addresses already taken by the server: a retry leaves them out.
    accepted: list[str] = Field(default_factory=list, sa_type=JSON)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_filed: bool = False
    # Chosen by the sender, beyond the undo window.
    is_scheduled: bool = False
    # Hold it when the customer writes before it leaves; `held_at` says that it was.
    hold_if_answered: bool = False
    held_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
