"""Teams: agents who can be assigned and mentioned together."""

from typing import ClassVar

from sqlmodel import Field, SQLModel


class Team(SQLModel, table=True):
    """A group of agents."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, max_length=200)


class TeamMember(SQLModel, table=True):
    """An agent of a team."""

    __tablename__: ClassVar[str] = "team_member"

    team_id: int = Field(foreign_key="team.id", primary_key=True, ondelete="CASCADE")
    agent_id: int = Field(
        foreign_key="agent.id", primary_key=True, index=True, ondelete="CASCADE"
    )
