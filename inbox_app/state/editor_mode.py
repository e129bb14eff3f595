"""Which of the two texts the editor shows: the reply or the comment."""

from typing import Literal

import reflex as rx

from inbox_app.domain.actor import Permission
from inbox_app.domain.enums import DraftKind
from inbox_app.state.access import allow

EditorMode = Literal["reply", "comment"]


class EditorModeState(rx.State):
    """The tab of the editor that is in front."""

    mode: rx.Field[str] = rx.field(DraftKind.REPLY.value)

    @rx.event
    @allow(Permission.COMMENT)
    async def choose_mode(self, mode: EditorMode) -> None:
        """Bring the reply or the comment to the front."""
        self.mode = DraftKind(mode).value
