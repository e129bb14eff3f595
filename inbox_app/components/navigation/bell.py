"""The bell: what an agent should know of."""

from typing import Any

import reflex as rx

from inbox_app.ui.display import dot
from inbox_app.ui.icons import icon, icon_for
from inbox_app.ui.language import t
from inbox_app.ui.menu import menu, menu_item, menu_separator
from inbox_app.ui.time_ago import time_ago

_ICONS = {
    "assigned": "user-round-check",
    "mentioned": "at-sign",
    "replied": "reply",
    "send_failed": "triangle-alert",
    "woken": "clock",
    "send_held": "clock",
    "new": "mail",
}
SHOWN_AT_MOST = 99


def notification_bell(
    rows: Any,
    unread: rx.vars.NumberVar[int],
    *,
    on_open: Any,
    on_all_read: Any,
) -> rx.Component:
    """Show how much is new, and the list of it."""
    return menu(
        rx.foreach(rows, lambda row: _line(row, on_open)),
        rx.cond(
            rows.length() > 0,
            rx.fragment(
                menu_separator(),
                menu_item(
                    t("bell.all_read"),
                    icon="check-check",
                    disabled=unread == 0,
                    on_click=on_all_read,
                ),
            ),
            rx.el.p(t("bell.empty"), class_name="menu-title"),
        ),
        label=rx.cond(unread > 0, t("bell.label_unread", n=unread), t("bell.label")),
        trigger=rx.fragment(
            icon("bell"),
            rx.cond(
                unread > 0,
                rx.el.span(
                    rx.cond(unread > SHOWN_AT_MOST, "99+", unread.to_string()),
                    class_name="bell-count",
                ),
                rx.fragment(),
            ),
        ),
        look="button button-quiet button-icon bell",
        align="end",
        test_id="bell",
    )


def _line(row: Any, on_open: Any) -> rx.Component:
    words = rx.match(
        row.kind,
        ("assigned", t("bell.assigned", name=row.by_name)),
        ("mentioned", t("bell.mentioned", name=row.by_name)),
        ("replied", t("bell.replied", name=row.by_name)),
        ("send_failed", t("bell.send_failed")),
        ("woken", t("bell.woken", name=row.by_name)),
        ("send_held", t("bell.send_held", name=row.by_name)),
        t("bell.new", name=row.by_name),
    )
    return rx.el.button(
        icon_for(row.kind, _ICONS, default="mail"),
        rx.el.span(
            rx.el.span(words, class_name="bell-words"),
            rx.el.span(row.text, class_name="meta faint cut bell-text"),
            class_name="grow",
        ),
        time_ago(row.at, class_name="menu-hint"),
        rx.cond(row.is_read, rx.fragment(), dot("accent", label=t("list.unread"))),
        type="button",
        role="menuitem",
        tab_index=-1,
        on_click=on_open(row.id),
        class_name="menu-item bell-line",
        key=row.id,
    )
