"""Why a text was not sent, said where the agent is looking."""

from typing import Any

import reflex as rx

from inbox_app.components.spoken import say
from inbox_app.state.reply import ReplyState
from inbox_app.ui.controls import button
from inbox_app.ui.icons import icon
from inbox_app.ui.language import t
from inbox_app.ui.time_ago import time_ago


def problem_line(problem: Any) -> rx.Component:
    """Name what to put right."""
    return rx.cond(
        problem["key"] != "",
        rx.el.p(
            icon("circle-alert", size="small"),
            say(problem["key"], problem["values"]),
            role="alert",
            class_name="editor-problem",
        ),
        rx.fragment(),
    )


def held_send() -> rx.Component:
    """Say who wrote meanwhile, and let the agent decide after reading it."""
    held: Any = ReplyState.held
    return rx.cond(
        held["key"] != "",
        rx.el.div(
            rx.el.div(
                icon("triangle-alert"),
                rx.el.span(
                    rx.el.b(t("editor.held_title"), class_name="strong"),
                    " · ",
                    time_ago(held["at"]),
                    rx.el.br(),
                    t("editor.held_text", name=held["name"]),
                    class_name="grow",
                ),
                class_name="line line-top",
            ),
            rx.el.div(
                button(
                    t("editor.keep_writing"),
                    size="small",
                    on_click=ReplyState.keep_writing,
                ),
                button(
                    t("editor.send_anyway"),
                    size="small",
                    variant="primary",
                    on_click=ReplyState.send_anyway,
                ),
                class_name="line editor-held-choices",
            ),
            role="alert",
            class_name="editor-held",
        ),
        rx.fragment(),
    )
