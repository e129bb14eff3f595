"""Does what a key or a line of the palette stands for."""

import reflex as rx
from reflex.event import EventType

from inbox_app.db.access import LARGEST_ID
from inbox_app.domain.actor import Permission
from inbox_app.domain.enums import DraftKind
from inbox_app.state.access import allow, current_actor
from inbox_app.state.commands import BY_KEY, BY_NAME, Command
from inbox_app.state.comment import CommentState
from inbox_app.state.editor_mode import EditorModeState
from inbox_app.state.navigation import NavigationState
from inbox_app.state.reply import ReplyState
from inbox_app.state.timeline import TimelineState


class ConversationKeyState(rx.State):
    """Keys come by what they write, so that they are the same on every layout."""

    @rx.event
    @allow(Permission.VIEW)
    async def press(self, key: str, row: int = 0) -> EventType[()] | None:
        """Do what a key stands for; `row` is the conversation that has the focus."""
        return await self._do(BY_KEY.get(str(key)), row)

    @rx.event
    @allow(Permission.VIEW)
    async def run(self, name: str, row: int = 0) -> EventType[()] | None:
        """Do what was chosen by its name."""
        return await self._do(BY_NAME.get(str(name)), row)

    async def _do(self, command: Command | None, row: int) -> EventType[()] | None:
        actor = await current_actor(self)
        if command is None or not actor.may(command.permission):
            return None
        if command.view is not None:
            inbox_id = (await self.get_state(NavigationState)).inbox_id
            return rx.redirect(f"/inbox/{inbox_id or 'all'}/{command.view}")
        timeline = await self.get_state(TimelineState)
        is_row = isinstance(row, int) and 0 < row <= LARGEST_ID
        open_id = timeline.conversation_id if timeline.head["id"] else 0
        conversation_id = row if is_row and command.is_of_row else open_id
        if not conversation_id and command.needs_conversation:
            return None
        if command.writes is not None:
            return await self._write(command.writes)
        return command.event(conversation_id) if command.event else None

    async def _write(self, kind: DraftKind) -> EventType[()]:
        (await self.get_state(EditorModeState)).mode = kind.value
        return ReplyState.focus() if kind is DraftKind.REPLY else CommentState.focus()
