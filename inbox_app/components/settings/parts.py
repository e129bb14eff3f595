"""What the sections share: their heads, and groups of fields."""

import reflex as rx

from inbox_app.ui.attributes import Text, is_given
from inbox_app.ui.icons import icon
from inbox_app.ui.language import t


def section_head(
    title: Text, *actions: rx.Component, hint: Text = "", back: Text = ""
) -> rx.Component:
    """Head a section; `back` is where it was opened from."""
    way_back = rx.el.a(
        icon("arrow-left"),
        href=back,
        aria_label=t("common.back"),
        title=t("common.back"),
        class_name="settings-back",
    )
    return rx.el.header(
        *([way_back] if is_given(back) else []),
        rx.el.div(
            rx.el.h1(title, class_name="settings-title cut"),
            *([rx.el.p(hint, class_name="muted")] if is_given(hint) else []),
            class_name="grow",
        ),
        *actions,
        class_name="settings-head",
    )


def group(title: Text, *children: rx.Component, hint: Text = "") -> rx.Component:
    """Put what belongs together under one heading."""
    return rx.el.section(
        rx.el.h2(title),
        *([rx.el.p(hint, class_name="muted")] if is_given(hint) else []),
        *children,
        aria_label=title,
        class_name="settings-section",
    )


def option_line(title: Text, control: rx.Component, *, hint: Text = "") -> rx.Component:
    """Put a switch or a choice beside the words that explain it."""
    return rx.el.div(
        rx.el.div(
            rx.el.div(title, class_name="strong"),
            *([rx.el.div(hint, class_name="small muted")] if is_given(hint) else []),
            class_name="grow",
        ),
        control,
        class_name="line settings-option",
    )
