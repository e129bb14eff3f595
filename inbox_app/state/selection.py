"""What can be chosen for many conversations, and beginning it.

Which ones are chosen is known in the browser alone, until it is acted on.
"""

from typing import Any, TypedDict

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Permission
from inbox_app.domain.errors import InboxError, InvalidInputError
from inbox_app.queries.jobs import find_ids, read_choices
from inbox_app.services.jobs import MAX_CHOSEN, start_job
from inbox_app.state.access import allow, current_actor
from inbox_app.state.conversation_list import ConversationListState
from inbox_app.state.jobs import JobListState
from inbox_app.state.timeline import next_number
from inbox_app.state.toasts import show_error
from inbox_app.viewmodels.jobs import Choices


class Snapshot(TypedDict):
    """All conversations of a list, as they were at one moment."""

    number: int
    ids: list[int]


class SelectionState(rx.State):
    """The parts of a bulk action that only the server knows."""

    choices: rx.Field[Choices] = rx.field(
        default_factory=lambda: Choices(agents=[], teams=[], tags=[], inboxes=[])
    )
    snapshot: rx.Field[Snapshot] = rx.field(
        default_factory=lambda: Snapshot(number=0, ids=[])
    )

    @rx.event
    @allow(Permission.VIEW)
    async def load_choices(self) -> None:
        """Read whom, what and where the bar can offer."""
        actor = await current_actor(self)
        self.choices = await current_store().in_read(read_choices, actor)

    @rx.event
    @allow(Permission.VIEW)
    async def look_over(self) -> None:
        """Take down all conversations of the list on screen."""
        wanted = (await self.get_state(ConversationListState))._shown
        if wanted is None:
            return
        actor = await current_actor(self)
        try:
            ids = await current_store().in_read(find_ids, actor, wanted)
        except InboxError as error:
            await show_error(self, error)
            return
        self.snapshot = Snapshot(number=next_number(), ids=ids)

    @rx.event
    @allow(Permission.VIEW)
    async def act(
        self, action: str, arguments: dict[str, Any], chosen: dict[str, Any]
    ) -> None:
        """Begin an action on what is chosen; the service asks for its right."""
        actor = await current_actor(self)
        try:
            job_id = await current_store().in_unit_of_work(
                start_job, actor, action, arguments, self._resolve(chosen)
            )
        except InboxError as error:
            await show_error(self, error)
            return
        self.snapshot = Snapshot(number=self.snapshot["number"], ids=[])
        await (await self.get_state(JobListState))._follow(actor, job_id)

    def _resolve(self, chosen: dict[str, Any]) -> list[Any]:
        """Turn what the browser describes into ids, none of them checked yet."""
        number, added, dropped = (
            chosen.get("snapshot"),
            chosen.get("added"),
            chosen.get("dropped"),
        )
        if not isinstance(added, list) or not isinstance(dropped, list):
            raise InvalidInputError
        if len(added) > MAX_CHOSEN:
            raise InvalidInputError
        if not number:
            return added
        if number != self.snapshot["number"] or not self.snapshot["ids"]:
            raise InvalidInputError
        gone = {one for one in dropped if isinstance(one, int)}
        return [one for one in self.snapshot["ids"] if one not in gone] + added
