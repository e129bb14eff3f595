"""Teams and tags: what conversations are given to and sorted by."""

from typing import Any

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.errors import InboxError, InvalidInputError
from inbox_app.queries.team import read_team_settings
from inbox_app.queries.triage import read_tags
from inbox_app.services.tags import HUES, create_tag, delete_tag, update_tag
from inbox_app.services.teams import (
    create_team,
    delete_team,
    rename_team,
    set_team_member,
)
from inbox_app.state.access import allow, current_actor
from inbox_app.state.settings.mailbox_form import read_id
from inbox_app.state.settings.problem import FieldProblem, no_problem, problem_of
from inbox_app.viewmodels.settings import TeamView
from inbox_app.viewmodels.triage import TagView

COLOURS = 12


class SortingState(rx.State):
    """All teams and tags, and the one that is being changed or deleted."""

    teams: rx.Field[list[TeamView]] = rx.field(default_factory=list)
    tags: rx.Field[list[TagView]] = rx.field(default_factory=list)
    # The one whose details are open; 0 for none.
    opened_id: rx.Field[int] = rx.field(0)
    # The one that is about to be deleted; 0 for none.
    deleting_id: rx.Field[int] = rx.field(0)
    problem: rx.Field[FieldProblem] = rx.field(default_factory=no_problem)
    # Grows after each new one, which empties the field of its name.
    form_number: rx.Field[int] = rx.field(0)

    @rx.event
    @allow(Permission.VIEW)
    async def open_one(self, number: int) -> None:
        """Show the details of a team or tag, or hide them again."""
        self.problem = no_problem()
        self.opened_id = 0 if number == self.opened_id else number

    @rx.event
    @allow(Permission.VIEW)
    async def ask_to_delete(self, number: int) -> None:
        """Ask first; 0 leaves all as it is."""
        self.deleting_id = number

    @rx.event
    @allow(Permission.MANAGE_AGENTS)
    async def create_team(self, values: dict[str, Any]) -> None:
        """Make a team and open it, so that its members can be ticked."""
        name = str(values.get("new_name", ""))
        created = await self._change("new_name", create_team, name=name)
        if created is not None:
            self.opened_id, self.form_number = created, self.form_number + 1

    @rx.event
    @allow(Permission.MANAGE_AGENTS)
    async def rename_team(self, values: dict[str, Any]) -> None:
        """Give a team another name."""
        name, number = str(values.get("name", "")), read_id(values, "id")
        await self._change("name", rename_team, number, name=name)

    @rx.event
    @allow(Permission.MANAGE_AGENTS)
    async def tick_member(self, team_id: int, agent_id: int, is_member: bool) -> None:  # noqa: FBT001 - the box's event is positional
        """Put an agent into a team, or take them out."""
        await self._change(
            "name", set_team_member, team_id, agent_id, is_member=bool(is_member)
        )

    @rx.event
    @allow(Permission.MANAGE_AGENTS)
    async def delete_team(self) -> None:
        """Delete the team that was asked about."""
        number, self.deleting_id = self.deleting_id, 0
        await self._change("name", delete_team, number)

    @rx.event
    @allow(Permission.TAG)
    async def create_tag(self, values: dict[str, Any]) -> None:
        """Make a tag."""
        name = str(values.get("new_name", ""))
        if await self._change("new_name", create_tag, name=name) is not None:
            self.form_number += 1

    @rx.event
    @allow(Permission.MANAGE_LIBRARY)
    async def rename_tag(self, values: dict[str, Any]) -> None:
        """Give a tag another name."""
        name, number = str(values.get("name", "")), read_id(values, "id")
        await self._change("name", update_tag, number, name=name)

    @rx.event
    @allow(Permission.MANAGE_LIBRARY)
    async def choose_hue(self, tag_id: int, colour: int) -> None:
        """Give a tag another of the twelve colours."""
        if type(colour) is int:
            hue = colour * (HUES // COLOURS)
            await self._change("name", update_tag, tag_id, hue=hue)

    @rx.event
    @allow(Permission.MANAGE_LIBRARY)
    async def delete_tag(self) -> None:
        """Delete the tag that was asked about."""
        number, self.deleting_id = self.deleting_id, 0
        await self._change("name", delete_tag, number)

    async def _change(
        self, field: str, use_case: Any, *ids: int, **change: Any
    ) -> int | None:
        """Return what the use case does, or 0; None when it was refused."""
        actor = await current_actor(self)
        self.problem = no_problem()
        try:
            done = await current_store().in_unit_of_work(
                use_case, actor, *ids, **change
            )
        except InvalidInputError as error:
            self.problem = {**problem_of(error, field), "field": field}
            return None
        except InboxError as error:
            self.problem = problem_of(error, field)
            done = None
        await self._load(actor)
        return done or 0

    async def _load(self, actor: Actor) -> None:
        store = current_store()
        self.tags = await store.in_read(read_tags)
        self.teams = (
            await store.in_read(read_team_settings, actor) if actor.is_admin else []
        )
