"""Tabs: one of several panes."""

import reflex as rx
from reflex.event import EventType

from inbox_app.ui.attributes import Attributes, Flag, Text, join_classes
from inbox_app.ui.icons import icon as draw_icon
from inbox_app.ui.parts import link_script


class Tabs(rx.Component):
    """The row, with its keys."""

    library = link_script("tabs.jsx")
    tag = "Tabs"

    label: rx.Var[str]


def tabs(*items: rx.Component, label: Text) -> rx.Component:
    """Make a row of tabs, named by `label`."""
    return Tabs.create(*items, label=label)


def tab(
    *children: rx.Component | Text,
    is_selected: Flag,
    on_select: EventType[()],
    icon: str = "",
    **attributes: Attributes,
) -> rx.Component:
    """Make one tab."""
    classes = join_classes(attributes, "tab")
    return rx.el.button(
        *([draw_icon(icon, size="small")] if icon else []),
        *children,
        type="button",
        role="tab",
        aria_selected=is_selected,
        tab_index=rx.cond(is_selected, 0, -1),
        on_click=on_select,
        class_name=classes,
        **attributes,
    )
