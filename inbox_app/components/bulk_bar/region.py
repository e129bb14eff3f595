"""The bar over the list: the Python side of `bulk_host.jsx`."""

from typing import Any

import reflex as rx
from reflex.event import no_args_event_spec, passthrough_event_spec
from reflex_components_lucide.icon import LUCIDE_LIBRARY

# Their scripts are imported by ours.
import inbox_app.components.inbox_place
import inbox_app.ui.menu  # noqa: F401
from inbox_app.domain.snooze import UNTIL_REPLY
from inbox_app.state.jobs import JobCard, JobListState
from inbox_app.state.navigation import NavigationState
from inbox_app.state.selection import SelectionState, Snapshot
from inbox_app.ui.parts import link_script
from inbox_app.viewmodels.jobs import Choices

_PACKAGES = [LUCIDE_LIBRARY]
for _name in ("selection.js", "bulk_panel.jsx"):
    link_script(_name, __name__)


class SelectBox(rx.Component):
    """The box of a row."""

    library = link_script("select_box.jsx", __name__)
    tag = "SelectBox"

    conversation_id: rx.Var[int]


class BulkBar(rx.Component):
    """Loads what it shows when something is chosen."""

    library = link_script("bulk_host.jsx", __name__)
    tag = "BulkBar"
    lib_dependencies = _PACKAGES

    choices: rx.Var[Choices]
    snapshot: rx.Var[Snapshot]
    jobs: rx.Var[list[JobCard]]
    me_id: rx.Var[int]
    until_reply: rx.Var[str]

    on_start: rx.EventHandler[no_args_event_spec]
    on_look: rx.EventHandler[no_args_event_spec]
    on_act: rx.EventHandler[passthrough_event_spec(str, dict[str, Any], dict[str, Any])]
    on_undo: rx.EventHandler[passthrough_event_spec(int)]
    on_dismiss: rx.EventHandler[passthrough_event_spec(int)]


def select_box(face: rx.Component, conversation_id: rx.Var[int]) -> rx.Component:
    """Make the face of a row a box to choose it by."""
    return SelectBox.create(face, conversation_id=conversation_id)


def bulk_bar() -> rx.Component:
    """Offer what fits the chosen conversations; show how it goes."""
    return BulkBar.create(
        choices=SelectionState.choices,
        snapshot=SelectionState.snapshot,
        jobs=JobListState.jobs,
        me_id=NavigationState.me["id"].to(int),
        until_reply=UNTIL_REPLY.isoformat(),
        on_start=SelectionState.load_choices,
        on_look=SelectionState.look_over,
        on_act=SelectionState.act,
        on_undo=JobListState.undo,
        on_dismiss=JobListState.dismiss,
    )
