"""The editor below the conversation: reply and comment, one in front at a time."""

from typing import Any

import reflex as rx

from inbox_app.components.reply_editor.insert import insert_menu
from inbox_app.components.reply_editor.recipients import recipient_fields
from inbox_app.components.reply_editor.send_guard import send_guard
from inbox_app.components.reply_editor.warnings import held_send, problem_line
from inbox_app.domain.enums import DraftKind
from inbox_app.state.comment import CommentState
from inbox_app.state.editor_mode import EditorModeState
from inbox_app.state.insert import InsertState
from inbox_app.state.reply import ReplyState
from inbox_app.state.timeline import TimelineState
from inbox_app.ui.language import t
from inbox_app.ui.reply_editor import draft_status
from inbox_app.ui.reply_editor import reply_editor as text_editor
from inbox_app.ui.tabs import tab, tabs


def reply_editor() -> rx.Component:
    """Render both texts; the one behind keeps what was written in it."""
    is_comment = EditorModeState.mode == DraftKind.COMMENT.value
    return rx.el.section(
        rx.el.div(
            rx.el.div(
                _tabs(is_comment),
                draft_status(
                    rx.cond(is_comment, CommentState.draft_key, ReplyState.draft_key)
                ),
                class_name="editor-head",
            ),
            rx.el.div(_reply(), class_name="editor-side", hidden=is_comment),
            rx.el.div(_comment(), class_name="editor-side", hidden=~is_comment),
            class_name=["editor-box", rx.cond(is_comment, "is-comment", "")],
        ),
        class_name="editor",
        aria_label=t("editor.modes"),
    )


def _tabs(is_comment: rx.Var[bool]) -> rx.Component:
    return tabs(
        tab(
            rx.el.span(t("editor.reply"), class_name="hide-narrow"),
            rx.el.span(t("editor.reply_short"), class_name="only-narrow"),
            is_selected=~is_comment,
            on_select=EditorModeState.choose_mode(DraftKind.REPLY.value),
            icon="reply",
        ),
        tab(
            t("editor.comment"),
            is_selected=is_comment,
            on_select=EditorModeState.choose_mode(DraftKind.COMMENT.value),
            icon="lock",
        ),
        label=t("editor.modes"),
    )


def _reply() -> rx.Component:
    return rx.fragment(
        recipient_fields(is_shut=_is_shut()),
        text_editor(
            draft_key=ReplyState.draft_key,
            owner=ReplyState.owner,
            initial_html=ReplyState.initial_html,
            initial_at=ReplyState.initial_at,
            has_draft=ReplyState.has_draft,
            saved=ReplyState.saved,
            command=ReplyState.command,
            label=t("editor.reply_label"),
            placeholder=t("editor.placeholder"),
            send_label=t("editor.send"),
            send_close_label=t("editor.send_close"),
            send_title=_keys_of("editor.send"),
            files=ReplyState.files,
            upload_url=_upload_url(),
            escape_to="timeline",
            busy=ReplyState.is_sending,
            disabled=_is_shut(),
            on_draft=ReplyState.save_draft,
            on_send=ReplyState.send,
            on_schedule=ReplyState.send_later,
            shortcuts=InsertState.shortcuts,
            on_shortcut=InsertState.insert,
            tools=insert_menu(is_shut=_is_shut()),
            on_attach=ReplyState.attach,
            on_detach=ReplyState.detach,
            on_typing=ReplyState.note_typing,
        ),
        held_send(),
        problem_line(ReplyState.problem),
        send_guard(),
    )


def _comment() -> rx.Component:
    return rx.fragment(
        text_editor(
            draft_key=CommentState.draft_key,
            owner=ReplyState.owner,
            initial_html=CommentState.initial_html,
            initial_at=CommentState.initial_at,
            has_draft=CommentState.initial_html != "",
            saved=CommentState.saved,
            command=CommentState.command,
            label=t("editor.comment_label"),
            placeholder=t("editor.comment_placeholder"),
            send_label=t("editor.add_comment"),
            send_title=_keys_of("editor.add_comment"),
            members=CommentState.people,
            is_comment=True,
            escape_to="timeline",
            busy=CommentState.is_sending,
            disabled=_is_shut(),
            on_draft=CommentState.save_draft,
            on_send=CommentState.add,
            on_typing=CommentState.note_typing,
        ),
        problem_line(CommentState.problem),
    )


def _upload_url() -> rx.Var[str]:
    conversation_id = TimelineState.conversation_id
    return "/api/uploads?conversation=" + conversation_id.to_string()


def _is_shut() -> rx.Var[bool]:
    head: Any = TimelineState.head
    return ~head["is_member"].to(bool)


def _keys_of(key: str) -> rx.Var[str]:
    return rx.Var.create(f"{t(key)} (Ctrl+Enter)").to(str)
