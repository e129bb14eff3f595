"""What any primitive hands on to its element."""

from typing import TypeAlias, TypedDict

import reflex as rx
from reflex.event import EventType

Text: TypeAlias = str | rx.Var[str]
Flag: TypeAlias = bool | rx.Var[bool]
Number: TypeAlias = int | float | rx.Var[int] | rx.Var[float]


class Attributes(TypedDict, total=False):
    """Attributes and events that every element of the kit takes."""

    id: Text
    key: str | int | rx.Var[str] | rx.Var[int]
    class_name: Text
    title: Text
    role: str
    hidden: Flag
    custom_attrs: dict[str, str | rx.Var[str]]
    on_click: EventType[()]
    on_focus: EventType[()]
    on_blur: EventType[()]
    data_testid: str
    aria_label: Text
    aria_describedby: Text
    aria_controls: Text
    aria_pressed: Flag
    aria_expanded: Flag
    aria_current: Text


def join_classes(attributes: Attributes, *names: Text) -> list[Text]:
    """Put the kit's own classes before those the caller gave."""
    given = attributes.pop("class_name", "")
    return [name for name in (*names, given) if is_given(name)]


def is_given(text: Text) -> bool:
    """Tell whether the caller gave a text; a Var always counts as given."""
    return isinstance(text, rx.Var) or text != ""
