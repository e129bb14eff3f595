"""A reply after it was sent: taking it back, and what to do when it failed."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Permission
from inbox_app.domain.enums import DraftKind
from inbox_app.domain.errors import InboxError
from inbox_app.services import unsent_replies
from inbox_app.state.access import allow, current_actor
from inbox_app.state.composer import ComposerState
from inbox_app.state.editor_mode import EditorModeState
from inbox_app.state.reply import ReplyState
from inbox_app.state.timeline import TimelineState
from inbox_app.state.toasts import show_error, show_toast


class SentMessageState(rx.State):
    """What an agent does with messages in the outbox."""

    # The failed message that is about to be thrown away; 0 for none.
    discarding_id: rx.Field[int] = rx.field(0)

    @rx.event
    @allow(Permission.REPLY)
    async def undo_send(self, message_id: int) -> None:
        """Take a reply back into the editor before it leaves."""
        if await self._bring_back(unsent_replies.undo_send, message_id):
            await show_toast(self, "editor.undone_toast")

    @rx.event
    @allow(Permission.REPLY)
    async def edit_failed(self, message_id: int) -> None:
        """Take a reply that could not be sent back into the editor."""
        await self._bring_back(unsent_replies.edit_failed, message_id)

    @rx.event
    @allow(Permission.REPLY)
    async def retry_send(self, message_id: int) -> None:
        """Try again at once."""
        await self._act(unsent_replies.retry_send, message_id)

    @rx.event
    @allow(Permission.REPLY)
    async def ask_to_discard(self, message_id: int) -> None:
        """Ask first: what was written is gone afterwards."""
        self.discarding_id = message_id

    @rx.event
    @allow(Permission.REPLY)
    async def keep_failed(self) -> None:
        """Leave the failed message where it is."""
        self.discarding_id = 0

    @rx.event
    @allow(Permission.REPLY)
    async def discard_failed(self) -> None:
        """Give up the message that was asked about."""
        message_id, self.discarding_id = self.discarding_id, 0
        await self._act(unsent_replies.discard_failed, message_id)

    async def _bring_back(self, use_case: Callable[..., Any], message_id: int) -> bool:
        timeline = await self.get_state(TimelineState)
        was_shown = timeline._shows(f"m{message_id}")
        actor = await current_actor(self)
        try:
            kind, place = await current_store().in_unit_of_work(
                use_case, actor, message_id
            )
        except InboxError as error:
            await show_error(self, error)
            return False
        if kind is not DraftKind.REPLY:
            await (await self.get_state(ComposerState))._bring_back(actor, kind, place)
            await timeline._refresh(actor)
            return False
        view = await timeline._refresh(await current_actor(self))
        if was_shown and view is not None:
            (await self.get_state(ReplyState))._restore(view)
            (await self.get_state(EditorModeState)).mode = DraftKind.REPLY.value
        return True

    async def _act(self, use_case: Callable[..., Any], message_id: int) -> bool:
        actor = await current_actor(self)
        try:
            await current_store().in_unit_of_work(use_case, actor, message_id)
        except InboxError as error:
            await show_error(self, error)
            return False
        await (await self.get_state(TimelineState))._refresh(actor)
        return True
