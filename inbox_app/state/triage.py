"""Sorting the open conversation: snooze, team, priority, tags, and moving it."""

from collections.abc import Callable
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Permission
from inbox_app.domain.errors import InboxError, InvalidInputError
from inbox_app.domain.snooze import UNTIL_REPLY, read_moment
from inbox_app.queries.merge_targets import find_merge_targets
from inbox_app.queries.triage import read_choices
from inbox_app.services.conversations import assign_conversation_to_team
from inbox_app.services.merging import merge_conversations
from inbox_app.services.splitting import split_conversation
from inbox_app.services.tags import create_tag
from inbox_app.services.triage import (
    move_conversation,
    prioritise_conversation,
    snooze_conversation,
    tag_conversation,
    untag_conversation,
    wake_conversation,
)
from inbox_app.state.access import allow, current_actor
from inbox_app.state.conversation import ConversationState
from inbox_app.state.router import RouterState
from inbox_app.state.timeline import TimelineState
from inbox_app.state.toasts import show_error, show_toast
from inbox_app.viewmodels.triage import MergeTarget, TriageChoices

# What can be asked for in a dialog of its own.
DIALOGS = ("", "snooze", "move", "merge")

# Beyond so many items nobody reads a print.
MOST_PRINTED_PAGES = 20
# Once what was loaded is drawn: mails in frames report their height a little later.
PRINT_SCRIPT = (
    "document.documentElement.toggleAttribute('data-print-comments', %s);"
    " setTimeout(() => window.print(), 600)"
)


def no_choices() -> TriageChoices:
    """Offer nothing yet."""
    return TriageChoices(snoozes=[], tags=[], teams=[], inboxes=[])


class TriageState(rx.State):
    """What the menus offer, and what is done by them.

    Every action names its conversation: another may be open by now.
    """

    choices: rx.Field[TriageChoices] = rx.field(default_factory=no_choices)
    # What the open conversation may be merged with, as far as it was looked for.
    targets: rx.Field[list[MergeTarget]] = rx.field(default_factory=list)
    # The dialog that is open; empty for none.
    dialog: rx.Field[str] = rx.field("")

    @rx.event
    @allow(Permission.VIEW)
    async def load_choices(self) -> None:
        """Read what a menu is about to offer."""
        actor = await current_actor(self)
        choices = await current_store().in_read(read_choices, actor, await self._zone())
        if choices != self.choices:
            self.choices = choices

    @rx.event
    @allow(Permission.VIEW)
    async def open_dialog(self, name: str) -> None:
        """Ask for more than a menu can."""
        self.dialog = name if name in DIALOGS else ""
        await self.load_choices()
        if self.dialog == "merge":
            timeline = await self.get_state(TimelineState)
            await self.find_targets(timeline.conversation_id, "")

    @rx.event
    @allow(Permission.VIEW)
    async def find_targets(self, conversation_id: int, words: str) -> None:
        """Look for what a conversation may be merged with."""
        actor = await current_actor(self)
        try:
            self.targets = await current_store().in_read(
                find_merge_targets, actor, conversation_id, words
            )
        except InboxError as error:
            await show_error(self, error)

    @rx.event
    @allow(Permission.MOVE)
    async def merge(self, conversation_id: int, source_id: int) -> None:
        """Take all that is in another conversation into this one."""
        self.dialog = ""
        await self._act(
            merge_conversations, conversation_id, "toast.merged", source_id=source_id
        )

    @rx.event
    @allow(Permission.MOVE)
    async def split(self, message_id: int) -> None:
        """Make a message, and all that follows it, a conversation of its own."""
        await self._act(split_conversation, message_id, "toast.split")
        conversation = await self.get_state(ConversationState)
        await conversation._apply(await current_actor(self), None)

    @rx.event
    @allow(Permission.VIEW)
    async def close_dialog(self) -> None:
        """Put the dialog away."""
        self.dialog = ""

    @rx.event
    @allow(Permission.CLOSE)
    async def snooze(self, conversation_id: int, until: str) -> None:
        """Hide a conversation until a moment; without an offset it is local."""
        self.dialog = ""
        moment = read_moment(until, await self._zone())
        if moment is None:
            await show_error(self, InvalidInputError(field="until"))
            return
        said = "toast.snoozed_reply" if moment == UNTIL_REPLY else "toast.snoozed"
        await self._act(snooze_conversation, conversation_id, said, until=moment)

    @rx.event
    @allow(Permission.CLOSE)
    async def wake(self, conversation_id: int) -> None:
        """End its rest."""
        await self._act(wake_conversation, conversation_id, "toast.woken")

    @rx.event
    @allow(Permission.ASSIGN)
    async def assign_team(self, conversation_id: int, team_id: int) -> None:
        """Give a conversation to a team, or with 0 to none."""
        await self._act(
            assign_conversation_to_team,
            conversation_id,
            "toast.team_assigned" if team_id else "toast.team_removed",
            team_id=team_id,
        )

    @rx.event
    @allow(Permission.TAG)
    async def set_priority(self, conversation_id: int, priority: str) -> None:
        """Say how soon a conversation wants an answer."""
        await self._act(
            prioritise_conversation,
            conversation_id,
            "toast.priority_set",
            priority=priority,
        )

    @rx.event
    @allow(Permission.TAG)
    async def toggle_tag(self, conversation_id: int, tag_id: int, is_on: bool) -> None:  # noqa: FBT001 - a menu's event is positional
        """Put a tag on a conversation, or take it off."""
        use_case = tag_conversation if is_on else untag_conversation
        said = "toast.tagged" if is_on else "toast.untagged"
        await self._act(use_case, conversation_id, said, tag_id=tag_id)

    @rx.event
    @allow(Permission.TAG)
    async def create_tag(self, conversation_id: int, name: str) -> None:
        """Make a tag that there was not, and put it on."""
        actor = await current_actor(self)
        try:
            tag_id = await current_store().in_unit_of_work(create_tag, actor, name=name)
        except InboxError as error:
            await show_error(self, error)
            return
        await self.load_choices()
        await self.toggle_tag(conversation_id, tag_id, True)  # noqa: FBT003 - as the menu does

    @rx.event
    @allow(Permission.MOVE)
    async def move(self, conversation_id: int, inbox_id: int) -> None:
        """Put a conversation into another inbox."""
        self.dialog = ""
        await self._act(
            move_conversation, conversation_id, "toast.moved", inbox_id=inbox_id
        )

    @rx.event
    @allow(Permission.VIEW)
    async def say_copied(self) -> None:
        """Confirm that the link is in the clipboard."""
        await show_toast(self, "toast.link_copied", tone="ok")

    @rx.event
    @allow(Permission.VIEW)
    async def print_all(self, conversation_id: int, what: str) -> EventSpec | None:
        """Print a conversation from its beginning, which may not be loaded yet.

        Comments stay out of it unless `what` is "comments".
        """
        timeline = await self.get_state(TimelineState)
        if timeline.conversation_id != conversation_id:
            return None
        for _ in range(MOST_PRINTED_PAGES):
            if timeline.has_older:
                await timeline.load_older(conversation_id)
        return rx.call_script(PRINT_SCRIPT % str(what == "comments").lower())

    async def _act(
        self,
        use_case: Callable[..., int | None],
        conversation_id: int,
        say: str,
        **arguments: Any,
    ) -> None:
        conversation = await self.get_state(ConversationState)
        await conversation._act(use_case, conversation_id, say=say, **arguments)

    async def _zone(self) -> str:
        """The zone of the browser, in which "tomorrow at nine" is meant."""
        return (await self.get_state(RouterState))._time_zone
