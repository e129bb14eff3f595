"""The conversation and the small facts that hang on it."""

import hashlib
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Column, Computed, Index, String, text
from sqlmodel import Field, SQLModel, UniqueConstraint

from inbox_app.domain.enums import (
    ActivityKind,
    ChannelKind,
    ConversationStatus,
    DraftKind,
    FilteredReason,
    PreviewKind,
    Priority,
)
from inbox_app.models.types import EnumText, UtcDateTime


class Conversation(SQLModel, table=True):
    """An exchange with one contact in one inbox, over any number of channels.

    Open or closed is its only status; unassigned, snoozed, filtered and
    trashed are facts beside it, so that leaving one never loses another. All
    that a list row shows is kept here, so that a list never joins or counts.
    """

    __table_args__ = (
        Index("ix_conversation_place", "folder", "last_message_at", "id"),
        Index("ix_conversation_inbox", "inbox_id", "folder", "last_message_at", "id"),
        Index(
            "ix_conversation_assignee", "assignee_id", "folder", "last_message_at", "id"
        ),
        Index("ix_conversation_closed", "folder", "closed_at", "id"),
        Index("ix_conversation_inbox_closed", "inbox_id", "folder", "closed_at", "id"),
        # All that counting the unread asks for, so that no row is opened for it.
        Index(
            "ix_conversation_unread",
            "assignee_id",
            "folder",
            "last_inbound_position",
            "snoozed_until",
            "inbox_id",
            "id",
        ),
        Index("ix_conversation_contact", "contact_id", "last_message_at"),
        *(
            Index(
                f"ix_conversation_{name}",
                name,
                sqlite_where=text(f"{name} IS NOT NULL"),
                postgresql_where=text(f"{name} IS NOT NULL"),
            )
            for name in ("trashed_at", "filtered_at", "snoozed_until", "continues_id")
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    inbox_id: int = Field(foreign_key="inbox.id")
    channel_id: int | None = Field(
        default=None, foreign_key="channel.id", ondelete="SET NULL"
    )
    channel_kind: ChannelKind = Field(
        default=ChannelKind.EMAIL, sa_type=EnumText(ChannelKind)
    )
    subject: str = Field(default="", max_length=998)
    # Part of the Reply-To address: a reply that carries it belongs here.
    reply_token: str = Field(unique=True, max_length=32)

    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    contact_name: str = Field(default="", max_length=300)
    contact_address: str = Field(default="", max_length=320)
    participant_count: int = 1

    status: ConversationStatus = Field(
        default=ConversationStatus.OPEN, sa_type=EnumText(ConversationStatus)
    )
    filtered_reason: FilteredReason | None = Field(
        default=None, sa_type=EnumText(FilteredReason)
    )
    filtered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    trashed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # While set, the purge leaves it alone (a legal hold).
    is_kept: bool = False
    merged_into_id: int | None = Field(
        default=None, foreign_key="conversation.id", index=True
    )
    folder: str | None = Field(
        default=None,
        sa_column=Column(
            String(16),
            Computed(
                "CASE WHEN merged_into_id IS NOT NULL THEN 'merged'"
                " WHEN trashed_at IS NOT NULL THEN 'trash'"
                " WHEN filtered_reason IS NOT NULL THEN 'filtered'"
                " ELSE status END",
                persisted=True,
            ),
        ),
    )
    assignee_id: int | None = Field(default=None, foreign_key="agent.id")
    team_id: int | None = Field(
        default=None, foreign_key="team.id", index=True, ondelete="SET NULL"
    )
    priority: Priority = Field(default=Priority.NORMAL, sa_type=EnumText(Priority))
    # `domain.snooze.UNTIL_REPLY` when only a message from outside wakes it.
    snoozed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # Oldest inbound message still unanswered; None once the team has replied.
    waiting_since: datetime | None = Field(default=None, sa_type=UtcDateTime)

    # The newest message a customer wrote or saw: the order of every list.
    last_message_at: datetime = Field(sa_type=UtcDateTime)
    last_message_id: int | None = None
    preview: str = Field(default="", max_length=300)
    preview_kind: PreviewKind = Field(
        default=PreviewKind.INBOUND, sa_type=EnumText(PreviewKind)
    )
    # Who wrote what the preview quotes, when it was an agent.
    preview_by: str = Field(default="", max_length=200)
    # Sorted; `ConversationTag` holds the same for filters.
    tag_ids: list[int] = Field(default_factory=list, sa_type=JSON)
    message_count: int = 0
    has_attachments: bool = False

    # Items (messages, comments, activities) are numbered from 1 in each conversation.
    last_position: int = 0
    last_inbound_position: int = 0
    version: int = 1
    # The trashed conversation that this one goes on from.
    continues_id: int | None = Field(default=None, foreign_key="conversation.id")
    # The conversation that this one was forwarded from, or split off.
    parent_id: int | None = Field(
        default=None, foreign_key="conversation.id", index=True
    )
    created_at: datetime = Field(sa_type=UtcDateTime)


class ConversationCount(SQLModel, table=True):
    """How many conversations share a place; kept exact by database triggers."""

    __tablename__: ClassVar[str] = "conversation_count"

    inbox_id: int = Field(primary_key=True)
    folder: str = Field(primary_key=True, max_length=16)
    channel_kind: str = Field(primary_key=True, max_length=32)
    # 0 stands for nobody.
    assignee_id: int = Field(primary_key=True)
    is_snoozed: bool = Field(primary_key=True)
    n: int = 0


class ThreadKey(SQLModel, table=True):
    """A Message-ID that belongs to a conversation: its own mails' and those they name.

    Naming is enough, so that two answers to a mail that was never seen, or a
    reply that arrives before what it replies to, still come together.
    """

    __tablename__: ClassVar[str] = "thread_key"

    inbox_id: int = Field(foreign_key="inbox.id", primary_key=True)
    key: str = Field(primary_key=True, max_length=32)
    conversation_id: int = Field(
        foreign_key="conversation.id", index=True, ondelete="CASCADE"
    )


def thread_key(message_id_header: str) -> str:
    """A Message-ID as a short key; any length of header fits the index."""
    return hashlib.sha256(message_id_header.encode()).hexdigest()[:32]


class Participant(SQLModel, table=True):
    """An address that took part in a conversation as sender, To or Cc."""

    __table_args__ = (UniqueConstraint("conversation_id", "address"),)

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversation.id", ondelete="CASCADE")
    address: str = Field(max_length=320, index=True)
    name: str = Field(default="", max_length=300)


class Comment(SQLModel, table=True):
    """An internal note; it never leaves the team."""

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(
        foreign_key="conversation.id", index=True, ondelete="CASCADE"
    )
    position: int
    author_id: int = Field(foreign_key="agent.id")
    html: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    edited_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # Its text is gone; that there was one stays to be seen.
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Activity(SQLModel, table=True):
    """A recorded fact: what changed, from what, to what, by whom.

    A change that can be taken back keeps the facts it touched, before and
    after, in `data` under "was" and "is".
    """

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(
        foreign_key="conversation.id", index=True, ondelete="CASCADE"
    )
    position: int
    kind: ActivityKind = Field(sa_type=EnumText(ActivityKind))
    # None when the system did it.
    agent_id: int | None = Field(default=None, foreign_key="agent.id")
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    # The bulk action or rule run it was part of.
    job_id: int | None = Field(
        default=None, foreign_key="job.id", index=True, ondelete="SET NULL"
    )
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)


class ConversationReadMark(SQLModel, table=True):
    """How far one agent has read one conversation."""

    __tablename__: ClassVar[str] = "conversation_read_mark"
    # The key is all there is to look up: no second tree beside it.
    __table_args__: ClassVar[dict[str, bool]] = {"sqlite_with_rowid": False}

    agent_id: int = Field(foreign_key="agent.id", primary_key=True, ondelete="CASCADE")
    conversation_id: int = Field(
        foreign_key="conversation.id", primary_key=True, index=True, ondelete="CASCADE"
    )
    position: int = 0


class Draft(SQLModel, table=True):
    """What one agent is writing, as it was last typed.

    A new conversation being composed has no conversation yet: then inbox,
    channel and subject stand here.
    """

    __table_args__ = (UniqueConstraint("agent_id", "conversation_id", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    agent_id: int = Field(foreign_key="agent.id", ondelete="CASCADE")
    conversation_id: int | None = Field(
        default=None, foreign_key="conversation.id", index=True, ondelete="CASCADE"
    )
    inbox_id: int | None = Field(
        default=None, foreign_key="inbox.id", ondelete="CASCADE"
    )
    channel_id: int | None = Field(
        default=None, foreign_key="channel.id", ondelete="SET NULL"
    )
    # The message that is being forwarded; None stands for all of them.
    message_id: int | None = Field(
        default=None, foreign_key="message.id", index=True, ondelete="SET NULL"
    )
    kind: DraftKind = Field(sa_type=EnumText(DraftKind))
    subject: str = Field(default="", max_length=998)
    html: str = ""
    # {"to": [...], "cc": [...], "bcc": [...]}; None until the agent changes them.
    recipients: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    # A forward: {"message_id": 0 for all, "left_out": files that shall not go}. It
    # stands when the message is deleted, so that one never turns into all.
    forwards: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    updated_at: datetime = Field(sa_type=UtcDateTime)
