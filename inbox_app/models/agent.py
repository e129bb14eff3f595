"""Agents, their sessions, and the log-ins that failed."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field, SQLModel

from inbox_app.domain.enums import Role
from inbox_app.models.types import EnumText, UtcDateTime


class Agent(SQLModel, table=True):
    """A person of the team who answers."""

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True, max_length=320)
    name: str = Field(max_length=200)
    password_hash: str
    role: Role = Field(default=Role.AGENT, sa_type=EnumText(Role))
    # Empty until chosen: then the browser's language is followed.
    language: str = Field(default="", max_length=5)
    theme: str = Field(default="system", max_length=10)
    signature_html: str = ""
    # Where customers can book a meeting with this agent; empty for nowhere.
    meeting_url: str = Field(default="", max_length=500)
    # After a close: "next", "list" or "stay".
    after_close: str = Field(default="next", max_length=8)
    is_active: bool = True
    # When a tab of theirs last said that somebody sits before it.
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)


class AgentSession(SQLModel, table=True):
    """One signed-in browser. Only the hash of its cookie is stored."""

    __tablename__: ClassVar[str] = "agent_session"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True, max_length=64)
    agent_id: int = Field(foreign_key="agent.id", index=True, ondelete="CASCADE")
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    user_agent: str = Field(default="", max_length=300)


class LogInFailure(SQLModel, table=True):
    """A refused log-in; enough of them slow the next one down."""

    __tablename__: ClassVar[str] = "log_in_failure"

    id: int | None = Field(default=None, primary_key=True)
    # The address tried or the network address it came from, each its own row.
    subject: str = Field(index=True, max_length=320)
    failed_at: datetime = Field(sa_type=UtcDateTime)
