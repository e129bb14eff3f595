"""Writing a text of the library with the editor of replies."""

from typing import Any

import reflex as rx

from inbox_app.ui.attributes import Text
from inbox_app.ui.language import t
from inbox_app.ui.reply_editor import reply_editor


def library_editor(
    *, name: Text, html: rx.Var[str], label: Text, on_save: Any, hint: Text = ""
) -> rx.Component:
    """Write a text; `name` tells one from another, and starts it anew."""
    return rx.el.div(
        reply_editor(
            draft_key=name,
            # Nobody: what was not saved is kept nowhere.
            owner="",
            initial_html=html,
            initial_at="",
            has_draft=False,
            saved=rx.Var.create({}),
            command=rx.Var.create({}),
            label=label,
            placeholder=hint,
            send_label=t("common.save"),
            on_draft=rx.noop(),
            on_send=on_save,
        ),
        class_name="editor-box settings-signature",
    )
