"""Teams: who belongs together, to be assigned and mentioned at once."""

from sqlmodel import col, func, select

from inbox_app.db.access import access_agent, is_id
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.errors import NameTakenError, NotAllowedError, TeamNotFoundError
from inbox_app.domain.events import TeamsChanged
from inbox_app.models import Team, TeamMember
from inbox_app.services.agents import EmptyFieldError

LONGEST_NAME = 100


def create_team(uow: UnitOfWork, actor: Actor, *, name: str) -> int:
    """Make a team without members; returns its id.

    Raises:
        NotAllowedError: only admins may.
        InvalidInputError: the name is empty or taken.
    """
    _require_manager(actor)
    team = Team(name=_free_name(uow, name))
    uow.session.add(team)
    uow.session.flush()
    uow.emit(TeamsChanged())
    assert team.id is not None
    return team.id


def rename_team(uow: UnitOfWork, actor: Actor, team_id: int, *, name: str) -> None:
    """Give a team another name.

    Raises:
        NotAllowedError: only admins may.
        TeamNotFoundError: there is none.
        InvalidInputError: the name is empty or taken.
    """
    _require_manager(actor)
    team = _find(uow, team_id)
    team.name = _free_name(uow, name, except_id=team_id)
    uow.session.add(team)
    uow.emit(TeamsChanged())


def delete_team(uow: UnitOfWork, actor: Actor, team_id: int) -> None:
    """Delete a team; what was assigned to it is assigned to no team then.

    Raises:
        NotAllowedError: only admins may.
        TeamNotFoundError: there is none.
    """
    _require_manager(actor)
    uow.session.delete(_find(uow, team_id))
    uow.emit(TeamsChanged())


def set_team_member(
    uow: UnitOfWork, actor: Actor, team_id: int, agent_id: int, *, is_member: bool
) -> None:
    """Put an agent into a team or take them out; what is so already stays.

    Raises:
        NotAllowedError: only admins may.
        TeamNotFoundError: there is no such team.
        AgentNotFoundError: there is no such agent.
    """
    _require_manager(actor)
    _find(uow, team_id)
    access_agent(uow, actor, agent_id)
    found = uow.session.get(TeamMember, (team_id, agent_id))
    if is_member == (found is not None):
        return
    if found is not None:
        uow.session.delete(found)
    else:
        uow.session.add(TeamMember(team_id=team_id, agent_id=agent_id))
    uow.emit(TeamsChanged())


def _find(uow: UnitOfWork, team_id: int) -> Team:
    found = uow.session.get(Team, team_id) if is_id(team_id) else None
    if found is None:
        raise TeamNotFoundError
    return found


def _free_name(uow: UnitOfWork, name: str, *, except_id: int = 0) -> str:
    name = " ".join(name.split())[:LONGEST_NAME].strip()
    if not name:
        raise EmptyFieldError(field="name")
    same = select(Team.id).where(
        func.lower(Team.name) == name.lower(), col(Team.id) != except_id
    )
    if uow.session.exec(same).first():
        raise NameTakenError(field="name", name=name)
    return name


def _require_manager(actor: Actor) -> None:
    if not actor.may(Permission.MANAGE_AGENTS):
        raise NotAllowedError
