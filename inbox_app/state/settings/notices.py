"""What the agent wants to be told of, and how."""

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.errors import InboxError
from inbox_app.queries.notifications import read_notice_choices
from inbox_app.services.notifications import turn_way
from inbox_app.state.access import allow, current_actor
from inbox_app.state.toasts import show_error
from inbox_app.viewmodels.navigation import NoticeChoice


class NoticeChoiceState(rx.State):
    """A row for each kind of thing, a switch for each way."""

    choices: rx.Field[list[NoticeChoice]] = rx.field(default_factory=list)

    @rx.event
    @allow(Permission.VIEW)
    async def turn(self, kind: str, way: str) -> None:
        """Turn one way of hearing of one kind of thing on or off."""
        actor = await current_actor(self)
        try:
            await current_store().in_unit_of_work(turn_way, actor, str(kind), str(way))
        except InboxError as error:
            await show_error(self, error)
        await self._load(actor)

    async def _load(self, actor: Actor) -> None:
        self.choices = await current_store().in_read(read_notice_choices, actor)
