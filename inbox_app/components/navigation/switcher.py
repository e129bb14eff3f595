"""The choice of inbox, at the top left."""

from typing import Any

import reflex as rx

from inbox_app.components.inbox_place import place
from inbox_app.ui.display import dot
from inbox_app.ui.icons import icon
from inbox_app.ui.language import t
from inbox_app.ui.menu import menu

# With more inboxes than this, typing narrows the choice.
LISTED_WITHOUT_SEARCH = 7


def inbox_switcher(inboxes: Any, name: rx.Var[str]) -> rx.Component:
    """Show which inbox is open, and lead to the others."""
    shown = rx.cond(name, name, t("nav.all_inboxes"))
    trigger = rx.fragment(
        rx.el.span(icon("life-buoy"), class_name="nav-logo"),
        rx.el.span(shown, class_name="nav-label grow cut"),
        icon("chevrons-up-down", class_name="faint"),
    )
    return menu(
        _all_item(),
        rx.foreach(inboxes, lambda inbox: _inbox_item(inbox)),
        label=t("nav.switch_inbox_from", name=shown),
        trigger=trigger,
        look="nav-switch",
        filter_label=rx.cond(
            inboxes.length() > LISTED_WITHOUT_SEARCH, t("nav.find_inbox"), ""
        ),
        test_id="inbox-switcher",
    )


def _all_item() -> rx.Component:
    return _item(
        icon("layers"),
        rx.el.span(t("nav.all_inboxes"), class_name="grow cut"),
        target="all",
    )


def _inbox_item(inbox: Any) -> rx.Component:
    return _item(
        _health_dot(inbox.health),
        rx.el.span(inbox.name, class_name="grow cut"),
        rx.cond(
            inbox.is_member,
            rx.fragment(),
            rx.el.span(t("nav.looking_in"), class_name="menu-hint"),
        ),
        rx.cond(
            inbox.unassigned > 0,
            rx.el.span(
                rx.el.span(inbox.unassigned, aria_hidden="true"),
                rx.el.span(
                    t("nav.unassigned_count", n=inbox.unassigned),
                    class_name="visually-hidden",
                ),
                class_name="badge",
            ),
            rx.fragment(),
        ),
        target=inbox.id.to_string(),
    )


def _item(*children: rx.Component, target: str | rx.Var[str]) -> rx.Component:
    view = rx.cond(place("view"), place("view"), "unassigned")
    return rx.el.a(
        *children,
        rx.cond(place("inbox") == target, icon("check"), rx.fragment()),
        href=f"/inbox/{target}/{view}",
        role="menuitem",
        aria_current=rx.cond(place("inbox") == target, "true", "false"),
        tab_index=-1,
        class_name="menu-item",
    )


def _health_dot(health: Any) -> rx.Component:
    return rx.fragment(
        rx.match(
            health,
            ("ok", dot("ok", label=t("nav.health_ok"))),
            ("syncing", dot("accent", label=t("nav.health_syncing"))),
            ("retrying", dot("warn", label=t("nav.health_retrying"))),
            ("needs_login", dot("danger", label=t("nav.health_needs_login"))),
            dot("neutral", label=t("nav.health_none")),
        )
    )
