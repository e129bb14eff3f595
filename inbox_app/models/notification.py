"""What an agent should be told."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from inbox_app.models.types import UtcDateTime


class Notification(SQLModel, table=True):
    """One line under an agent's bell."""

    __table_args__ = (Index("ix_notification_agent", "agent_id", "read_at", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    agent_id: int = Field(foreign_key="agent.id", ondelete="CASCADE")
    kind: str = Field(max_length=32)
    conversation_id: int = Field(foreign_key="conversation.id", ondelete="CASCADE")
    # Who caused it.
    by_name: str = Field(default="", max_length=200)
    text: str = Field(default="", max_length=300)
    created_at: datetime = Field(sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
