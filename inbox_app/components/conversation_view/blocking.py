"""Blocking a sender: the dialog, and what shows that one is blocked."""

from typing import Any

import reflex as rx
from reflex.event import no_args_event_spec, passthrough_event_spec
from reflex_components_lucide.icon import LUCIDE_LIBRARY

# Their scripts are imported by ours.
import inbox_app.ui.dialog
import inbox_app.ui.language  # noqa: F401
from inbox_app.state.blocking import BlockingState
from inbox_app.ui.controls import link_button
from inbox_app.ui.display import badge
from inbox_app.ui.language import t
from inbox_app.ui.menu import menu_item
from inbox_app.ui.parts import link_script


class BlockDialog(rx.NoSSRComponent):
    """The dialog, fetched when it is first asked for."""

    library = link_script("block_dialog.jsx", __name__)
    tag = "BlockDialog"
    lib_dependencies = [LUCIDE_LIBRARY]  # noqa: RUF012 - a field of Reflex

    choices: rx.Var[dict[str, Any]]

    on_block: rx.EventHandler[passthrough_event_spec(int, str, bool)]
    on_close: rx.EventHandler[no_args_event_spec]


def block_dialog() -> rx.Component:
    """Ask whom to block."""
    return rx.cond(
        BlockingState.is_used,
        BlockDialog.create(
            choices=BlockingState.choices,
            on_block=BlockingState.block,
            on_close=BlockingState.cancel,
        ),
        rx.fragment(),
    )


def block_item(head: Any) -> rx.Component:
    """Block the sender, or let one who is blocked in again."""
    return rx.cond(
        head["sender_rule"] == "block",
        menu_item(
            t("block.unblock"),
            icon="user-check",
            on_click=BlockingState.unblock(head["id"]),
        ),
        menu_item(
            t("block.menu"), icon="user-x", on_click=BlockingState.ask(head["id"])
        ),
    )


def blocked_mark(head: Any) -> rx.Component:
    """Show that the sender is blocked."""
    return _when_blocked(head, badge(t("block.mark"), tone="danger", icon="user-x"))


def blocked_line(head: Any) -> rx.Component:
    """Say what is blocked, and offer to end it."""
    return _when_blocked(
        head,
        rx.el.div(
            badge(t("block.mark"), tone="danger", icon="user-x"),
            rx.el.span(head["sender_pattern"], class_name="cut grow small muted"),
            link_button(
                t("block.unblock_short"), on_click=BlockingState.unblock(head["id"])
            ),
            class_name="line",
        ),
    )


def _when_blocked(head: Any, shown: rx.Component) -> rx.Component:
    return rx.cond(head["sender_rule"] == "block", shown, rx.fragment())
