"""Changing one's own comment, and taking it back."""

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Permission
from inbox_app.domain.errors import InboxError
from inbox_app.services.comments import delete_comment, edit_comment
from inbox_app.state.access import allow, current_actor
from inbox_app.state.editor import Problem, make_problem, no_problem
from inbox_app.state.timeline import TimelineState, next_number
from inbox_app.state.toasts import show_error, show_toast


class CommentChangeState(rx.State):
    """The comment whose text is being changed; 0 while none is."""

    comment_id: rx.Field[int] = rx.field(0)
    # Names this opening of the editor, which then begins with the text as it is.
    draft_key: rx.Field[str] = rx.field("")
    html: rx.Field[str] = rx.field("")
    problem: rx.Field[Problem] = rx.field(default_factory=no_problem)

    @rx.event
    @allow(Permission.COMMENT)
    async def start_editing(self, comment_id: int) -> None:
        """Open the text of a comment that is on screen."""
        timeline = await self.get_state(TimelineState)
        item = next((i for i in timeline.items if i["key"] == f"c{comment_id}"), None)
        if item is None:
            return
        self.html, self.problem = item["html"], no_problem()
        self.draft_key = f"comment {comment_id}/{next_number()}"
        self.comment_id = comment_id

    @rx.event
    @allow(Permission.COMMENT)
    async def stop_editing(self) -> None:
        """Leave the comment as it was."""
        self.comment_id = 0

    @rx.event
    @allow(Permission.COMMENT)
    async def save(self, key: str, html: str, _also_close: bool) -> None:  # noqa: FBT001 - the editor's event is positional
        """Put the text in place of the former; what is refused stays in the editor."""
        if key != self.draft_key or not self.comment_id:
            return
        actor = await current_actor(self)
        self.problem = no_problem()
        try:
            await current_store().in_unit_of_work(
                edit_comment, actor, self.comment_id, html=html
            )
        except InboxError as error:
            self.problem = make_problem(error)
            return
        self.comment_id = 0
        await (await self.get_state(TimelineState))._refresh(actor)

    @rx.event
    @allow(Permission.COMMENT)
    async def delete(self, comment_id: int) -> None:
        """Take a comment back."""
        actor = await current_actor(self)
        try:
            await current_store().in_unit_of_work(delete_comment, actor, comment_id)
        except InboxError as error:
            await show_error(self, error)
            return
        await show_toast(self, "comment.deleted", tone="ok")
        await (await self.get_state(TimelineState))._refresh(actor)
