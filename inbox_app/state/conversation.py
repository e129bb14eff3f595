"""What an agent does with a conversation as a whole, and the dialogs of its pane."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict

import reflex as rx
from reflex.event import EventType

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.enums import DraftKind
from inbox_app.domain.errors import InboxError
from inbox_app.domain.events import (
    AgentChanged,
    ConversationEvent,
    ConversationRead,
    DraftChanged,
    Event,
    ManyConversationsChanged,
    PresenceChanged,
)
from inbox_app.queries.navigation import read_agents
from inbox_app.services import conversations
from inbox_app.services.changes import undo_activity
from inbox_app.state.access import allow, current_actor
from inbox_app.state.after_close import go_on
from inbox_app.state.comment import CommentState
from inbox_app.state.conversation_list import ConversationListState
from inbox_app.state.editor_mode import EditorModeState
from inbox_app.state.presence import PresenceState
from inbox_app.state.reply import ReplyState
from inbox_app.state.timeline import TimelineState
from inbox_app.state.toasts import show_error, show_toast
from inbox_app.viewmodels.conversation import AttachmentView, ConversationView
from inbox_app.viewmodels.navigation import AgentChoice


class Explanation(TypedDict):
    """Why a message stands where it does: a catalogue key and what it points to."""

    reason: str
    detail: str


def no_explanation() -> Explanation:
    """Explain nothing."""
    return Explanation(reason="", detail="")


def no_file() -> AttachmentView:
    """Show no file."""
    return AttachmentView(
        id=0, filename="", content_type="", size=0, url="", preview=""
    )


class ConversationState(rx.State):
    """Menus and dialogs of the open conversation; its items are in `TimelineState`.

    Every action names its conversation: the one that was on screen when the
    agent chose it may no longer be when the server hears of it.
    """

    me_id: rx.Field[int] = rx.field(0)
    agents: rx.Field[list[AgentChoice]] = rx.field(default_factory=list)
    is_asking_to_close: rx.Field[bool] = rx.field(default=False)
    explanation: rx.Field[Explanation] = rx.field(default_factory=no_explanation)
    shown_file: rx.Field[AttachmentView] = rx.field(default_factory=no_file)

    @rx.event
    @allow(Permission.ASSIGN)
    async def assign(self, conversation_id: int, assignee_id: int) -> None:
        """Give a conversation to an agent, or with 0 to nobody."""
        actor = await current_actor(self)
        names = {agent["id"]: agent["name"] for agent in self.agents}
        names[actor.agent_id] = actor.name
        done = "toast.assigned" if assignee_id else "toast.unassigned"
        await self._act(
            conversations.assign_conversation,
            conversation_id,
            assignee_id=assignee_id or None,
            say=done,
            values={"name": names.get(assignee_id, "")},
        )

    @rx.event
    @allow(Permission.ASSIGN)
    async def assign_to_me(self, conversation_id: int) -> EventType[()]:
        """Take a conversation."""
        actor = await current_actor(self)
        return ConversationState.assign(conversation_id, actor.agent_id)

    @rx.event
    @allow(Permission.CLOSE)
    async def close(self, conversation_id: int) -> EventType[()] | None:
        """Close a conversation; an unsent reply is asked about first."""
        timeline = await self.get_state(TimelineState)
        is_open_here = timeline.conversation_id == conversation_id
        if is_open_here and timeline.head["status"] == "closed":
            return None
        reply = await self.get_state(ReplyState)
        if reply._is_writing_in(conversation_id):
            self.is_asking_to_close = True
            return None
        return ConversationState.close_anyway(conversation_id)

    @rx.event
    @allow(Permission.CLOSE)
    async def close_anyway(self, conversation_id: int) -> Any:
        """Close a conversation and go on; what was being written stays a draft."""
        self.is_asking_to_close = False
        is_closed = await self._act(
            conversations.close_conversation,
            conversation_id,
            say="toast.closed",
        )
        return await go_on(self, conversation_id) if is_closed else None

    @rx.event
    @allow(Permission.CLOSE)
    async def cancel_close(self) -> None:
        """Leave it open after all."""
        self.is_asking_to_close = False

    @rx.event
    @allow(Permission.CLOSE)
    async def reopen(self, conversation_id: int) -> None:
        """Put a closed conversation back among the open ones."""
        await self._act(
            conversations.reopen_conversation,
            conversation_id,
            say="toast.reopened",
        )

    @rx.event
    @allow(Permission.DELETE)
    async def trash(self, conversation_id: int) -> None:
        """Move a conversation to the trash."""
        await self._act(
            conversations.trash_conversation,
            conversation_id,
            say="toast.trashed",
        )

    @rx.event
    @allow(Permission.DELETE)
    async def restore(self, conversation_id: int) -> None:
        """Take a conversation out of the trash."""
        await self._act(
            conversations.restore_conversation,
            conversation_id,
            say="toast.restored",
        )

    @rx.event
    @allow(Permission.CLOSE)
    async def mark_spam(self, conversation_id: int) -> None:
        """Move a conversation to Filtered."""
        await self._act(
            conversations.filter_conversation,
            conversation_id,
            say="conversation.marked_spam",
        )

    @rx.event
    @allow(Permission.CLOSE)
    async def mark_not_spam(self, conversation_id: int) -> None:
        """Take a conversation out of Filtered."""
        await self._act(
            conversations.unfilter_conversation,
            conversation_id,
            say="conversation.marked_not_spam",
        )

    @rx.event
    @allow(Permission.VIEW)
    async def undo(self, activity_id: int) -> None:
        """Take back a change of any conversation; the service asks for its right."""
        actor = await current_actor(self)
        try:
            redo = await current_store().in_unit_of_work(
                undo_activity, actor, activity_id
            )
        except InboxError as error:
            await show_error(self, error)
            return
        await show_toast(
            self,
            "toast.undone",
            tone="ok",
            action=_way_back(redo),
            action_key="common.redo",
        )
        timeline = await self.get_state(TimelineState)
        if timeline.conversation_id:
            await self._refresh(actor, timeline)

    @rx.event
    @allow(Permission.VIEW)
    async def mark_read(self, conversation_id: int, position: int) -> None:
        """Note how far this agent has read; the browser says so after a second."""
        await self._act(conversations.mark_read, conversation_id, position)

    @rx.event
    @allow(Permission.VIEW)
    async def mark_unread(self, conversation_id: int) -> None:
        """Make the newest message unread again."""
        await self._act(conversations.mark_unread, conversation_id, say="toast.unread")

    @rx.event
    @allow(Permission.VIEW)
    async def catch_up(self) -> None:
        """Read again when the page was loaded anew: a reload repairs everything."""
        actor = await current_actor(self)
        await self._apply(actor, None)
        timeline = await self.get_state(TimelineState)
        if timeline.head["id"]:
            presence = await self.get_state(PresenceState)
            await presence._enter(actor, timeline.conversation_id)

    @rx.event
    @allow(Permission.VIEW)
    async def explain(self, reason: str, detail: str) -> None:
        """Say why a message stands in this conversation."""
        self.explanation = Explanation(reason=reason, detail=detail)

    @rx.event
    @allow(Permission.VIEW)
    async def close_explanation(self) -> None:
        """Put the explanation away."""
        self.explanation = no_explanation()

    @rx.event
    @allow(Permission.VIEW)
    async def show_file(self, attachment: AttachmentView) -> None:
        """Look at an image or a PDF without leaving the conversation."""
        self.shown_file = attachment

    @rx.event
    @allow(Permission.VIEW)
    async def close_file(self) -> None:
        """Put the file away."""
        self.shown_file = no_file()

    async def _show(
        self, actor: Actor, conversation_id: int, item_key: str = ""
    ) -> None:
        """Open a conversation at its end, or at `item_key`; 0 shows none."""
        self.me_id = actor.agent_id
        timeline = await self.get_state(TimelineState)
        if conversation_id == timeline.conversation_id and not timeline.is_gone:
            if item_key:
                await timeline._open(actor, conversation_id, item_key)
            return
        self._close_dialogs()
        view = None
        item_key = item_key or await self._item_sought(conversation_id)
        if conversation_id:
            view = await timeline._open(actor, conversation_id, item_key)
        else:
            timeline._close()
        await self._open_editors(actor, view)
        if view:
            await self._load_agents(actor, view["head"]["inbox_id"])
            comment = await self.get_state(CommentState)
            await comment._load_people(actor, view["head"]["inbox_id"])
        presence = await self.get_state(PresenceState)
        await presence._enter(actor, conversation_id if view else 0)

    async def _apply(self, actor: Actor, events: Sequence[Event] | None) -> None:
        """Take in what happened meanwhile; None: anything may have."""
        timeline = await self.get_state(TimelineState)
        open_id = timeline.conversation_id
        if not open_id:
            return
        if events is None or any(
            _concerns(event, open_id, timeline.head["inbox_id"], actor)
            for event in events
        ):
            await self._refresh(actor, timeline)
        if events is None or PresenceChanged(open_id) in events:
            (await self.get_state(PresenceState))._show_others(actor)

    async def _item_sought(self, conversation_id: int) -> str:
        """What a search hit in it, or the message that its row in Sent stands for."""
        rows = (await self.get_state(ConversationListState))._window.rows
        row = next((row for row in rows if row["id"] == conversation_id), None)
        if row is None:
            return ""
        return row["match_item"] or (row["key"] if row["key"][0] == "m" else "")

    async def _open_editors(self, actor: Actor, view: ConversationView | None) -> None:
        for editor in (ReplyState, CommentState):
            (await self.get_state(editor))._open(view, actor.agent_id)
        mode = await self.get_state(EditorModeState)
        has_only_comment = (
            view is not None
            and bool(view["comment_draft"]["html"])
            and not view["reply_draft"]["html"]
        )
        mode.mode = (DraftKind.COMMENT if has_only_comment else DraftKind.REPLY).value

    async def _refresh(self, actor: Actor, timeline: TimelineState) -> None:
        view = await timeline._refresh(actor)
        if view is not None:
            (await self.get_state(ReplyState))._take_in(view)
        elif timeline.is_gone:
            await (await self.get_state(PresenceState))._enter(actor, 0)

    async def _act(
        self,
        use_case: Callable[..., Any],
        conversation_id: int,
        *args: Any,
        say: str = "",
        values: Mapping[str, str | int] | None = None,
        **kwargs: Any,
    ) -> bool:
        """Run a service on a conversation; tell whether it went well.

        Says `say` with an Undo when the service returns an activity, or why it was
        refused. Other States act by this too.
        """
        actor = await current_actor(self)
        store = current_store()
        try:
            activity_id = await store.in_unit_of_work(
                use_case, actor, conversation_id, *args, **kwargs
            )
        except InboxError as error:
            await show_error(self, error)
            return False
        timeline = await self.get_state(TimelineState)
        if say:
            undo = _way_back(activity_id)
            await show_toast(self, say, values, tone="ok", action=undo)
            if conversation_id == timeline.conversation_id:
                await self._refresh(actor, timeline)
        return True

    async def _load_agents(self, actor: Actor, inbox_id: int) -> None:
        agents = await current_store().in_read(read_agents, actor, inbox_id)
        if agents != self.agents:
            self.agents = agents

    def _close_dialogs(self) -> None:
        self.is_asking_to_close = False
        self.explanation = no_explanation()
        self.shown_file = no_file()


def _way_back(activity_id: int | None) -> Any:
    """Make the event of an Undo; Reflex has no name for the type of one."""
    return ConversationState.undo(activity_id) if activity_id else None


def _concerns(event: Event, conversation_id: int, inbox_id: int, actor: Actor) -> bool:
    """Whether an event may change what the open conversation shows."""
    match event:
        case ConversationRead() | DraftChanged():
            return False
        case ConversationEvent():
            return event.conversation_id == conversation_id
        case ManyConversationsChanged():
            return event.inbox_id == inbox_id
        case AgentChanged():
            return event.agent_id == actor.agent_id
        case _:
            return False
