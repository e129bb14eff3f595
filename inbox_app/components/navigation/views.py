"""The views with their counts."""

import reflex as rx

from inbox_app.components.inbox_place import place
from inbox_app.domain.conversation_filter import View
from inbox_app.ui.icons import icon
from inbox_app.ui.language import t
from inbox_app.viewmodels.navigation import ViewCounts

VIEW_ICONS: dict[View, str] = {
    View.UNASSIGNED: "user-round-x",
    View.MINE: "user-round-check",
    View.MENTIONS: "at-sign",
    View.OPEN: "inbox",
    View.SNOOZED: "clock",
    View.CHAT: "message-circle",
    View.EMAIL: "mail",
    View.FORMS: "phone",
    View.CLOSED: "circle-check",
    View.SENT: "send",
    View.FILTERED: "shield-alert",
    View.TRASH: "trash-2",
}
# What is done has no number: it would only ever grow.
COUNTED = (
    View.UNASSIGNED,
    View.MINE,
    View.MENTIONS,
    View.OPEN,
    View.SNOOZED,
    View.CHAT,
    View.EMAIL,
    View.FORMS,
    View.CLOSED,
    View.FILTERED,
    View.TRASH,
)
SECTIONS: tuple[tuple[str, tuple[View, ...]], ...] = (
    ("", (View.UNASSIGNED, View.MINE, View.MENTIONS, View.OPEN, View.SNOOZED)),
    ("nav.channels", (View.CHAT, View.EMAIL, View.FORMS)),
    ("nav.done", (View.CLOSED, View.SENT, View.FILTERED, View.TRASH)),
)
SHOWN_AT_MOST = 999


def view_name(view: View) -> rx.Var[str]:
    """Name a view."""
    return t("nav.all_open" if view is View.OPEN else f"nav.{view}")


def view_list(counts: rx.vars.ObjectVar[ViewCounts]) -> list[rx.Component]:
    """List the views, in their groups."""
    parts: list[rx.Component] = []
    for title, views in SECTIONS:
        if title:
            parts.append(rx.el.h2(t(title), class_name="nav-section"))
        parts += [_view_link(view, counts) for view in views]
    return parts


def _view_link(view: View, counts: rx.vars.ObjectVar[ViewCounts]) -> rx.Component:
    is_here = place("view") == view.value
    children = [
        icon(VIEW_ICONS[view]),
        rx.el.span(view_name(view), class_name="nav-label cut"),
    ]
    if view in COUNTED:
        says = "nav.mentions_count" if view is View.MENTIONS else "nav.count"
        children.append(_count(counts[view.value].to(int), says))
    return rx.el.a(
        *children,
        href=f"/inbox/{place('inbox')}/{view.value}",
        aria_current=rx.cond(is_here, "page", "false"),
        title=view_name(view),
        class_name="nav-item",
    )


def _count(number: rx.vars.NumberVar[int], says: str = "nav.count") -> rx.Component:
    words = rx.cond(number > SHOWN_AT_MOST, f"{SHOWN_AT_MOST}+", number.to_string())
    return rx.cond(
        number > 0,
        rx.el.span(
            rx.el.span(words, aria_hidden="true"),
            rx.el.span(t(says, n=number), class_name="visually-hidden"),
            class_name="nav-count",
        ),
        rx.fragment(),
    )
