"""Icons: the lucide set, 16 px, drawn in the colour of the text beside them."""

import reflex as rx

from inbox_app.ui.tokens import Size


def icon(name: str, *, size: Size = "medium", class_name: str = "") -> rx.Component:
    """Draw an icon; the control around it carries the accessible name.

    Each name used adds its own few hundred bytes to the page, so `name` is a
    plain text and never a Var; `icon_for` chooses by a Var among named ones.
    """
    look = "icon" if size == "medium" else f"icon icon-{size}"
    # The width of the stroke is set by the style sheet: as a prop Reflex would
    # turn it into a style object for every icon.
    return rx.icon(name, class_name=[look, class_name] if class_name else look)


def icon_for(
    value: rx.Var[str],
    names: dict[str, str],
    *,
    default: str = "circle",
    size: Size = "medium",
) -> rx.Component:
    """Draw the icon that `names` gives for the value a Var has."""
    cases = [(value_is, icon(name, size=size)) for value_is, name in names.items()]
    return rx.fragment(rx.match(value, *cases, icon(default, size=size)))
