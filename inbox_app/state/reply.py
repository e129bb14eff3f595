"""The reply being written, its recipients and files, up to the outbox."""

from collections.abc import AsyncIterator
from typing import Any, Literal, TypedDict

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.enums import DraftKind
from inbox_app.domain.errors import EmptyMessageError, InboxError, NewerMessageError
from inbox_app.domain.scheduling import Schedule
from inbox_app.services.drafts import save_draft
from inbox_app.services.replies import check_seen, send_reply
from inbox_app.services.uploads import discard_upload
from inbox_app.state.access import allow, current_actor
from inbox_app.state.after_close import go_on
from inbox_app.state.editor import (
    EditorCommand,
    Problem,
    SavedDraft,
    conversation_of,
    has_words,
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
from inbox_app.state.send_guard import SendGuardState
from inbox_app.state.timeline import TimelineState
from inbox_app.state.toasts import show_error
from inbox_app.viewmodels.conversation import (
    AttachmentView,
    ConversationView,
    MailAddress,
    RecipientDefaults,
)

RecipientField = Literal["to", "cc", "bcc"]
MAX_RECIPIENTS = 100


class Recipients(TypedDict):
    """Whom the reply goes to."""

    to: list[MailAddress]
    cc: list[MailAddress]
    bcc: list[MailAddress]


class HeldSend(TypedDict):
    """The item that came in between; its key is empty when none did."""

    key: str
    name: str
    at: str


def nobody() -> Recipients:
    """Address the reply to nobody yet."""
    return Recipients(to=[], cc=[], bcc=[])


def not_held() -> HeldSend:
    """Say that no send is being held back."""
    return HeldSend(key="", name="", at="")


class ReplyState(rx.State):
    """One reply at a time: that to the open conversation.

    The editor owns the text and reports it with the name of its draft; the
    server speaks to it by numbered commands only.
    """

    draft_key: rx.Field[str] = rx.field("")
    owner: rx.Field[str] = rx.field("")
    initial_html: rx.Field[str] = rx.field("")
    initial_at: rx.Field[str] = rx.field("")
    has_draft: rx.Field[bool] = rx.field(default=False)
    saved: rx.Field[SavedDraft] = rx.field(default_factory=not_saved)
    command: rx.Field[EditorCommand] = rx.field(default_factory=no_command)
    recipients: rx.Field[Recipients] = rx.field(default_factory=nobody)
    # Whether the message answered went to others too.
    has_others: rx.Field[bool] = rx.field(default=False)
    # Cc and Bcc are shown once they have somebody or were asked for.
    opened_fields: rx.Field[list[str]] = rx.field(default_factory=list)
    suggestions: rx.Field[list[MailAddress]] = rx.field(default_factory=list)
    sender: rx.Field[str] = rx.field("")
    files: rx.Field[list[AttachmentView]] = rx.field(default_factory=list)
    is_sending: rx.Field[bool] = rx.field(default=False)
    problem: rx.Field[Problem] = rx.field(default_factory=no_problem)
    held: rx.Field[HeldSend] = rx.field(default_factory=not_held)
    _html: str = ""
    _also_close: bool = False
    _schedule: Schedule | None = None
    _signature: str = ""
    # The timeline as it was when this reply was begun.
    _seen_position: int = 0
    _defaults: rx.Field[Recipients] = rx.field(default_factory=nobody)
    # Recipients chosen by hand, of every draft that this tab has had open.
    _chosen: rx.Field[dict[int, Recipients]] = rx.field(default_factory=dict)

    @rx.event
    @allow(Permission.REPLY)
    async def save_draft(self, key: str, html: str) -> None:
        """Store what is being written; it may belong to what was open before."""
        conversation_id = conversation_of(key)
        if key == self.draft_key:
            self._html = html
        if await self._save(conversation_id, html):
            self.saved = SavedDraft(key=key, at=server_time())

    @rx.event
    @allow(Permission.REPLY)
    async def note_typing(self, key: str) -> None:
        """Let the others see that a reply is being written."""
        if key == self.draft_key:
            (await self.get_state(PresenceState))._write(DraftKind.REPLY)

    @rx.event
    @allow(Permission.REPLY)
    async def send(
        self,
        key: str,
        html: str,
        also_close: bool,  # noqa: FBT001 - the editor's event is positional
    ) -> AsyncIterator[Any]:
        """Put the reply in the outbox; what is refused stays in the editor."""
        if key != self.draft_key or self.is_sending:
            return
        self._html, self._also_close, self._schedule = html, also_close, None
        self.is_sending, self.problem, self.held = True, no_problem(), not_held()
        yield
        try:
            is_sent = await self._send(await current_actor(self), also_close=also_close)
        finally:
            self.is_sending = False
        if is_sent and also_close:
            yield await go_on(self, conversation_of(key))

    @rx.event
    @allow(Permission.REPLY)
    async def send_later(
        self, key: str, html: str, wish: dict[str, Any]
    ) -> AsyncIterator[Any]:
        """Put the reply in the outbox with a time of its own."""
        if key != self.draft_key or self.is_sending:
            return
        self._schedule = read_schedule(wish)
        self._html = html
        self._also_close = isinstance(wish, dict) and wish.get("close") is True
        self.is_sending, self.problem, self.held = True, no_problem(), not_held()
        yield
        also_close = self._also_close
        try:
            is_sent = await self._send(await current_actor(self), also_close=also_close)
        finally:
            self.is_sending = False
        if is_sent and also_close:
            yield await go_on(self, conversation_of(key))

    @rx.event
    @allow(Permission.REPLY)
    async def send_anyway(self) -> AsyncIterator[Any]:
        """Send what was held back, now that its author has seen why."""
        guard = await self.get_state(SendGuardState)
        is_asked = self.held["key"] or guard._is_asking_about(self.draft_key)
        if self.is_sending or not is_asked:
            return
        guard._accept()
        self.is_sending, self.held = True, not_held()
        yield
        key, also_close = self.draft_key, self._also_close
        try:
            is_sent = await self._send(await current_actor(self), also_close=also_close)
        finally:
            self.is_sending = False
        if is_sent and also_close:
            yield await go_on(self, conversation_of(key))

    @rx.event
    @allow(Permission.REPLY)
    async def take_recipients(
        self, field: RecipientField, people: list[dict[str, Any]]
    ) -> None:
        """Take the people of one field as the agent left them."""
        if field not in self.recipients or self.draft_key == "":
            return
        recipients = self.recipients.copy()
        recipients[field] = read_people(people)
        await self._choose(recipients)

    @rx.event
    @allow(Permission.REPLY)
    async def open_field(self, field: RecipientField) -> None:
        """Show a field that is empty, and so out of the way."""
        self.opened_fields = [*self.opened_fields, field]

    @rx.event
    @allow(Permission.REPLY)
    async def suggest(self, typed: str) -> None:
        """Offer those who take part and whose name or address begins so."""
        timeline = await self.get_state(TimelineState)
        self.suggestions = find_people(timeline.head["participants"], typed)

    @rx.event
    @allow(Permission.REPLY)
    async def reply_to_sender(self) -> None:
        """Leave out everybody but the one who wrote."""
        await self._choose({**self._defaults, "cc": [], "bcc": []})

    @rx.event
    @allow(Permission.REPLY)
    async def reply_to_all(self) -> None:
        """Answer the sender and everybody the message went to."""
        await self._choose(self._defaults)

    @rx.event
    @allow(Permission.REPLY)
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

    @rx.event
    @allow(Permission.REPLY)
    async def detach(self, key: str, file_id: int) -> None:
        """Take a file off the reply."""
        if key != self.draft_key:
            return
        actor = await current_actor(self)
        try:
            await current_store().in_unit_of_work(discard_upload, actor, file_id)
        except InboxError as error:
            await show_error(self, error)
        self.files = [file for file in self.files if file["id"] != file_id]

    @rx.event
    @allow(Permission.REPLY)
    async def keep_writing(self) -> None:
        """Put the warning away; the next send has seen what came in between."""
        (await self.get_state(SendGuardState)).cautions = []
        self.held = not_held()
        self._command("focus")

    @rx.event
    @allow(Permission.REPLY)
    async def focus(self) -> None:
        """Bring the cursor into the reply."""
        self._command("focus")

    def _open(self, view: ConversationView | None, agent_id: int) -> None:
        """Begin with the stored draft, or with the signature alone."""
        self.problem, self.held, self.is_sending = no_problem(), not_held(), False
        self.owner, self.opened_fields = str(agent_id), []
        if view is None:
            self.draft_key, self._html, self.files = "", "", []
            return
        draft, head = view["reply_draft"], view["head"]
        self._signature = view["signature_html"]
        self.draft_key = name_draft(head["id"], DraftKind.REPLY)
        self.has_draft = bool(draft["html"])
        self.initial_html = draft["html"] or self._blank()
        self.initial_at = draft["updated_at"] or last_sent_at(view, agent_id, "message")
        self._html, self.files = self.initial_html, draft["attachments"]
        self._seen_position = head["last_position"]
        self._take_recipients(head["id"], view["recipients"], draft["recipients"])

    def _take_in(self, view: ConversationView) -> None:
        """Follow what happened, unless a reply is being written."""
        if self._is_writing():
            return
        head = view["head"]
        self._seen_position = head["last_position"]
        self._take_recipients(
            head["id"], view["recipients"], self._chosen.get(head["id"])
        )

    def _restore(self, view: ConversationView) -> None:
        """Put back what was taken out of the outbox: text, people and files."""
        draft, conversation_id = view["reply_draft"], view["head"]["id"]
        self._html, self.files = draft["html"], draft["attachments"]
        self._take_recipients(conversation_id, view["recipients"], draft["recipients"])
        self._command("set", draft["html"], draft["updated_at"])

    async def _send(self, actor: Actor, *, also_close: bool) -> bool:
        """Returns whether it is in the outbox."""
        conversation_id = conversation_of(self.draft_key)
        try:
            if not has_words(self._html, self._signature) and not self.files:
                raise EmptyMessageError
            # Who wrote meanwhile must be read before anything else is asked.
            await current_store().in_read(
                check_seen, actor, conversation_id, self._seen_position
            )
            if not await self._may_leave(actor, conversation_id):
                return False
            await current_store().in_unit_of_work(
                send_reply,
                actor,
                conversation_id,
                html=self._html,
                to=_plain(self.recipients["to"]),
                cc=_plain(self.recipients["cc"]),
                bcc=_plain(self.recipients["bcc"]),
                attachment_ids=[file["id"] for file in self.files],
                seen_position=self._seen_position,
                also_close=also_close,
                schedule=self._schedule,
            )
        except NewerMessageError:
            await self._hold(actor)
        except InboxError as error:
            self.problem = make_problem(error)
        else:
            await self._begin_anew(actor, conversation_id)
            return True
        return False

    async def _may_leave(self, actor: Actor, conversation_id: int) -> bool:
        guard = await self.get_state(SendGuardState)
        whom = self.recipients
        return await guard._may_leave(
            actor,
            self.draft_key,
            conversation_id,
            html=self._html,
            addresses=[
                one["address"] for one in (*whom["to"], *whom["cc"], *whom["bcc"])
            ],
            has_files=bool(self.files),
        )

    async def _begin_anew(self, actor: Actor, conversation_id: int) -> None:
        self._chosen.pop(conversation_id, None)
        self._html, self.files = self._blank(), []
        self._command("clear", self._html, server_time())
        (await self.get_state(PresenceState))._stop_writing()
        (await self.get_state(SendGuardState))._forget()
        timeline = await self.get_state(TimelineState)
        view = await timeline._refresh(actor)
        if view is not None:
            self._take_in(view)
            timeline._show_end()

    async def _hold(self, actor: Actor) -> None:
        """Show what came in between before anything leaves."""
        timeline = await self.get_state(TimelineState)
        seen = self._seen_position
        if await timeline._refresh(actor) is None:
            return
        newer = [
            item
            for item in timeline.items
            if item["position"] > seen and item["kind"] != "activity"
        ]
        self._seen_position = timeline.head["last_position"]
        if newer:
            last = newer[-1]
            self.held = HeldSend(
                key=last["key"], name=last["author_name"], at=last["at"]
            )
            timeline._show_item(newer[0]["key"])

    async def _save(self, conversation_id: int, html: str) -> bool:
        actor = await current_actor(self)
        chosen = self._chosen.get(conversation_id)
        try:
            await current_store().in_unit_of_work(
                save_draft,
                actor,
                conversation_id,
                DraftKind.REPLY,
                html=html if has_words(html, self._signature) else "",
                recipients=dict(chosen) if chosen else None,
            )
        except InboxError as error:
            await show_error(self, error)
            return False
        return True

    async def _choose(self, recipients: Recipients) -> None:
        conversation_id = conversation_of(self.draft_key)
        self.recipients = recipients
        self.problem = no_problem()
        if recipients == self._defaults:
            self._chosen.pop(conversation_id, None)
        else:
            self._chosen[conversation_id] = recipients
        await self._save(conversation_id, self._html)

    def _take_recipients(
        self,
        conversation_id: int,
        defaults: RecipientDefaults,
        chosen: Recipients | RecipientDefaults | None,
    ) -> None:
        self._defaults = _only_people(defaults)
        self.has_others = bool(defaults["cc"]) or len(defaults["to"]) > 1
        self.sender = defaults["from_address"]
        self.recipients = _only_people(chosen) if chosen else self._defaults
        if chosen:
            self._chosen[conversation_id] = self.recipients
        else:
            self._chosen.pop(conversation_id, None)

    def _is_writing(self) -> bool:
        return has_words(self._html, self._signature) or bool(self.files)

    def _is_writing_in(self, conversation_id: int) -> bool:
        return conversation_id == conversation_of(self.draft_key) and self._is_writing()

    def _blank(self) -> str:
        return f"<p></p>{self._signature}" if self._signature else ""

    def _command(self, kind: str, html: str = "", at: str = "") -> None:
        self.command = make_command(self.draft_key, kind, html, at)


def _only_people(source: Recipients | RecipientDefaults) -> Recipients:
    return Recipients(to=source["to"], cc=source["cc"], bcc=source["bcc"])


def read_people(people: object) -> list[MailAddress]:
    """Read the people of one field, whatever the browser sent."""
    if not isinstance(people, list):
        return []
    return [
        MailAddress(
            name=str(one.get("name", ""))[:200],
            address=str(one.get("address", ""))[:320],
        )
        for one in people[:MAX_RECIPIENTS]
        if isinstance(one, dict)
    ]


def _plain(people: list[MailAddress]) -> list[dict[str, str]]:
    return [{"name": one["name"], "address": one["address"]} for one in people]


def read_schedule(wish: dict[str, Any]) -> Schedule:
    """Take the wish as a browser sends it; the service judges it."""
    if not isinstance(wish, dict):
        return Schedule("")
    return Schedule(
        when=str(wish.get("when", "")),
        time_zone=str(wish.get("zone", "")),
        hold_if_answered=bool(wish.get("hold")),
    )


def find_people(people: list[MailAddress], typed: str) -> list[MailAddress]:
    """Those with a word of the name, or an address, that begins as typed."""
    wanted = typed.casefold().strip()
    if not wanted:
        return []
    return [
        one
        for one in people
        if any(
            word.startswith(wanted)
            for word in (*one["name"].casefold().split(), one["address"].casefold())
        )
    ]
