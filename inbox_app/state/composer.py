"""The composer: a mail to somebody new, or one passed on to a third party.

One at a time, beside the reply to the open conversation; shutting it keeps the
draft. Like the reply's, its editor owns the text and names the draft with it.
"""

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.enums import DraftKind
from inbox_app.domain.errors import EmptyMessageError, InboxError
from inbox_app.queries.composer import read_compose
from inbox_app.queries.contact_search import find_contacts
from inbox_app.queries.forward import read_forward
from inbox_app.services.composer_drafts import (
    discard_composer_draft,
    save_composer_draft,
    save_composer_text,
)
from inbox_app.services.composing import send_new
from inbox_app.services.forwarding import send_forward
from inbox_app.services.unsent_replies import undo_send
from inbox_app.services.uploads import discard_upload
from inbox_app.state.access import allow, current_actor
from inbox_app.state.editor import (
    EditorCommand,
    Problem,
    SavedDraft,
    conversation_of,
    has_words,
    make_command,
    make_problem,
    name_draft,
    no_command,
    no_problem,
    not_saved,
    server_time,
)
from inbox_app.state.navigation import NavigationState
from inbox_app.state.reply import RecipientField, Recipients, nobody, read_people
from inbox_app.state.timeline import next_number
from inbox_app.state.toasts import show_error, show_toast
from inbox_app.viewmodels.composer import ComposerView, SenderChoice
from inbox_app.viewmodels.conversation import AttachmentView, MailAddress

LONGEST_SUBJECT = 900


class ComposerState(rx.State):
    """What the composer shows; `kind` is empty while it is shut."""

    kind: rx.Field[str] = rx.field("")
    # Which opening this is: what was typed in an earlier one is not taken over.
    opening: rx.Field[int] = rx.field(0)
    draft_key: rx.Field[str] = rx.field("")
    owner: rx.Field[str] = rx.field("")
    initial_html: rx.Field[str] = rx.field("")
    initial_at: rx.Field[str] = rx.field("")
    initial_subject: rx.Field[str] = rx.field("")
    has_draft: rx.Field[bool] = rx.field(default=False)
    saved: rx.Field[SavedDraft] = rx.field(default_factory=not_saved)
    command: rx.Field[EditorCommand] = rx.field(default_factory=no_command)
    recipients: rx.Field[Recipients] = rx.field(default_factory=nobody)
    suggestions: rx.Field[list[MailAddress]] = rx.field(default_factory=list)
    channels: rx.Field[list[SenderChoice]] = rx.field(default_factory=list)
    channel_id: rx.Field[int] = rx.field(0)
    files: rx.Field[list[AttachmentView]] = rx.field(default_factory=list)
    message_count: rx.Field[int] = rx.field(0)
    forwarded_files: rx.Field[list[AttachmentView]] = rx.field(default_factory=list)
    left_out: rx.Field[list[int]] = rx.field(default_factory=list)
    is_sending: rx.Field[bool] = rx.field(default=False)
    problem: rx.Field[Problem] = rx.field(default_factory=no_problem)
    _html: str = ""
    _subject: str = ""
    _message_id: int = 0

    @rx.event
    @allow(Permission.COMPOSE)
    async def compose(self) -> None:
        """Write to somebody: go on with the draft, or begin one."""
        actor = await current_actor(self)
        inbox_id = (await self.get_state(NavigationState)).inbox_id
        view = await current_store().in_read(read_compose, actor, inbox_id=inbox_id)
        self._open(actor, DraftKind.COMPOSE, 0, view)

    @rx.event
    @allow(Permission.REPLY)
    async def forward(self, conversation_id: int, message_id: int) -> None:
        """Pass on a message, or with 0 all messages, of a conversation."""
        await self._open_forward(await current_actor(self), conversation_id, message_id)

    @rx.event
    @allow(Permission.COMPOSE)
    async def shut(self) -> None:
        """Put the composer away; the draft stays."""
        self.kind = ""

    @rx.event
    @allow(Permission.COMPOSE)
    async def discard(self, key: str) -> None:
        """Throw the draft away."""
        if key != self.draft_key:
            return
        actor = await current_actor(self)
        try:
            await current_store().in_unit_of_work(
                discard_composer_draft, actor, *self._place()
            )
        except InboxError as error:
            await show_error(self, error)
            return
        self._finish()

    @rx.event
    @allow(Permission.COMPOSE)
    async def save_draft(self, key: str, html: str) -> None:
        """Store what is being written; it may belong to what was open before."""
        if key == self.draft_key:
            self._html = html
            await self._save()
            return
        actor = await current_actor(self)
        conversation_id = conversation_of(key)
        kind = DraftKind.FORWARD if conversation_id else DraftKind.COMPOSE
        try:
            await current_store().in_unit_of_work(
                save_composer_text, actor, kind, conversation_id or None, html=html
            )
        except InboxError as error:
            await show_error(self, error)

    @rx.event
    @allow(Permission.COMPOSE)
    async def take_subject(self, key: str, subject: str) -> None:
        """Keep the subject as typed so far."""
        if key == self.draft_key:
            self._subject = subject[:LONGEST_SUBJECT]
            await self._save()

    @rx.event
    @allow(Permission.COMPOSE)
    async def take_recipients(
        self, field: RecipientField, people: list[dict[str, Any]]
    ) -> None:
        """Take the people of one field as the agent left them."""
        if field not in self.recipients or not self.kind:
            return
        recipients = self.recipients.copy()
        recipients[field] = read_people(people)
        self.recipients, self.problem = recipients, no_problem()
        await self._save()

    @rx.event
    @allow(Permission.COMPOSE)
    async def choose_channel(self, channel_id: int) -> None:
        """Send from another address; its signature takes the place of the other."""
        if all(channel["id"] != channel_id for channel in self.channels):
            return
        was_blank = not has_words(self._html, self._signature())
        self.channel_id, self.problem = channel_id, no_problem()
        if was_blank:
            self._html = self._blank()
            self.command = make_command(self.draft_key, "set", self._html)
        await self._save()

    @rx.event
    @allow(Permission.COMPOSE)
    async def suggest(self, typed: str) -> None:
        """Offer the people that the agent may know of."""
        actor = await current_actor(self)
        self.suggestions = await current_store().in_read(
            find_contacts, actor, str(typed)
        )

    @rx.event
    @allow(Permission.COMPOSE)
    async def attach(self, key: str, file: dict[str, Any]) -> None:
        """Show a file that has been uploaded; sending checks whose it is."""
        if key != self.draft_key or type(file.get("id")) is not int:
            return
        attachment = AttachmentView(
            id=file["id"],
            filename=str(file.get("name", "")),
            content_type=str(file.get("content_type", "")),
            size=int(file.get("size") or 0),
            url=f"/attachments/{file['id']}",
            preview="",
        )
        self.files = [*self.files, attachment]
        await self._save()

    @rx.event
    @allow(Permission.COMPOSE)
    async def detach(self, key: str, file_id: int) -> None:
        """Take a file off the draft."""
        if key != self.draft_key:
            return
        actor = await current_actor(self)
        try:
            await current_store().in_unit_of_work(discard_upload, actor, file_id)
        except InboxError as error:
            await show_error(self, error)
        self.files = [file for file in self.files if file["id"] != file_id]

    @rx.event
    @allow(Permission.COMPOSE)
    async def choose_file(self, file_id: int) -> None:
        """Let a file of what is forwarded go along, or leave it out."""
        if all(file["id"] != file_id for file in self.forwarded_files):
            return
        self.left_out = (
            [n for n in self.left_out if n != file_id]
            if file_id in self.left_out
            else [*self.left_out, file_id]
        )
        await self._save()

    @rx.event
    @allow(Permission.COMPOSE)
    async def send(self, key: str, html: str, subject: str) -> AsyncIterator[None]:
        """Put it in the outbox; what is refused stays in the composer."""
        if key != self.draft_key or self.is_sending or not self.kind:
            return
        self._html, self._subject = html, subject[:LONGEST_SUBJECT]
        self.is_sending, self.problem = True, no_problem()
        yield
        try:
            await self._send(await current_actor(self))
        finally:
            self.is_sending = False

    @rx.event
    @allow(Permission.COMPOSE)
    async def undo_send(self, message_id: int) -> None:
        """Take what was just sent back into the composer."""
        actor = await current_actor(self)
        try:
            kind, conversation_id = await current_store().in_unit_of_work(
                undo_send, actor, message_id
            )
        except InboxError as error:
            await show_error(self, error)
            return
        await self._bring_back(actor, kind, conversation_id)

    async def _bring_back(
        self, actor: Actor, kind: DraftKind, conversation_id: int
    ) -> None:
        """Open what was taken out of the outbox again."""
        if kind is DraftKind.COMPOSE:
            view = await current_store().in_read(read_compose, actor, inbox_id=0)
            self._open(actor, kind, 0, view)
        elif kind is DraftKind.FORWARD:
            await self._open_forward(actor, conversation_id, None)
        await show_toast(self, "editor.undone_toast")

    async def _open_forward(
        self, actor: Actor, conversation_id: int, message_id: int | None
    ) -> None:
        try:
            view = await current_store().in_read(
                read_forward, actor, conversation_id, message_id
            )
        except InboxError as error:
            await show_error(self, error)
            return
        self._open(actor, DraftKind.FORWARD, conversation_id, view)

    def _open(
        self, actor: Actor, kind: DraftKind, conversation_id: int, view: ComposerView
    ) -> None:
        self.kind, self.owner = kind.value, str(actor.agent_id)
        self.opening = next_number()
        self.draft_key = name_draft(conversation_id, kind)
        self.channels, self.channel_id = view["channels"], view["channel_id"]
        self._subject = self.initial_subject = view["subject"]
        self.recipients = Recipients(**view["recipients"])
        self.has_draft = view["is_stored"]
        self._html = self.initial_html = view["html"] or self._blank()
        self.initial_at, self.files = view["updated_at"], view["attachments"]
        self._message_id, self.message_count = view["message_id"], view["message_count"]
        self.forwarded_files = view["forwarded_files"]
        self.left_out = view["left_out"]
        self.is_sending, self.problem = False, no_problem()
        self.command, self.suggestions = no_command(), []

    def _finish(self) -> None:
        self.command = make_command(self.draft_key, "clear", "", server_time())
        self.kind, self._html, self._subject = "", "", ""
        self.recipients, self.files = nobody(), []

    async def _send(self, actor: Actor) -> None:
        written: dict[str, Any] = {
            "channel_id": self.channel_id,
            "subject": self._subject,
            "html": self._html,
            "to": self.recipients["to"],
            "cc": self.recipients["cc"],
            "bcc": self.recipients["bcc"],
            "attachment_ids": [file["id"] for file in self.files],
        }
        _, conversation_id = self._place()
        store = current_store()
        try:
            if conversation_id is not None:
                message_id = await store.in_unit_of_work(
                    send_forward,
                    actor,
                    conversation_id,
                    message_id=self._message_id,
                    left_out=self.left_out,
                    **written,
                )
            else:
                if not has_words(self._html, self._signature()) and not self.files:
                    raise EmptyMessageError
                message_id = await store.in_unit_of_work(send_new, actor, **written)
        except InboxError as error:
            self.problem = make_problem(error)
            # Whatever is wrong with it, it is not lost.
            await self._save(is_quiet=True)
            return
        first = self.recipients["to"][0]
        seconds = store.settings.undo_seconds
        self._finish()
        # An event of Reflex, whose types cannot be named without their arguments.
        undo: Any = ComposerState.undo_send(message_id) if seconds else None
        await show_toast(
            self,
            "compose.sent",
            {"name": first["name"] or first["address"]},
            tone="ok",
            action=undo,
            seconds=seconds,
        )

    async def _save(self, *, is_quiet: bool = False) -> None:
        actor = await current_actor(self)
        has_text = has_words(self._html, self._signature())
        try:
            await current_store().in_unit_of_work(
                save_composer_draft,
                actor,
                *self._place(),
                html=self._html if has_text else "",
                subject=self._subject,
                recipients=dict(self.recipients),
                channel_id=self.channel_id,
                message_id=self._message_id,
                left_out=self.left_out,
            )
        except InboxError as error:
            if not is_quiet:
                await show_error(self, error)
            return
        self.saved = SavedDraft(key=self.draft_key, at=server_time())
        # After a reload the page starts from here: what it kept itself is known.
        self.has_draft = True

    def _place(self) -> tuple[DraftKind, int | None]:
        conversation_id = conversation_of(self.draft_key)
        if conversation_id:
            return DraftKind.FORWARD, conversation_id
        return DraftKind.COMPOSE, None

    def _signature(self) -> str:
        chosen = (c for c in self.channels if c["id"] == self.channel_id)
        return next((channel["signature_html"] for channel in chosen), "")

    def _blank(self) -> str:
        signature = self._signature()
        return f"<p></p>{signature}" if signature else ""
