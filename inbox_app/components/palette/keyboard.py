"""Listens to the keys of a page; opens the palette and the list of keys."""

from typing import Literal

import reflex as rx

from inbox_app.state.commands import COMMANDS
from inbox_app.state.conversation_keys import ConversationKeyState
from inbox_app.state.palette import PaletteState
from inbox_app.ui.keyboard import keyboard as listen

# What every page has.
_EVERYWHERE = ("go",)


def keyboard(*, is_inbox: bool) -> rx.Component:
    """Listen to the keys of the inbox, or to those that any page has."""
    here = [
        command
        for command in COMMANDS
        if command.key and (is_inbox or command.group in _EVERYWHERE)
    ]
    return listen(
        keys=[command.key for command in here if command.is_done_here],
        clicks={command.key: command.click for command in here if command.click},
        lines=PaletteState.lines,
        words=PaletteState.words,
        answer=PaletteState.answer,
        on_press=ConversationKeyState.press,
        on_run=ConversationKeyState.run,
        on_open=PaletteState.open,
        on_search=PaletteState.search,
    )


def open_door(to: Literal["palette", "help"]) -> rx.event.EventSpec:
    """Open the palette or the list of keys by the mouse."""
    asked = f'window.dispatchEvent(new CustomEvent("inbox:open", {{detail: "{to}"}}))'
    return rx.run_script(rx.Var(asked))
