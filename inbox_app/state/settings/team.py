"""The team: who is in it, what each may do, and their first passwords."""

import secrets
from typing import Any, TypedDict

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.enums import Role
from inbox_app.domain.errors import InboxError, InvalidInputError
from inbox_app.queries.team import read_team
from inbox_app.services.agents import create_agent, reset_password, update_agent
from inbox_app.state.access import allow, current_actor
from inbox_app.state.settings.problem import FieldProblem, no_problem, problem_of
from inbox_app.state.toasts import show_error, show_toast
from inbox_app.viewmodels.settings import AgentView

PASSWORD_BYTES = 12


class FirstPassword(TypedDict):
    """A password made for somebody, shown once; empty when there is none."""

    name: str
    email: str
    password: str


def no_password() -> FirstPassword:
    """Show none."""
    return FirstPassword(name="", email="", password="")


class TeamState(rx.State):
    """Everybody in the team."""

    agents: rx.Field[list[AgentView]] = rx.field(default_factory=list)
    me_id: rx.Field[int] = rx.field(0)
    is_adding: rx.Field[bool] = rx.field(default=False)
    problem: rx.Field[FieldProblem] = rx.field(default_factory=no_problem)
    first_password: rx.Field[FirstPassword] = rx.field(default_factory=no_password)
    # Whose password is about to be replaced; 0 for nobody.
    resetting_id: rx.Field[int] = rx.field(0)

    @rx.event
    @allow(Permission.MANAGE_AGENTS)
    async def start_adding(self) -> None:
        """Show the form of a new agent."""
        self.is_adding, self.problem = True, no_problem()

    @rx.event
    @allow(Permission.MANAGE_AGENTS)
    async def stop_adding(self) -> None:
        """Put the form away."""
        self.is_adding = False

    @rx.event
    @allow(Permission.MANAGE_AGENTS)
    async def add_agent(self, values: dict[str, Any]) -> None:
        """Add somebody with a password of ours, which they should change."""
        actor = await current_actor(self)
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        name, email = (str(values.get(part, "")) for part in ("name", "email"))
        try:
            agent = await current_store().in_unit_of_work(
                create_agent,
                actor,
                name=name,
                email=email,
                password=password,
                role=_role(values.get("role")),
            )
        except InboxError as error:
            self.problem = problem_of(error, "email")
            return
        self.is_adding = False
        self.first_password = FirstPassword(
            name=agent.name, email=agent.email, password=password
        )
        await self._load(actor)

    @rx.event
    @allow(Permission.MANAGE_AGENTS)
    async def choose_role(self, agent_id: int, role: str) -> None:
        """Make somebody an admin, or no longer."""
        if await self._change(agent_id, role=role):
            await show_toast(self, "settings.saved", tone="ok")

    @rx.event
    @allow(Permission.MANAGE_AGENTS)
    async def deactivate(self, agent_id: int) -> None:
        """Sign somebody out for good; what they wrote stays theirs."""
        if await self._change(agent_id, is_active=False):
            await show_toast(
                self,
                "settings.deactivated",
                action=TeamState.reactivate(agent_id),  # pyright: ignore[reportArgumentType] - a handler makes its event
            )

    @rx.event
    @allow(Permission.MANAGE_AGENTS)
    async def reactivate(self, agent_id: int) -> None:
        """Let somebody log in again."""
        await self._change(agent_id, is_active=True)

    @rx.event
    @allow(Permission.MANAGE_AGENTS)
    async def ask_to_reset(self, agent_id: int) -> None:
        """Ask first: the old password is gone afterwards."""
        self.resetting_id = agent_id

    @rx.event
    @allow(Permission.MANAGE_AGENTS)
    async def keep_password(self) -> None:
        """Leave the password as it is."""
        self.resetting_id = 0

    @rx.event
    @allow(Permission.MANAGE_AGENTS)
    async def reset_password(self) -> None:
        """Give somebody another password and sign them out."""
        agent_id, self.resetting_id = self.resetting_id, 0
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        actor = await current_actor(self)
        try:
            await current_store().in_unit_of_work(
                reset_password, actor, agent_id, password
            )
        except InboxError as error:
            await show_error(self, error)
            return
        found = next(agent for agent in self.agents if agent["id"] == agent_id)
        self.first_password = FirstPassword(
            name=found["name"], email=found["email"], password=password
        )

    @rx.event
    @allow(Permission.MANAGE_AGENTS)
    async def forget_first_password(self) -> None:
        """Stop showing the password; it is stored nowhere in the clear."""
        self.first_password = no_password()

    async def _change(
        self, agent_id: int, *, role: str | None = None, is_active: bool | None = None
    ) -> bool:
        actor = await current_actor(self)
        try:
            await current_store().in_unit_of_work(
                update_agent,
                actor,
                agent_id,
                role=None if role is None else _role(role),
                is_active=is_active,
            )
        except InboxError as error:
            await show_error(self, error)
            # The choice on the page goes back to what is true.
            self.agents = list(self.agents)
            return False
        await self._load(actor)
        return True

    async def _load(self, actor: Actor) -> None:
        self.me_id = actor.agent_id
        agents = await current_store().in_read(read_team, actor)
        if agents != self.agents:
            self.agents = agents


def _role(given: object) -> Role:
    try:
        return Role(str(given))
    except ValueError:
        raise InvalidInputError(field="role") from None
