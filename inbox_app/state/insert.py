"""What an agent puts into a reply: snippets, articles, files, a meeting."""

from html import escape

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.errors import InboxError
from inbox_app.i18n import choose_language, translate
from inbox_app.queries.library import (
    fill_snippet,
    read_insertables,
    read_meeting_url,
    read_shortcuts,
)
from inbox_app.state.access import allow, current_actor
from inbox_app.state.editor import conversation_of
from inbox_app.state.reply import ReplyState
from inbox_app.state.toasts import show_error
from inbox_app.viewmodels.library import Insertable


class InsertState(rx.State):
    """What the insert menu and the `#` of the editor offer."""

    shortcuts: rx.Field[list[Insertable]] = rx.field(default_factory=list)
    found: rx.Field[list[Insertable]] = rx.field(default_factory=list)

    @rx.event
    @allow(Permission.REPLY)
    async def load_shortcuts(self) -> None:
        """Learn what can follow a `#`; asked once the editor is there."""
        self.shortcuts = await current_store().in_read(read_shortcuts)

    @rx.event
    @allow(Permission.REPLY)
    async def search(self, typed: str) -> None:
        """Find what the typed words name; nothing typed finds all."""
        actor = await current_actor(self)
        self.found = await current_store().in_read(read_insertables, actor, str(typed))

    @rx.event
    @allow(Permission.REPLY)
    async def insert(self, key: str, kind: str, item_id: int) -> None:
        """Put something at the cursor of the draft that is open."""
        reply = await self.get_state(ReplyState)
        if key != reply.draft_key or not conversation_of(key):
            return
        actor = await current_actor(self)
        try:
            await self._insert(actor, reply, kind, item_id)
        except InboxError as error:
            await show_error(self, error)

    async def _insert(
        self, actor: Actor, reply: ReplyState, kind: str, item_id: int
    ) -> None:
        store = current_store()
        conversation_id = conversation_of(reply.draft_key)
        if kind == "snippet":
            html = await store.in_read(fill_snippet, actor, item_id, conversation_id)
            reply._command("insert", html)
        elif kind == "meeting":
            url = await store.in_read(read_meeting_url, actor)
            if url:
                words = translate(choose_language(actor.language), "insert.book")
                reply._command("insert", _link(url, words))


def _link(url: str, words: str) -> str:
    return f'<a href="{escape(url)}">{escape(words)}</a> '
