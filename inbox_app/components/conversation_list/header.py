"""Above the rows: which list this is, its order, and the search."""

from collections.abc import Callable
from typing import Literal, cast

import reflex as rx
from reflex.event import EventSpec, EventType, passthrough_event_spec

from inbox_app.components.filters import filter_panel
from inbox_app.components.inbox_place import here_with, place
from inbox_app.components.navigation.views import view_name
from inbox_app.domain.conversation_filter import View
from inbox_app.state.saved_views import SavedViewState
from inbox_app.ui.controls import icon_button
from inbox_app.ui.icons import icon
from inbox_app.ui.language import t
from inbox_app.ui.menu import menu, menu_separator
from inbox_app.ui.parts import link_script

HIDING_SNOOZED = (View.UNASSIGNED, View.OPEN, View.CHAT, View.EMAIL, View.FORMS)


class SearchBox(rx.Component):
    """The search field; `/` leads there, Escape empties it."""

    library = link_script("search_box.jsx", __name__)
    tag = "SearchBox"

    words: rx.Var[str]
    label: rx.Var[str]
    clear_label: rx.Var[str]
    search_icon: rx.Var[rx.Component]
    clear_icon: rx.Var[rx.Component]

    on_search: rx.EventHandler[passthrough_event_spec(str)]


def list_header(
    *,
    oldest_first: rx.Var[bool],
    newest_query: rx.Var[str],
    oldest_query: rx.Var[str],
    with_snoozed: rx.Var[bool],
    snoozed_query: rx.Var[str],
    is_narrowed: rx.Var[bool],
    words: rx.Var[str],
    total: rx.vars.NumberVar[int],
    is_total_capped: rx.Var[bool],
    on_menu: EventType[()],
    on_search: EventType[()] | EventType[str] | Callable[[rx.Var[str]], EventSpec],
) -> rx.Component:
    """Name the list, and offer order, filters and search."""
    return rx.fragment(
        rx.el.div(
            icon_button(
                "menu",
                label=t("nav.menu"),
                class_name="only-narrow",
                on_click=on_menu,
            ),
            rx.el.h1(
                rx.cond(
                    SavedViewState.shown["id"] != 0,
                    SavedViewState.shown["name"],
                    rx.cond(is_narrowed, t("list.results"), _view_title()),
                ),
                class_name="list-title",
            ),
            rx.cond(
                is_narrowed & (total >= 0),
                rx.el.span(
                    rx.cond(
                        is_total_capped,
                        t("list.found_more", n=total),
                        t("list.found", n=total),
                    ),
                    role="status",
                    class_name="meta faint fixed",
                ),
                rx.fragment(),
            ),
            _order_menu(
                oldest_first,
                newest_query,
                oldest_query,
                with_snoozed,
                snoozed_query,
            ),
            filter_panel(),
            class_name="line",
        ),
        SearchBox.create(
            words=words,
            label=t("list.search"),
            clear_label=t("list.clear_search"),
            search_icon=icon("search"),
            clear_icon=icon("x"),
            on_search=on_search,
        ),
    )


def _view_title() -> rx.Var[str]:
    names = [(view.value, view_name(view)) for view in View]
    return cast("rx.Var[str]", rx.match(place("view"), *names, ""))


def _order_menu(
    oldest_first: rx.Var[bool],
    newest_query: rx.Var[str],
    oldest_query: rx.Var[str],
    with_snoozed: rx.Var[bool],
    snoozed_query: rx.Var[str],
) -> rx.Component:
    shown = rx.cond(oldest_first, t("list.oldest"), t("list.newest"))
    return menu(
        _order(t("list.newest"), newest_query, is_chosen=~oldest_first),
        _order(t("list.oldest"), oldest_query, is_chosen=oldest_first),
        rx.cond(
            rx.Var.create([view.value for view in HIDING_SNOOZED]).contains(
                place("view")
            ),
            rx.fragment(
                menu_separator(),
                _order(
                    t("list.with_snoozed"),
                    snoozed_query,
                    is_chosen=with_snoozed,
                    role="menuitemcheckbox",
                ),
            ),
            rx.fragment(),
        ),
        label=t("list.sort_by", name=shown),
        trigger=rx.fragment(shown, icon("chevron-down", size="small")),
        align="end",
        test_id="order-menu",
    )


def _order(
    words: rx.Var[str],
    query: rx.Var[str],
    *,
    is_chosen: rx.Var[bool],
    role: Literal["menuitemradio", "menuitemcheckbox"] = "menuitemradio",
) -> rx.Component:
    return rx.el.a(
        rx.el.span(words, class_name="grow"),
        icon("check", class_name="menu-check"),
        href=here_with(query),
        role=role,
        aria_checked=is_chosen,
        tab_index=-1,
        class_name="menu-item",
    )
