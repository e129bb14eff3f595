"""The keys of the open conversation."""

import reflex as rx

from inbox_app.state.conversation_keys import SERVER_KEYS, ConversationKeyState
from inbox_app.ui.live import hotkeys

_OPEN_ASSIGNEES = "document.querySelector('[data-testid=assignee]')?.click()"
_LEAVE_EDITOR = (
    "(document.activeElement === document.body"
    " || document.activeElement?.closest('.editor'))"
    " && document.getElementById('timeline')?.focus()"
)


def conversation_keys() -> rx.Component:
    """Listen to them; none acts while somebody types, but Escape leaves the editor."""
    return rx.fragment(
        hotkeys(list(SERVER_KEYS), on_key=ConversationKeyState.press),
        hotkeys(["a"], on_key=rx.run_script(rx.Var(_OPEN_ASSIGNEES))),
        hotkeys(["Escape"], on_key=rx.run_script(rx.Var(_LEAVE_EDITOR))),
    )
