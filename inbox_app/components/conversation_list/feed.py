"""The scrolling rows: the Python side of `feed.jsx`."""

from collections.abc import Callable
from typing import Any, TypeAlias

import reflex as rx
from reflex.event import EventType, no_args_event_spec, passthrough_event_spec
from reflex.vars.function import ArgsFunctionOperation

from inbox_app.state.conversation_list import ListChange, ListPage
from inbox_app.ui.attributes import Flag
from inbox_app.ui.language import t
from inbox_app.ui.parts import link_script
from inbox_app.viewmodels.conversation import ConversationRow

RowRenderer: TypeAlias = Callable[
    [
        rx.vars.ObjectVar[ConversationRow],
        rx.Var[bool],
        rx.Var[str],
        rx.Var[int],
    ],
    rx.Component,
]


class ConversationFeed(rx.Component):
    """Rows that change in place and never under the pointer."""

    library = link_script("feed.jsx", __name__)
    tag = "ConversationFeed"

    page: rx.Var[ListPage]
    change: rx.Var[ListChange]
    is_settled: rx.Var[bool]
    row: rx.Var[Any]
    row_inputs: rx.Var[str]
    label: rx.Var[str]
    skeleton: rx.Var[rx.Component]
    empty: rx.Var[rx.Component]
    problem: rx.Var[rx.Component]
    new_icon: rx.Var[rx.Component]

    on_open: rx.EventHandler[passthrough_event_spec(int)]
    on_more: rx.EventHandler[passthrough_event_spec(int)]
    on_reload: rx.EventHandler[no_args_event_spec]


def conversation_feed(
    page: rx.Var[ListPage],
    change: rx.Var[ListChange],
    *,
    row: RowRenderer,
    row_inputs: rx.Var[str],
    is_settled: Flag,
    skeleton: rx.Component,
    empty: rx.Component,
    problem: rx.Component,
    new_icon: rx.Component,
    on_open: EventType[()] | EventType[int],
    on_more: EventType[()] | EventType[int],
    on_reload: EventType[()],
) -> rx.Component:
    """Show the rows of `page` as changed by each `change`.

    `row` draws one from the row itself, whether its conversation is open, where
    it leads, and its place in the tab order; `row_inputs` is all else that it
    depends on.
    """
    return ConversationFeed.create(
        page=page,
        change=change,
        is_settled=is_settled,
        row=_as_function(row),
        row_inputs=row_inputs,
        label=t("list.label"),
        skeleton=skeleton,
        empty=empty,
        problem=problem,
        new_icon=new_icon,
        on_open=on_open,
        on_more=on_more,
        on_reload=on_reload,
    )


def _as_function(row: RowRenderer) -> rx.Var[Any]:
    drawn = row(
        rx.Var("item", _var_type=ConversationRow).to(ConversationRow),
        rx.Var("isOpen", _var_type=bool).to(bool),
        rx.Var("href", _var_type=str).to(str),
        rx.Var("tabIndex", _var_type=int).to(int),
    )
    return ArgsFunctionOperation.create(
        args_names=("item", "isOpen", "href", "tabIndex"),
        return_expr=rx.Var.create(drawn),
    )
