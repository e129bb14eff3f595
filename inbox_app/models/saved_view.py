"""Filters that were kept as views."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field, SQLModel

from inbox_app.models.types import UtcDateTime


class SavedView(SQLModel, table=True):
    """A filter with a name, of one agent or of the whole team."""

    __tablename__: ClassVar[str] = "saved_view"

    id: int | None = Field(default=None, primary_key=True)
    # None: everybody has it.
    agent_id: int | None = Field(
        default=None, foreign_key="agent.id", index=True, ondelete="CASCADE"
    )
    created_by: int | None = Field(
        default=None, foreign_key="agent.id", ondelete="SET NULL"
    )
    # None: all inboxes that the reader may see.
    inbox_id: int | None = Field(
        default=None, foreign_key="inbox.id", ondelete="CASCADE"
    )
    name: str = Field(max_length=60)
    icon: str = Field(default="filter", max_length=40)
    # The query of its address, as `ConversationFilter` writes it.
    query: str = Field(default="", max_length=2000)
    position: int = 0
    created_at: datetime = Field(sa_type=UtcDateTime)
