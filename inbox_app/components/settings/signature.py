"""The editor of a signature."""

from typing import Any

import reflex as rx

from inbox_app.ui.attributes import Text
from inbox_app.ui.language import t
from inbox_app.ui.reply_editor import reply_editor


def signature_editor(*, name: Text, html: rx.Var[str], on_save: Any) -> rx.Component:
    """Write a signature; `name` tells one from another, and starts the text anew."""
    return rx.el.div(
        reply_editor(
            draft_key=name,
            # Nobody: a signature that was not saved is kept nowhere.
            owner="",
            initial_html=html,
            initial_at="",
            has_draft=False,
            saved=rx.Var.create({}),
            command=rx.Var.create({}),
            label=t("settings.signature"),
            placeholder=t("settings.signature_hint"),
            send_label=t("common.save"),
            on_draft=rx.noop(),
            on_send=on_save,
        ),
        class_name="editor-box settings-signature",
    )
