"""An internal comment in the timeline, and the dialog that changes one's own."""

from typing import Any

import reflex as rx

from inbox_app.components.conversation_view.actions import TimelineActions
from inbox_app.components.reply_editor.warnings import problem_line
from inbox_app.state.comment import CommentState
from inbox_app.state.comment_change import CommentChangeState
from inbox_app.ui.dialog import dialog
from inbox_app.ui.display import avatar
from inbox_app.ui.icons import icon
from inbox_app.ui.language import t
from inbox_app.ui.menu import menu, menu_item
from inbox_app.ui.reply_editor import reply_editor
from inbox_app.ui.time_ago import time_ago


def comment_item(
    item: Any, me_id: rx.Var[int], actions: TimelineActions
) -> rx.Component:
    """Show a comment; of a deleted one only that there was one."""
    return rx.cond(
        item["is_deleted"],
        rx.el.div(
            rx.el.span(t("activity.comment_deleted", actor=item["author_name"])),
            rx.el.span("·", aria_hidden="true"),
            time_ago(item["at"], look="clock"),
            class_name="activity",
            custom_attrs={"data-item": item["key"]},
        ),
        _comment(item, me_id, actions),
    )


def _comment(item: Any, me_id: rx.Var[int], actions: TimelineActions) -> rx.Component:
    may_change = (item["author_id"] == me_id) & (item["editable_until"] != "")
    return rx.el.article(
        face(item),
        rx.el.div(
            rx.el.header(
                icon("lock", size="small"),
                rx.el.b(
                    item["author_name"],
                    " · ",
                    t("thread.internal"),
                    class_name="strong cut grow",
                ),
                rx.cond(
                    item["is_edited"],
                    rx.el.span(t("comment.edited"), class_name="faint meta fixed"),
                    rx.fragment(),
                ),
                moment(item),
                rx.cond(may_change, _menu(item, actions), rx.fragment()),
                class_name="message-head",
            ),
            editor_html(item),
            class_name="card",
        ),
        class_name="message is-comment",
        custom_attrs={"data-item": item["key"]},
        aria_label=t("conversation.comment_of", name=item["author_name"]),
    )


def _menu(item: Any, actions: TimelineActions) -> rx.Component:
    return menu(
        menu_item(
            t("comment.edit"), icon="pencil", on_click=actions.edit_comment(item["id"])
        ),
        menu_item(
            t("comment.delete"),
            icon="trash-2",
            tone="danger",
            on_click=actions.delete_comment(item["id"]),
        ),
        label=t("comment.menu"),
        align="end",
    )


def comment_dialog() -> rx.Component:
    """Change the text of one's own comment."""
    state = CommentChangeState
    return dialog(
        rx.el.div(
            reply_editor(
                draft_key=state.draft_key,
                # Nobody: what was not saved is kept nowhere.
                owner="",
                initial_html=state.html,
                initial_at="",
                has_draft=False,
                saved=rx.Var.create({}),
                command=rx.Var.create({}),
                label=t("comment.edit"),
                placeholder=t("editor.comment_placeholder"),
                send_label=t("common.save"),
                members=CommentState.people,
                is_comment=True,
                on_draft=rx.noop(),
                on_send=state.save,
            ),
            class_name="editor-box is-comment",
        ),
        problem_line(state.problem),
        is_open=state.comment_id != 0,
        title=t("comment.edit"),
        width="wide",
        on_close=state.stop_editing,
    )


def editor_html(item: Any) -> rx.Component:
    """Show what our own editor made, sanitised when it was stored."""
    return rx.html(item["html"], class_name="message-body prose", dir="auto")


def face(item: Any) -> rx.Component:
    """Show the author: an agent in the colour of the name, others of the address."""
    seed = rx.cond(
        item["direction"] == "inbound", item["from_address"], item["author_name"]
    )
    return avatar(item["author_name"], initials=item["initials"], seed=seed)


def moment(item: Any) -> rx.Component:
    """Say when it was."""
    return time_ago(item["at"], look="clock", class_name="faint meta fixed")
