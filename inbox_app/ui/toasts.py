"""Notices at the foot of the page, fed by a list of numbered rows."""

from typing import Any

import reflex as rx
from reflex.event import EventType, passthrough_event_spec

from inbox_app.ui.icons import icon
from inbox_app.ui.parts import link_script

_ICONS = {
    "ok": "circle-check",
    "warn": "triangle-alert",
    "danger": "circle-alert",
    "accent": "info",
}


class Toasts(rx.Component):
    """The region that shows and forgets them."""

    library = link_script("toasts.jsx")
    tag = "Toasts"

    notices: rx.Var[list[dict[str, Any]]]
    icons: rx.Var[dict[str, Any]]
    close_icon: rx.Var[rx.Component]

    on_action: rx.EventHandler[passthrough_event_spec(str)]


def toasts(
    notices: rx.Var[Any], *, on_action: EventType[()] | EventType[str]
) -> rx.Component:
    """Show each row of `notices` once; stands once, near the root of a page.

    A row has `seq` (a number that only grows, across reloads too: milliseconds
    do), `tone`, and `text`, or `key` and `values` of the catalogue. With
    `action_id` it carries a button (`action_text` or `action_key`, else Undo) that
    calls `on_action(action_id)`. `seconds` is how long it stays, 6 if absent. The
    list needs the last few rows only.
    """
    drawn = {tone: icon(name) for tone, name in _ICONS.items()}
    return Toasts.create(
        notices=notices, icons=drawn, close_icon=icon("x"), on_action=on_action
    )
