"""What primitives take besides their own arguments."""

from typing import Any, TypeAlias

import reflex as rx

Text: TypeAlias = str | rx.Var[str]
Flag: TypeAlias = bool | rx.Var[bool]
Number: TypeAlias = int | float | rx.Var[int] | rx.Var[float]
# Attributes and events for the element itself: id, key, class_name, on_click, aria_*.
Attributes: TypeAlias = Any


def join_classes(attributes: dict[str, Any], *names: Text) -> list[Text]:
    """Put the kit's own classes before those the caller gave."""
    given = attributes.pop("class_name", "")
    return [name for name in (*names, given) if is_given(name)]


def is_given(text: Text) -> bool:
    """Tell whether the caller gave a text; a Var always counts as given."""
    return isinstance(text, rx.Var) or text != ""
