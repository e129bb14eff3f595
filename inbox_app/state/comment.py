"""The internal comment being written."""

from collections.abc import AsyncIterator

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.enums import DraftKind
from inbox_app.domain.errors import InboxError
from inbox_app.queries.navigation import read_mentionable
from inbox_app.services.comments import add_comment
from inbox_app.services.drafts import save_draft
from inbox_app.state.access import allow, current_actor
from inbox_app.state.editor import (
    EditorCommand,
    Problem,
    SavedDraft,
    conversation_of,
    last_sent_at,
    make_command,
    make_problem,
    name_draft,
    no_command,
    no_problem,
    not_saved,
    server_time,
)
from inbox_app.state.presence import PresenceState
from inbox_app.state.timeline import TimelineState
from inbox_app.state.toasts import show_error
from inbox_app.viewmodels.conversation import ConversationView
from inbox_app.viewmodels.navigation import MentionChoice


class CommentState(rx.State):
    """One comment at a time, with a draft of its own beside that of the reply."""

    draft_key: rx.Field[str] = rx.field("")
    initial_html: rx.Field[str] = rx.field("")
    initial_at: rx.Field[str] = rx.field("")
    saved: rx.Field[SavedDraft] = rx.field(default_factory=not_saved)
    command: rx.Field[EditorCommand] = rx.field(default_factory=no_command)
    is_sending: rx.Field[bool] = rx.field(default=False)
    problem: rx.Field[Problem] = rx.field(default_factory=no_problem)
    # Whom it can name: the members of the inbox, and their teams.
    people: rx.Field[list[MentionChoice]] = rx.field(default_factory=list)

    @rx.event
    @allow(Permission.COMMENT)
    async def save_draft(self, key: str, html: str) -> None:
        """Store what is being written; it may belong to what was open before."""
        actor = await current_actor(self)
        try:
            await current_store().in_unit_of_work(
                save_draft,
                actor,
                conversation_of(key),
                DraftKind.COMMENT,
                html=html,
                recipients=None,
            )
        except InboxError as error:
            await show_error(self, error)
            return
        self.saved = SavedDraft(key=key, at=server_time())

    @rx.event
    @allow(Permission.COMMENT)
    async def note_typing(self, key: str) -> None:
        """Let the others see that a comment is being written."""
        if key == self.draft_key:
            (await self.get_state(PresenceState))._write(DraftKind.COMMENT)

    @rx.event
    @allow(Permission.COMMENT)
    async def add(
        self,
        key: str,
        html: str,
        _also_close: bool,  # noqa: FBT001 - the editor's event is positional
    ) -> AsyncIterator[None]:
        """Leave the comment for colleagues; what is refused stays in the editor."""
        if key != self.draft_key or self.is_sending:
            return
        self.is_sending, self.problem = True, no_problem()
        yield
        try:
            await self._add(await current_actor(self), html)
        finally:
            self.is_sending = False

    @rx.event
    @allow(Permission.COMMENT)
    async def focus(self) -> None:
        """Bring the cursor into the comment."""
        self.command = make_command(self.draft_key, "focus")

    def _open(self, view: ConversationView | None, agent_id: int) -> None:
        self.problem, self.is_sending = no_problem(), False
        if view is None:
            self.draft_key = ""
            return
        draft = view["comment_draft"]
        self.draft_key = name_draft(view["head"]["id"], DraftKind.COMMENT)
        self.initial_html = draft["html"]
        self.initial_at = draft["updated_at"] or last_sent_at(view, agent_id, "comment")

    async def _load_people(self, actor: Actor, inbox_id: int) -> None:
        people = await current_store().in_read(read_mentionable, actor, inbox_id)
        if people != self.people:
            self.people = people

    async def _add(self, actor: Actor, html: str) -> None:
        try:
            await current_store().in_unit_of_work(
                add_comment, actor, conversation_of(self.draft_key), html=html
            )
        except InboxError as error:
            self.problem = make_problem(error)
            return
        self.command = make_command(self.draft_key, "clear", at=server_time())
        (await self.get_state(PresenceState))._stop_writing()
        timeline = await self.get_state(TimelineState)
        await timeline._refresh(actor)
        timeline._show_end()
