"""Who is writing in the open conversation at this moment."""

from typing import Any

import reflex as rx

from inbox_app.state.presence import PresenceState
from inbox_app.ui.display import avatar
from inbox_app.ui.language import t


def writing_bar() -> rx.Component:
    """Name those who are writing, each on a line above the editor."""
    return rx.el.div(
        rx.foreach(PresenceState.others, _writer), role="status", class_name="writers"
    )


def _writer(one: Any) -> rx.Component:
    words = rx.cond(
        one["writing"] == "comment",
        t("thread.writing_comment", name=one["name"]),
        t("thread.writing", name=one["name"]),
    )
    return rx.cond(
        one["writing"] != "",
        rx.el.div(
            avatar(
                one["name"],
                initials=one["initials"],
                seed=one["name"],
                size="small",
            ),
            words,
            class_name="presence",
        ),
        rx.fragment(),
    )
