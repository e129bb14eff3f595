"""Escape leads out of the editor; every other key is a command."""

import reflex as rx

from inbox_app.ui.live import hotkeys

_LEAVE_EDITOR = (
    "(document.activeElement === document.body"
    " || document.activeElement?.closest('.editor'))"
    " && document.getElementById('timeline')?.focus()"
)


def conversation_keys() -> rx.Component:
    """Lead back to the items, from where the other keys act."""
    return hotkeys(["Escape"], on_key=rx.run_script(rx.Var(_LEAVE_EDITOR)))
