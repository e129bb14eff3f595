"""The open conversation, from its head down to the editor."""

import reflex as rx

from inbox_app.components.conversation_view.actions import TimelineActions
from inbox_app.components.conversation_view.banners import banners
from inbox_app.components.conversation_view.dialogs import dialogs
from inbox_app.components.conversation_view.header import conversation_header
from inbox_app.components.conversation_view.item import timeline_item
from inbox_app.components.conversation_view.keys import conversation_keys
from inbox_app.components.conversation_view.parts import Attention, timeline
from inbox_app.components.conversation_view.presence import writing_bar
from inbox_app.components.inbox_place import place
from inbox_app.components.reply_editor import reply_editor
from inbox_app.state.comment_change import CommentChangeState
from inbox_app.state.composer import ComposerState
from inbox_app.state.conversation import ConversationState
from inbox_app.state.jobs import JobListState
from inbox_app.state.presence import PresenceState
from inbox_app.state.scheduled_message import ScheduledMessageState
from inbox_app.state.sent_message import SentMessageState
from inbox_app.state.timeline import TimelineState
from inbox_app.state.triage import TriageState
from inbox_app.ui.display import empty_state
from inbox_app.ui.language import t
from inbox_app.viewmodels.conversation import TimelineItem

_ACTIONS = TimelineActions(
    show_file=ConversationState.show_file,
    explain=ConversationState.explain,
    undo=ConversationState.undo,
    undo_job=JobListState.undo,
    split=TriageState.split,
    forward=lambda message_id: ComposerState.forward(
        TimelineState.conversation_id, message_id
    ),
    undo_send=SentMessageState.undo_send,
    retry_send=SentMessageState.retry_send,
    edit_failed=SentMessageState.edit_failed,
    discard_failed=SentMessageState.ask_to_discard,
    send_now=ScheduledMessageState.send_now,
    reschedule=ScheduledMessageState.reschedule,
    edit_comment=CommentChangeState.start_editing,
    delete_comment=CommentChangeState.delete,
)


@rx.memo
def timeline_row(
    item: rx.Var[TimelineItem], me_id: rx.Var[int], rest: rx.RestProp
) -> rx.Component:
    """Render an item; again only when it changes, however often its list does."""
    return rx.el.div(rest, timeline_item(item, me_id, _ACTIONS))


def conversation_view() -> rx.Component:
    """Render the middle pane."""
    return rx.el.section(
        # On a phone the list with its heading is out of sight.
        rx.el.h1(t("thread.label"), class_name="visually-hidden thread-heading"),
        rx.cond(
            TimelineState.head["id"] != 0,
            _open_conversation(),
            rx.cond(TimelineState.is_gone, _gone(), _nothing_chosen()),
        ),
        # While nothing is open the list is the main thing on the page.
        role=rx.cond(place("conversation") == "", "region", "main"),
        class_name="thread",
        aria_label=t("thread.label"),
        id="conversation",
        tab_index=-1,
    )


def _open_conversation() -> rx.Component:
    return rx.fragment(
        conversation_header(),
        banners(),
        timeline(
            rx.foreach(
                TimelineState.items,
                lambda item: timeline_row(
                    item=item, me_id=ConversationState.me_id, key=item.key
                ),
            ),
            conversation_id=TimelineState.conversation_id,
            items=TimelineState.items,
            has_older=TimelineState.has_older,
            jump=TimelineState.jump,
            on_older=TimelineState.load_older,
        ),
        writing_bar(),
        reply_editor(),
        dialogs(),
        conversation_keys(),
        Attention.create(
            conversation_id=TimelineState.conversation_id,
            position=TimelineState.head["last_position"],
            on_read=ConversationState.mark_read,
            on_beat=PresenceState.beat,
            on_start=ConversationState.catch_up,
        ),
    )


def _nothing_chosen() -> rx.Component:
    return empty_state(t("thread.empty"), hint=t("thread.empty_hint"), icon="inbox")


def _gone() -> rx.Component:
    return empty_state(t("thread.gone"), hint=t("thread.gone_hint"), icon="file-x")
