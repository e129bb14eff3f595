"""Modal dialogs."""

from typing import Any

import reflex as rx
from reflex.event import EventType, no_args_event_spec

from inbox_app.ui.attributes import Text
from inbox_app.ui.controls import button
from inbox_app.ui.icons import icon
from inbox_app.ui.language import t
from inbox_app.ui.parts import link_script
from inbox_app.ui.tokens import ButtonVariant, DialogWidth


class Dialog(rx.Component):
    """A native dialog that follows `open`."""

    library = link_script("dialog.jsx")
    tag = "Dialog"

    open: rx.Var[bool]
    title: rx.Var[str]
    width: rx.Var[str]
    close_label: rx.Var[str]
    close_icon: rx.Var[rx.Component]
    foot: rx.Var[rx.Component]

    on_close: rx.EventHandler[no_args_event_spec]


def dialog(
    *children: rx.Component,
    is_open: rx.Var[bool],
    title: Text,
    on_close: EventType[()],
    foot: rx.Component | None = None,
    width: DialogWidth = "normal",
) -> rx.Component:
    """Show `children` above the page while `is_open`.

    Escape, the cross and a click beside it call `on_close`, which must turn
    `is_open` off. Focus moves in and comes back. Nothing inside is rendered while
    it is closed.
    """
    parts: dict[str, Any] = {} if foot is None else {"foot": foot}
    return Dialog.create(
        *children,
        open=is_open,
        title=title,
        width=width,
        close_label=t("common.close"),
        close_icon=icon("x"),
        on_close=on_close,
        **parts,
    )


def confirm_dialog(
    *children: rx.Component,
    is_open: rx.Var[bool],
    title: Text,
    confirm: Text,
    on_confirm: EventType[()],
    on_close: EventType[()],
    variant: ButtonVariant = "primary",
) -> rx.Component:
    """Ask before something that cannot be undone."""
    return dialog(
        *children,
        is_open=is_open,
        title=title,
        on_close=on_close,
        foot=rx.fragment(
            button(t("common.cancel"), on_click=on_close),
            button(confirm, variant=variant, on_click=on_confirm),
        ),
    )
