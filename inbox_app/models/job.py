"""Actions on many conversations at once."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from inbox_app.domain.enums import JobState
from inbox_app.models.types import EnumText, UtcDateTime


class Job(SQLModel, table=True):
    """One action on a snapshot of conversations, worked off in small steps.

    It survives the process: what is left is in its items.
    """

    __table_args__ = (Index("ix_job_state", "state", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    agent_id: int = Field(foreign_key="agent.id", index=True, ondelete="CASCADE")
    # The name of an action in `services.actions`.
    action: str = Field(max_length=32)
    arguments: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    state: JobState = Field(default=JobState.QUEUED, sa_type=EnumText(JobState))
    total: int = 0
    done: int = 0
    failed: int = 0
    created_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class JobItem(SQLModel, table=True):
    """A conversation of the snapshot that is still to be done, or that failed."""

    __tablename__: ClassVar[str] = "job_item"

    job_id: int = Field(foreign_key="job.id", primary_key=True, ondelete="CASCADE")
    conversation_id: int = Field(primary_key=True)
    # The code of the refusal; empty while it is still to be done.
    error: str = Field(default="", max_length=64)
