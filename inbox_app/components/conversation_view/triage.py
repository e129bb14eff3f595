"""Whose a conversation is, and how it is sorted: the Python side of `triage.jsx`."""

from typing import Any

import reflex as rx
from reflex.event import no_args_event_spec, passthrough_event_spec
from reflex_components_lucide.icon import LUCIDE_LIBRARY

from inbox_app.state.conversation import ConversationState
from inbox_app.state.timeline import TimelineState
from inbox_app.state.triage import TriageState
from inbox_app.ui.parts import link_script

# What its script imports.
for _name in (
    "avatar.jsx",
    "dialog.jsx",
    "menu.jsx",
    "place.js",
    "text.js",
    "time_ago.jsx",
):
    link_script(_name)


class TriageBar(rx.NoSSRComponent):
    """The line of menus above a conversation, and the chips below it."""

    library = link_script("triage.jsx", __name__)
    tag = "TriageBar"
    lib_dependencies = [LUCIDE_LIBRARY]  # noqa: RUF012 - a field of Reflex

    head: rx.Var[dict[str, Any]]
    me_id: rx.Var[int]
    agents: rx.Var[list[dict[str, Any]]]
    choices: rx.Var[dict[str, Any]]
    dialog: rx.Var[str]
    targets: rx.Var[list[dict[str, Any]]]

    on_choices: rx.EventHandler[no_args_event_spec]
    on_assign: rx.EventHandler[passthrough_event_spec(int, int)]
    on_team: rx.EventHandler[passthrough_event_spec(int, int)]
    on_snooze: rx.EventHandler[passthrough_event_spec(int, str)]
    on_wake: rx.EventHandler[passthrough_event_spec(int)]
    on_priority: rx.EventHandler[passthrough_event_spec(int, str)]
    on_tag: rx.EventHandler[passthrough_event_spec(int, int, bool)]
    on_new_tag: rx.EventHandler[passthrough_event_spec(int, str)]
    on_move: rx.EventHandler[passthrough_event_spec(int, int)]
    on_find: rx.EventHandler[passthrough_event_spec(int, str)]
    on_merge: rx.EventHandler[passthrough_event_spec(int, int)]
    on_dialog: rx.EventHandler[passthrough_event_spec(str)]
    on_dialog_close: rx.EventHandler[no_args_event_spec]


def triage_bar(meta: rx.Component, *buttons: rx.Component) -> rx.Component:
    """Lay out the second line of the head: `meta` in the middle, buttons at the end."""
    return TriageBar.create(
        meta,
        *buttons,
        head=TimelineState.head,
        me_id=ConversationState.me_id,
        agents=ConversationState.agents,
        choices=TriageState.choices,
        dialog=TriageState.dialog,
        on_choices=TriageState.load_choices,
        on_assign=ConversationState.assign,
        on_team=TriageState.assign_team,
        on_snooze=TriageState.snooze,
        on_wake=TriageState.wake,
        on_priority=TriageState.set_priority,
        on_tag=TriageState.toggle_tag,
        on_new_tag=TriageState.create_tag,
        on_move=TriageState.move,
        targets=TriageState.targets,
        on_find=TriageState.find_targets,
        on_merge=TriageState.merge,
        on_dialog=TriageState.open_dialog,
        on_dialog_close=TriageState.close_dialog,
    )
