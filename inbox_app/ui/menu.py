"""Menus: a button, and the actions or choices it opens."""

from typing import Any, Literal

import reflex as rx
from reflex.event import EventType, no_args_event_spec

from inbox_app.ui.attributes import Attributes, Flag, Text, is_given, join_classes
from inbox_app.ui.icons import icon as draw_icon
from inbox_app.ui.parts import link_script
from inbox_app.ui.tokens import ButtonVariant, MenuAlign, Size

link_script("place.js")


class Menu(rx.Component):
    """A button and its pop-over."""

    library = link_script("menu.jsx")
    tag = "Menu"

    label: rx.Var[str]
    title: rx.Var[str]
    look: rx.Var[str]
    align: rx.Var[str]
    filter: rx.Var[str]
    disabled: rx.Var[bool]
    test_id: rx.Var[str]
    trigger: rx.Var[rx.Component]

    on_open: rx.EventHandler[no_args_event_spec]


def menu(
    *items: rx.Component | rx.Var,
    label: Text,
    trigger: rx.Component | None = None,
    icon: str = "",
    variant: ButtonVariant = "quiet",
    size: Size = "small",
    look: str = "",
    align: MenuAlign = "start",
    filter_label: Text = "",
    disabled: Flag = False,
    on_open: EventType[()] | None = None,
    test_id: str = "",
) -> rx.Component:
    """Make a menu; without a `trigger` it is a square button with `icon`.

    `label` names both the button and the menu, and should contain the words that
    `trigger` shows. `filter_label` adds a box that narrows the items while typing.
    `look` replaces the button's classes, for triggers that are no button.
    """
    is_square = trigger is None
    classes = look or " ".join(
        [
            "button",
            f"button-{variant}",
            *([f"button-{size}"] if size != "medium" else []),
            *(["button-icon"] if is_square else []),
        ]
    )
    content = draw_icon(icon or "ellipsis") if trigger is None else trigger
    extra: dict[str, Any] = {} if on_open is None else {"on_open": on_open}
    if is_square:
        extra["title"] = label
    return Menu.create(
        *items,
        label=label,
        look=classes,
        align=align,
        filter=filter_label,
        disabled=disabled,
        test_id=test_id,
        trigger=content,
        **extra,
    )


def menu_item(
    *children: rx.Component | Text,
    icon: str = "",
    hint: Text = "",
    tone: Literal["neutral", "danger"] = "neutral",
    checked: Flag | None = None,
    disabled: Flag = False,
    **attributes: Attributes,
) -> rx.Component:
    """Make an action; with `checked`, a choice that shows whether it holds."""
    look = "menu-item-danger" if tone == "danger" else ""
    classes = join_classes(attributes, "menu-item", look)
    state: dict[str, Any] = {} if checked is None else {"aria_checked": checked}
    tail = [] if checked is None else [draw_icon("check", class_name="menu-check")]
    return rx.el.button(
        *([draw_icon(icon)] if icon else []),
        rx.el.span(*children, class_name="grow cut"),
        *([rx.el.span(hint, class_name="menu-hint")] if is_given(hint) else []),
        *tail,
        type="button",
        role="menuitem" if checked is None else "menuitemradio",
        tab_index=-1,
        disabled=disabled,
        class_name=classes,
        **state,
        **attributes,
    )


def menu_link(
    *children: rx.Component | Text,
    href: Text,
    icon: str = "",
    leaves_app: bool = False,
    **attributes: Attributes,
) -> rx.Component:
    """Make an item that leads elsewhere; `leaves_app` for our own HTTP routes."""
    classes = join_classes(attributes, "menu-item")
    return rx.el.a(
        *([draw_icon(icon)] if icon else []),
        rx.el.span(*children, class_name="grow cut"),
        href=href,
        role="menuitem",
        tab_index=-1,
        class_name=classes,
        **({"reload_document": True} if leaves_app else {}),
        **attributes,
    )


def menu_title(words: Text) -> rx.Component:
    """Head a group of items."""
    return rx.el.div(words, class_name="menu-title", role="presentation")


def menu_separator() -> rx.Component:
    """Part two groups of items."""
    return rx.el.div(class_name="menu-separator", role="separator")
