"""What an agent should be told, by which way, and who was named where."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from inbox_app.models.types import UtcDateTime


class Notification(SQLModel, table=True):
    """One line under an agent's bell."""

    __table_args__ = (
        Index("ix_notification_agent", "agent_id", "read_at", "id"),
        Index("ix_notification_conversation", "conversation_id", "agent_id"),
        Index(
            "ix_notification_mail_due",
            "mail_due_at",
            sqlite_where=text("mail_due_at IS NOT NULL"),
            postgresql_where=text("mail_due_at IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    agent_id: int = Field(foreign_key="agent.id", ondelete="CASCADE")
    kind: str = Field(max_length=32)
    conversation_id: int = Field(foreign_key="conversation.id", ondelete="CASCADE")
    # The comment it is about, which takes it along when it goes.
    comment_id: int | None = Field(
        default=None, foreign_key="comment.id", index=True, ondelete="CASCADE"
    )
    # Who caused it.
    by_name: str = Field(default="", max_length=200)
    text: str = Field(default="", max_length=300)
    created_at: datetime = Field(sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # The ways the agent had chosen when it happened.
    in_app: bool = True
    in_browser: bool = False
    # From when on it goes by mail, if the agent is away; None: not, or not any more.
    mail_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    mailed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class NotificationChoice(SQLModel, table=True):
    """The ways by which one agent hears of one kind of thing; no row: the usual."""

    __tablename__: ClassVar[str] = "notification_choice"

    agent_id: int = Field(foreign_key="agent.id", primary_key=True, ondelete="CASCADE")
    kind: str = Field(primary_key=True, max_length=32)
    in_app: bool = True
    in_browser: bool = False
    by_mail: bool = False


class Mention(SQLModel, table=True):
    """An agent who was named in a comment, alone or with a team."""

    __table_args__ = (
        Index("ix_mention_agent", "agent_id", "created_at", "conversation_id"),
        Index(
            "ix_mention_unread",
            "agent_id",
            "conversation_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    agent_id: int = Field(foreign_key="agent.id", ondelete="CASCADE")
    conversation_id: int = Field(
        foreign_key="conversation.id", index=True, ondelete="CASCADE"
    )
    comment_id: int = Field(foreign_key="comment.id", index=True, ondelete="CASCADE")
    created_at: datetime = Field(sa_type=UtcDateTime)
    # When the agent had the comment in sight.
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
