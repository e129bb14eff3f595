"""A message with a time of its own: when it leaves, and the ways to change that."""

from typing import Any

import reflex as rx
from reflex.event import no_args_event_spec, passthrough_event_spec

# Their scripts are imported by ours.
import inbox_app.ui.reply_editor
import inbox_app.ui.time_ago  # noqa: F401
from inbox_app.components.conversation_view.actions import TimelineActions
from inbox_app.ui.icons import icon
from inbox_app.ui.parts import link_script


class ScheduledLine(rx.NoSSRComponent):
    """Loaded by itself, for few conversations have one."""

    library = link_script("scheduled.jsx", __name__)
    tag = "ScheduledLine"

    at: rx.Var[str]
    holds: rx.Var[bool]
    is_held: rx.Var[bool]
    icon: rx.Var[rx.Component]
    held_icon: rx.Var[rx.Component]

    on_now: rx.EventHandler[no_args_event_spec]
    on_change: rx.EventHandler[passthrough_event_spec(dict)]
    on_cancel: rx.EventHandler[no_args_event_spec]


def scheduled_line(item: Any, actions: TimelineActions) -> rx.Component:
    """Say when it leaves, or that it is held; any member may decide otherwise."""
    return ScheduledLine.create(
        at=item["scheduled_for"],
        holds=item["holds_if_answered"],
        is_held=item["is_held"],
        icon=icon("clock", size="small"),
        held_icon=icon("triangle-alert", size="small"),
        on_now=actions.send_now(item["id"]),
        on_change=lambda wish: actions.reschedule(item["id"], wish),
        on_cancel=actions.undo_send(item["id"]),
    )
