"""The fields To, Cc and Bcc."""

from typing import Any

import reflex as rx
from reflex.event import EventType, passthrough_event_spec
from reflex_components_lucide.icon import LUCIDE_LIBRARY

from inbox_app.ui.attributes import Flag, Text
from inbox_app.ui.parts import link_script


class RecipientsField(rx.Component):
    """Addresses as chips, with suggestions."""

    library = link_script("recipients.jsx")
    tag = "RecipientsField"
    lib_dependencies = [LUCIDE_LIBRARY]  # noqa: RUF012 - a field of Reflex

    label: rx.Var[str]
    value: rx.Var[list[dict[str, Any]]]
    suggestions: rx.Var[list[dict[str, Any]]]
    disabled: rx.Var[bool]
    auto_focus: rx.Var[bool]

    on_change: rx.EventHandler[passthrough_event_spec(list)]
    on_query: rx.EventHandler[passthrough_event_spec(str)]


def recipients_field(
    *,
    label: Text,
    value: rx.Var[Any],
    on_change: EventType[()] | EventType[list[dict[str, Any]]],
    suggestions: rx.Var[Any] | None = None,
    on_query: EventType[()] | EventType[str] | None = None,
    disabled: Flag = False,
    auto_focus: bool = False,
) -> rx.Component:
    """Make one field; `value` is a list of `{"name", "address"}`.

    `on_change` gets the whole new list, each row with `is_valid`: what is no
    address stays, marked, until its writer repairs it. `on_query(text)` comes while
    typing, after a short pause; answer through `suggestions`.
    """
    extra: dict[str, Any] = {}
    if suggestions is not None:
        extra["suggestions"] = suggestions
    if on_query is not None:
        extra["on_query"] = on_query
    return RecipientsField.create(
        label=label,
        value=value,
        disabled=disabled,
        auto_focus=auto_focus,
        on_change=on_change,
        **extra,
    )
