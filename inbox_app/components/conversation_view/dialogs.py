"""What opens above the conversation."""

from typing import Any

import reflex as rx

from inbox_app.components.conversation_view.attachments import file_dialog
from inbox_app.components.conversation_view.blocking import block_dialog
from inbox_app.components.conversation_view.comment import comment_dialog
from inbox_app.domain.enums import JoinReason
from inbox_app.state.conversation import ConversationState
from inbox_app.state.sent_message import SentMessageState
from inbox_app.state.timeline import TimelineState
from inbox_app.ui.dialog import confirm_dialog, dialog
from inbox_app.ui.language import t


def dialogs() -> rx.Component:
    """Render them all; each is shut until its state says otherwise."""
    file: Any = ConversationState.shown_file
    return rx.fragment(
        file_dialog(file, on_close=ConversationState.close_file),
        _explanation(),
        comment_dialog(),
        block_dialog(),
        confirm_dialog(
            rx.el.p(t("conversation.close_draft_hint")),
            is_open=ConversationState.is_asking_to_close,
            title=t("conversation.close_draft"),
            confirm=t("conversation.close_anyway"),
            on_confirm=ConversationState.close_anyway(TimelineState.conversation_id),
            on_close=ConversationState.cancel_close,
        ),
        confirm_dialog(
            rx.el.p(t("conversation.discard_hint")),
            is_open=SentMessageState.discarding_id != 0,
            title=t("conversation.discard_failed"),
            confirm=t("thread.discard"),
            variant="danger",
            on_confirm=SentMessageState.discard_failed,
            on_close=SentMessageState.keep_failed,
        ),
    )


def _explanation() -> rx.Component:
    why: Any = ConversationState.explanation
    sentences = [
        (f"join.{reason.value}", t(f"join.{reason.value}", detail=why["detail"]))
        for reason in JoinReason
    ]
    return dialog(
        rx.el.p(rx.match(why["reason"], *sentences, t("join.new"))),
        rx.cond(
            why["detail"] != "",
            rx.el.p(
                rx.el.code(why["detail"], class_name="explanation-detail"),
                class_name="faint meta",
            ),
            rx.fragment(),
        ),
        is_open=why["reason"] != "",
        title=t("thread.why_title"),
        on_close=ConversationState.close_explanation,
    )
