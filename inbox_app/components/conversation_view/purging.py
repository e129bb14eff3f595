"""Deleting for ever: the dialog and the buttons that lead to it."""

from typing import Any

import reflex as rx
from reflex.event import no_args_event_spec, passthrough_event_spec
from reflex_components_lucide.icon import LUCIDE_LIBRARY

# Their scripts are imported by ours.
import inbox_app.ui.dialog
import inbox_app.ui.language  # noqa: F401
from inbox_app.components.inbox_place import place
from inbox_app.state.navigation import NavigationState
from inbox_app.state.purging import PurgingState
from inbox_app.ui.controls import button
from inbox_app.ui.language import t
from inbox_app.ui.parts import link_script


class PurgeDialog(rx.NoSSRComponent):
    """The dialog, fetched when it is first asked for."""

    library = link_script("purge_dialog.jsx", __name__)
    tag = "PurgeDialog"
    lib_dependencies = [LUCIDE_LIBRARY]  # noqa: RUF012 - a field of Reflex

    question: rx.Var[dict[str, Any]]
    is_busy: rx.Var[bool]
    done: rx.Var[int]

    on_confirm: rx.EventHandler[passthrough_event_spec(str)]
    on_close: rx.EventHandler[no_args_event_spec]


def purge_dialog() -> rx.Component:
    """Ask for what must be typed."""
    return rx.cond(
        PurgingState.is_used,
        PurgeDialog.create(
            question=PurgingState.question,
            is_busy=PurgingState.is_busy,
            done=PurgingState.done,
            on_confirm=PurgingState.confirm,
            on_close=PurgingState.cancel,
        ),
        rx.fragment(),
    )


def purge_button(head: Any) -> rx.Component:
    """Delete the open conversation for ever; for admins who are members."""
    return rx.cond(
        NavigationState.me["is_admin"].to(bool) & head["is_member"].to(bool),
        button(
            t("thread.delete_forever"),
            size="small",
            on_click=PurgingState.ask(head["id"]),
        ),
        rx.fragment(),
    )


def empty_trash_bar() -> rx.Component:
    """Offer to empty the trash of the shown inbox; the dialog with it."""
    is_offered = (
        (place("view") == "trash")
        & (NavigationState.inbox_id != 0)
        & NavigationState.me["is_admin"].to(bool)
    )
    return rx.fragment(
        rx.cond(
            is_offered,
            button(
                t("purge.empty"),
                size="small",
                icon="trash-2",
                on_click=PurgingState.ask_for_trash,
            ),
            rx.fragment(),
        ),
        purge_dialog(),
    )
