"""Whose mail is let through, refused or blocked, and which filters are on."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field, SQLModel, UniqueConstraint

from inbox_app.domain.enums import SenderRuleKind
from inbox_app.models.types import EnumText, UtcDateTime


class SenderRule(SQLModel, table=True):
    """An address (`a@b.example`) or a domain (`b.example`) on one of the lists."""

    __tablename__: ClassVar[str] = "sender_rule"
    __table_args__ = (UniqueConstraint("pattern"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: SenderRuleKind = Field(sa_type=EnumText(SenderRuleKind))
    # Normalised; one pattern is on one list only.
    pattern: str = Field(max_length=320)
    agent_id: int | None = Field(
        default=None, foreign_key="agent.id", ondelete="SET NULL"
    )
    created_at: datetime = Field(sa_type=UtcDateTime)


class WorkspaceRules(SQLModel, table=True):
    """The switches of the workspace; its one row has the id 1."""

    __tablename__: ClassVar[str] = "workspace_rules"

    id: int = Field(default=1, primary_key=True)
    filters_automatic: bool = True
    filters_marketing: bool = True
    filters_unsubscribe: bool = True
    # Off: for a small business info@ and sales@ are customers.
    filters_role: bool = False
    trash_days: int = 30
    filtered_days: int = 90
