"""The inboxes and who may act in them."""

from typing import Any

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.errors import InboxError
from inbox_app.queries.team import read_inbox_settings
from inbox_app.services.inboxes import create_inbox, rename_inbox, set_member
from inbox_app.state.access import allow, current_actor
from inbox_app.state.settings.mailbox_form import read_id
from inbox_app.state.settings.problem import FieldProblem, no_problem, problem_of
from inbox_app.state.toasts import show_error, show_toast
from inbox_app.viewmodels.settings import InboxView


class InboxesState(rx.State):
    """All inboxes, and the one being changed."""

    inboxes: rx.Field[list[InboxView]] = rx.field(default_factory=list)
    # The inbox whose name and members are open; 0 for none.
    opened_id: rx.Field[int] = rx.field(0)
    problem: rx.Field[FieldProblem] = rx.field(default_factory=no_problem)
    # Grows after each new inbox, which empties the field of its name.
    form_number: rx.Field[int] = rx.field(0)

    @rx.event
    @allow(Permission.MANAGE_AGENTS)
    async def create(self, values: dict[str, Any]) -> None:
        """Make an inbox and open it, so that its members can be ticked."""
        name = str(values.get("new_name", ""))
        created = await self._change("new_name", create_inbox, name=name)
        if created is not None:
            self.opened_id = created
            self.form_number += 1

    @rx.event
    @allow(Permission.MANAGE_AGENTS)
    async def open_inbox(self, inbox_id: int) -> None:
        """Show the name and the members of an inbox, or hide them again."""
        self.problem = no_problem()
        self.opened_id = 0 if inbox_id == self.opened_id else inbox_id

    @rx.event
    @allow(Permission.MANAGE_AGENTS)
    async def rename(self, values: dict[str, Any]) -> None:
        """Give an inbox another name."""
        name = str(values.get("name", ""))
        inbox_id = read_id(values, "inbox_id")
        if await self._change("name", rename_inbox, inbox_id, name=name) is not None:
            await show_toast(self, "settings.saved", tone="ok")

    @rx.event
    @allow(Permission.MANAGE_AGENTS)
    async def tick_member(self, inbox_id: int, agent_id: int, is_member: bool) -> None:  # noqa: FBT001 - the box's event is positional
        """Let an agent act in an inbox, or no longer."""
        await self._change(
            "", set_member, inbox_id, agent_id, is_member=bool(is_member)
        )

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
        except InboxError as error:
            await self._refuse(error, field)
            return None
        await self._load(actor)
        return done or 0

    async def _refuse(self, error: InboxError, field: str) -> None:
        if field:
            problem = problem_of(error, field)
            self.problem = {**problem, "field": field}
        else:
            await show_error(self, error)

    async def _load(self, actor: Actor) -> None:
        inboxes = await current_store().in_read(read_inbox_settings, actor)
        if inboxes != self.inboxes:
            self.inboxes = inboxes
