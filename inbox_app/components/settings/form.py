"""Forms that keep what is typed in the browser until it is sent."""

from typing import Any

import reflex as rx
from reflex.event import EventType, passthrough_event_spec

from inbox_app.components.spoken import say
from inbox_app.state.settings.problem import FieldProblem
from inbox_app.ui.attributes import Flag, Text
from inbox_app.ui.controls import field
from inbox_app.ui.parts import link_script


class ValuesForm(rx.Component):
    """A form whose values arrive as one mapping, the pressed button included."""

    library = link_script("form.jsx", __name__)
    tag = "ValuesForm"

    label: rx.Var[str]
    # The name of the field that was refused: it gets the focus.
    wrong: rx.Var[str]

    on_submit: rx.EventHandler[passthrough_event_spec(dict)]


def values_form(
    *children: rx.Component,
    label: Text,
    on_submit: EventType[()] | EventType[dict[str, Any]],
    wrong: Text = "",
    number: rx.Var[int] | None = None,
    class_name: str = "form",
) -> rx.Component:
    """Make a form; when `number` changes its fields start anew."""
    key: dict[str, Any] = {} if number is None else {"key": number}
    return ValuesForm.create(
        *children,
        label=label,
        wrong=wrong,
        on_submit=on_submit,
        class_name=class_name,
        **key,
    )


def error_of(problem: rx.vars.ObjectVar[FieldProblem], name: str) -> rx.Var[str]:
    """Say what is wrong with one field; empty when nothing is."""
    return rx.cond(
        problem["field"] == name,
        say(problem["key"].to(str), problem["values"]),
        "",
    ).to(str)


def choice_field(
    *options: rx.Component, label: Text, name: str, default_value: Text = ""
) -> rx.Component:
    """Make a labelled choice among options that only the server knows."""
    control_id = f"field-{name}"
    control = rx.el.select(
        *options,
        id=control_id,
        name=name,
        default_value=default_value,
        class_name="input select",
    )
    return field(control, label=label, control_id=control_id)


def submit_button(
    *children: rx.Component | Text,
    intent: str,
    disabled: Flag = False,
    look: str = "button-secondary",
) -> rx.Component:
    """Make a button that says what the form is sent for."""
    return rx.el.button(
        *children,
        type="submit",
        name="intent",
        value=intent,
        disabled=disabled,
        class_name=f"button {look}",
    )
