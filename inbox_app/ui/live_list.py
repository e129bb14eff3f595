"""A long list that changes while it is read."""

from collections.abc import Callable
from typing import Any

import reflex as rx
from reflex.event import EventType, no_args_event_spec, passthrough_event_spec
from reflex.vars.function import ArgsFunctionOperation
from reflex_components_lucide.icon import LUCIDE_LIBRARY

from inbox_app.ui.attributes import Text
from inbox_app.ui.display import skeleton_rows
from inbox_app.ui.parts import link_script


class LiveList(rx.Component):
    """Holds the rows, applies differences, keeps the reader's place."""

    library = link_script("live_list.jsx")
    tag = "LiveList"
    lib_dependencies = [LUCIDE_LIBRARY]  # noqa: RUF012 - a field of Reflex

    page: rx.Var[dict[str, Any]]
    change: rx.Var[dict[str, Any]]
    row: rx.Var[Any]
    label: rx.Var[str]
    selected_key: rx.Var[str]
    skeleton: rx.Var[rx.Component]

    on_more: rx.EventHandler[passthrough_event_spec(int)]
    on_gap: rx.EventHandler[no_args_event_spec]


def live_list(
    *,
    page: rx.Var[Any],
    change: rx.Var[Any],
    row: Callable[[Any], rx.Component],
    row_type: type,
    label: Text,
    selected_key: Text = "",
    on_more: EventType[()] | EventType[int],
    on_gap: EventType[()],
) -> rx.Component:
    """Show a list of any length.

    `page` is `{"generation", "rows", "has_more"}`; another generation is another
    list, shown from its top. `change` is `{"generation", "number", "dropped",
    "placed", "has_more"}`, numbered from 1: keys to take out, then
    `{"row", "after"}` to put in below that key ("" at the top). Rows have a `key`.
    `on_more(generation)` asks for a change with the next rows, `on_gap` for the page
    again. `row` draws one row and should be memoised.
    """
    item = rx.Var("item", _var_type=row_type).to(row_type)
    draw = ArgsFunctionOperation.create(
        args_names=("item",), return_expr=rx.Var.create(row(item))
    )
    return LiveList.create(
        page=page,
        change=change,
        row=draw,
        label=label,
        selected_key=selected_key,
        skeleton=skeleton_rows(2),
        on_more=on_more,
        on_gap=on_gap,
    )
