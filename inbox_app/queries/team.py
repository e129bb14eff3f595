"""The team and its inboxes as the settings show them, and one's own profile."""

from collections import defaultdict

from sqlalchemy import func, select

from inbox_app.db.access import access_agent
from inbox_app.db.search import AnySelect
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.errors import NotAllowedError
from inbox_app.queries.reading import fetch_all
from inbox_app.queries.tables import (
    agent,
    channel,
    inbox,
    inbox_member,
    team_member,
)
from inbox_app.queries.triage import read_teams
from inbox_app.viewmodels.settings import (
    AgentView,
    InboxView,
    Membership,
    ProfileView,
    TeamView,
)

_AGENTS: AnySelect = select(
    agent.c.id, agent.c.name, agent.c.email, agent.c.role, agent.c.is_active
).order_by(agent.c.is_active.desc(), func.lower(agent.c.name), agent.c.id)
_INBOXES: AnySelect = select(inbox.c.id, inbox.c.name).order_by(
    func.lower(inbox.c.name), inbox.c.id
)
_MEMBERS: AnySelect = select(inbox_member.c.inbox_id, inbox_member.c.agent_id)
_ADDRESSES: AnySelect = select(channel.c.inbox_id, channel.c.address).order_by(
    channel.c.address
)


def read_team(uow: UnitOfWork, actor: Actor) -> list[AgentView]:
    """List everybody, those who left last.

    Raises:
        NotAllowedError: only admins manage the team.
    """
    _require_manager(actor)
    names = {row.id: row.name for row in fetch_all(uow, _INBOXES)}
    inboxes: dict[int, list[str]] = defaultdict(list)
    for row in fetch_all(uow, _MEMBERS):
        inboxes[row.agent_id].append(names[row.inbox_id])
    return [
        AgentView(
            id=row.id,
            name=row.name,
            email=row.email,
            role=row.role.value,
            is_active=row.is_active,
            inboxes=sorted(inboxes[row.id], key=str.lower),
        )
        for row in fetch_all(uow, _AGENTS)
    ]


def read_inbox_settings(uow: UnitOfWork, actor: Actor) -> list[InboxView]:
    """List all inboxes with their members and mailboxes.

    Raises:
        NotAllowedError: only admins manage inboxes.
    """
    _require_manager(actor)
    people = [row for row in fetch_all(uow, _AGENTS) if row.is_active]
    members = {(row.inbox_id, row.agent_id) for row in fetch_all(uow, _MEMBERS)}
    addresses: dict[int, list[str]] = defaultdict(list)
    for row in fetch_all(uow, _ADDRESSES):
        addresses[row.inbox_id].append(row.address)
    return [
        InboxView(
            id=row.id,
            name=row.name,
            channels=addresses[row.id],
            members=[one.name for one in people if (row.id, one.id) in members],
            people=[
                Membership(
                    agent_id=one.id,
                    name=one.name,
                    is_member=(row.id, one.id) in members,
                )
                for one in people
            ],
        )
        for row in fetch_all(uow, _INBOXES)
    ]


def read_team_settings(uow: UnitOfWork, actor: Actor) -> list[TeamView]:
    """List all teams with their members.

    Raises:
        NotAllowedError: only admins manage teams.
    """
    _require_manager(actor)
    people = [row for row in fetch_all(uow, _AGENTS) if row.is_active]
    rows = fetch_all(uow, select(team_member.c.team_id, team_member.c.agent_id))
    members = {(row.team_id, row.agent_id) for row in rows}
    return [
        TeamView(
            id=found["id"],
            name=found["name"],
            member_count=sum((found["id"], one.id) in members for one in people),
            people=[
                Membership(
                    agent_id=one.id,
                    name=one.name,
                    is_member=(found["id"], one.id) in members,
                )
                for one in people
            ],
        )
        for found in read_teams(uow)
    ]


def read_profile(uow: UnitOfWork, actor: Actor) -> ProfileView:
    """Read one's own profile.

    Raises:
        AgentNotFoundError: the account is gone.
    """
    found = access_agent(uow, actor, actor.agent_id)
    return ProfileView(
        name=found.name,
        email=found.email,
        language=found.language,
        theme=found.theme,
        signature_html=found.signature_html,
        meeting_url=found.meeting_url,
        after_close=found.after_close,
    )


def read_after_close(uow: UnitOfWork, actor: Actor) -> str:
    """Read what the agent wishes to see after a close: "next", "list" or "stay"."""
    return access_agent(uow, actor, actor.agent_id).after_close


def _require_manager(actor: Actor) -> None:
    if not actor.may(Permission.MANAGE_AGENTS):
        raise NotAllowedError
