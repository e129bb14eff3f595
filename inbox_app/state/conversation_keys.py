"""What the keys of the open conversation do."""

from typing import Any

import reflex as rx
from reflex.event import EventType

from inbox_app.domain.actor import Permission
from inbox_app.domain.enums import DraftKind
from inbox_app.state.access import allow
from inbox_app.state.comment import CommentState
from inbox_app.state.conversation import ConversationState
from inbox_app.state.editor_mode import EditorModeState
from inbox_app.state.reply import ReplyState
from inbox_app.state.timeline import TimelineState

# The handler of each key; it gets the conversation that is open.
SERVER_KEYS: dict[str, Any] = {
    "e": ConversationState.close,
    "E": ConversationState.reopen,
    "u": ConversationState.mark_unread,
    "i": ConversationState.assign_to_me,
    "#": ConversationState.trash,
    "!": ConversationState.mark_spam,
    "r": None,
    "c": None,
}


class ConversationKeyState(rx.State):
    """Keys come by what they write, so that they are the same on every layout."""

    @rx.event
    @allow(Permission.VIEW)
    async def press(self, key: str) -> EventType[()] | None:
        """Do what a key stands for; each action asks for its own right."""
        timeline = await self.get_state(TimelineState)
        if key not in SERVER_KEYS or not timeline.head["id"]:
            return None
        if key in {"r", "c"}:
            return await self._write(
                DraftKind.REPLY if key == "r" else DraftKind.COMMENT
            )
        return SERVER_KEYS[key](timeline.conversation_id)

    async def _write(self, kind: DraftKind) -> EventType[()]:
        (await self.get_state(EditorModeState)).mode = kind.value
        return ReplyState.focus() if kind is DraftKind.REPLY else CommentState.focus()
