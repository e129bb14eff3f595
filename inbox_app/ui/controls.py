"""Buttons and fields."""

from collections.abc import Sequence
from typing import Any, Literal

import reflex as rx
from reflex.event import EventType

from inbox_app.ui.attributes import Attributes, Flag, Text, is_given, join_classes
from inbox_app.ui.icons import icon as draw_icon
from inbox_app.ui.language import t
from inbox_app.ui.tokens import ButtonVariant, Size

FieldKind = Literal["text", "email", "password", "number", "search", "date", "url"]


def _look(variant: ButtonVariant, size: Size) -> str:
    names = ["button", f"button-{variant}"]
    if size != "medium":
        names.append(f"button-{size}")
    return " ".join(names)


def button(
    *children: rx.Component | Text,
    variant: ButtonVariant = "secondary",
    size: Size = "medium",
    icon: str = "",
    icon_after: str = "",
    disabled: Flag = False,
    busy: Flag = False,
    submits: bool = False,
    **attributes: Attributes,
) -> rx.Component:
    """Make a button with its words; while `busy` it turns a ring and takes no click."""
    turning = "" if busy is False else rx.cond(busy, "button-busy", "")
    classes = join_classes(attributes, _look(variant, size), turning)
    content: list[rx.Component | Text] = []
    if icon:
        content.append(draw_icon(icon))
    ring = draw_icon("loader-circle", class_name="icon-busy")
    return rx.el.button(
        *([] if busy is False else [rx.cond(busy, ring, rx.fragment())]),
        *content,
        *children,
        *([draw_icon(icon_after, size="small")] if icon_after else []),
        type="submit" if submits else "button",
        disabled=_either(disabled, busy),
        class_name=classes,
        **attributes,
    )


def icon_button(
    icon: str,
    *,
    label: Text,
    variant: ButtonVariant = "quiet",
    size: Size = "small",
    disabled: Flag = False,
    **attributes: Attributes,
) -> rx.Component:
    """Make a square button; `label` is its name and its tooltip."""
    classes = join_classes(attributes, _look(variant, size), "button-icon")
    attributes.setdefault("title", label)
    return rx.el.button(
        draw_icon(icon),
        type="button",
        aria_label=label,
        disabled=disabled,
        class_name=classes,
        **attributes,
    )


def link_button(
    *children: rx.Component | Text, **attributes: Attributes
) -> rx.Component:
    """Make a button that reads as a link."""
    classes = join_classes(attributes, "link-button")
    return rx.el.button(*children, type="button", class_name=classes, **attributes)


def split_button(main: rx.Component, menu: rx.Component) -> rx.Component:
    """Join a button and the menu of its variants."""
    return rx.el.span(main, menu, class_name="split")


def chip(
    *children: rx.Component | Text,
    on_remove: EventType[()] | None = None,
    remove_label: Text = "",
    tone: Literal["accent", "neutral", "danger"] = "accent",
    **attributes: Attributes,
) -> rx.Component:
    """Show a choice that holds; with `on_remove` it can be taken away."""
    classes = join_classes(
        attributes, "chip", "" if tone == "accent" else f"chip-{tone}"
    )
    remove = []
    if on_remove is not None:
        remove.append(
            rx.el.button(
                draw_icon("x", size="small"),
                type="button",
                aria_label=remove_label
                if is_given(remove_label)
                else t("common.remove"),
                on_click=on_remove,
                class_name="chip-remove",
            )
        )
    words = rx.el.span(*children, class_name="cut")
    return rx.el.span(words, *remove, class_name=classes, **attributes)


def field(
    control: rx.Component,
    *,
    label: Text,
    control_id: str,
    hint: Text = "",
    error: Text = "",
) -> rx.Component:
    """Put a label above a control, and its hint or its error below.

    The control must carry `control_id` as its id.
    """
    notes = []
    if is_given(hint):
        notes.append(rx.el.span(hint, class_name="field-hint", id=f"{control_id}-hint"))
    if is_given(error):
        notes.append(
            rx.cond(
                error,
                rx.el.span(
                    error,
                    role="alert",
                    class_name="field-error",
                    id=f"{control_id}-error",
                ),
                rx.fragment(),
            )
        )
    return rx.el.div(
        rx.el.label(label, html_for=control_id, class_name="field-label"),
        control,
        *notes,
        class_name="field",
    )


def text_field(
    *,
    label: Text,
    name: str,
    kind: FieldKind = "text",
    value: Text | None = None,
    default_value: Text = "",
    placeholder: Text = "",
    hint: Text = "",
    error: Text = "",
    required: bool = False,
    disabled: Flag = False,
    auto_complete: str = "off",
    on_change: EventType[()] | EventType[str] | None = None,
    on_blur: EventType[()] | EventType[str] | None = None,
) -> rx.Component:
    """Make a labelled field of one line; its id is `field-<name>`."""
    control_id = f"field-{name}"
    is_wrong = rx.Var.create(error).bool() if is_given(error) else False
    given = _given(value, default_value, on_change=on_change, on_blur=on_blur)
    control = rx.el.input(
        id=control_id,
        name=name,
        type=kind,
        placeholder=placeholder,
        required=required,
        disabled=disabled,
        auto_complete=auto_complete,
        aria_invalid=is_wrong,
        aria_describedby=_notes_of(control_id, hint, error),
        class_name="input",
        **given,
    )
    return field(control, label=label, control_id=control_id, hint=hint, error=error)


def text_area(
    *,
    label: Text,
    name: str,
    value: Text | None = None,
    default_value: Text = "",
    placeholder: Text = "",
    hint: Text = "",
    error: Text = "",
    rows: int = 4,
    on_change: EventType[()] | EventType[str] | None = None,
    on_blur: EventType[()] | EventType[str] | None = None,
) -> rx.Component:
    """Make a labelled field of several lines; its id is `field-<name>`."""
    control_id = f"field-{name}"
    given = _given(value, default_value, on_change=on_change, on_blur=on_blur)
    control = rx.el.textarea(
        id=control_id,
        name=name,
        rows=str(rows),
        placeholder=placeholder,
        class_name="input",
        **given,
    )
    return field(control, label=label, control_id=control_id, hint=hint, error=error)


def select(
    *,
    label: Text,
    name: str,
    options: Sequence[tuple[str, Text]],
    value: Text | None = None,
    default_value: Text = "",
    hint: Text = "",
    disabled: Flag = False,
    on_change: EventType[()] | EventType[str] | None = None,
) -> rx.Component:
    """Make a labelled choice among `(value, words)`; its id is `field-<name>`."""
    control_id = f"field-{name}"
    given = _given(value, default_value, on_change=on_change)
    control = rx.el.select(
        *(rx.el.option(words, value=choice) for choice, words in options),
        id=control_id,
        name=name,
        disabled=disabled,
        class_name="input select",
        **given,
    )
    return field(control, label=label, control_id=control_id, hint=hint)


def checkbox(
    *children: rx.Component | Text,
    name: str,
    checked: Flag,
    on_change: EventType[()] | EventType[bool] | None = None,
    disabled: Flag = False,
) -> rx.Component:
    """Make a box to tick with its words beside it."""
    given: dict[str, Any] = {} if on_change is None else {"on_change": on_change}
    box = rx.el.input(
        type="checkbox", name=name, checked=checked, disabled=disabled, **given
    )
    return rx.el.label(box, rx.el.span(*children), class_name="check")


def switch(
    *, label: Text, is_on: Flag, on_click: EventType[()], disabled: Flag = False
) -> rx.Component:
    """Make a switch that acts at once."""
    return rx.el.button(
        type="button",
        role="switch",
        aria_label=label,
        aria_checked=is_on,
        title=label,
        disabled=disabled,
        on_click=on_click,
        class_name="switch",
    )


def search_field(
    *,
    label: Text,
    value: Text,
    on_change: EventType[()] | EventType[str],
    shortcut: str = "",
    control_id: str = "search",
    on_clear: EventType[()] | None = None,
) -> rx.Component:
    """Make the search box; give `on_change` a debounce where it asks the server."""
    tail = [kbd(shortcut)] if shortcut else []
    if on_clear is not None:
        clear = icon_button("x", label=t("list.clear_search"), on_click=on_clear)
        tail = [rx.cond(value, clear, rx.fragment(*tail))]
    return rx.el.div(
        draw_icon("search"),
        rx.el.input(
            id=control_id,
            type="search",
            value=value,
            on_change=on_change,
            placeholder=label,
            aria_label=label,
            auto_complete="off",
        ),
        *tail,
        class_name="search",
        role="search",
    )


def kbd(keys: str) -> rx.Component:
    """Show the key that does the same."""
    return rx.el.kbd(keys, aria_hidden="true")


def _given(value: Text | None, default_value: Text, **events: Any) -> dict[str, Any]:
    """Return what the caller bound the field to, and nothing it left out."""
    content: dict[str, Any] = (
        {"default_value": default_value} if value is None else {"value": value}
    )
    return content | {
        name: event for name, event in events.items() if event is not None
    }


def _notes_of(control_id: str, hint: Text, error: Text) -> str | None:
    notes = [
        f"{control_id}-{kind}"
        for kind, text in (("hint", hint), ("error", error))
        if is_given(text)
    ]
    return " ".join(notes) or None


def _either(one: Flag, other: Flag) -> Flag:
    if one is False:
        return other
    if other is False:
        return one
    return (rx.Var.create(one) | other).to(bool)
