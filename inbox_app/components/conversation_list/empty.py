"""What stands in place of the rows when there are none."""

from typing import Any

import reflex as rx
from reflex.event import EventType

from inbox_app.components.inbox_place import here_with, place
from inbox_app.domain.conversation_filter import View
from inbox_app.ui.controls import button
from inbox_app.ui.display import empty_state
from inbox_app.ui.icons import icon
from inbox_app.ui.language import t

# Catalogue keys of what to say, and where to go next: words and view.
_WORDS: dict[View, tuple[str, str, str]] = {
    View.UNASSIGNED: ("list.empty_unassigned", "list.empty_unassigned_hint", "open"),
    View.MINE: ("list.empty_mine", "list.empty_mine_hint", "unassigned"),
    View.MENTIONS: ("list.empty_mentions", "list.empty_mentions_hint", "open"),
    View.OPEN: ("list.empty_open", "list.empty_open_hint", ""),
    View.SNOOZED: ("list.empty_snoozed", "list.empty_snoozed_hint", "open"),
    View.CHAT: ("list.empty_chat", "list.empty_open_hint", "open"),
    View.EMAIL: ("list.empty_email", "list.empty_open_hint", "open"),
    View.FORMS: ("list.empty_forms", "list.empty_open_hint", "open"),
    View.CLOSED: ("list.empty_closed", "list.empty_closed_hint", "open"),
    View.SENT: ("list.empty_sent", "list.empty_sent_hint", "open"),
    View.FILTERED: ("list.empty_filtered", "list.empty_filtered_hint", ""),
    View.TRASH: ("list.empty_trash", "list.empty_trash_hint", ""),
}
_ICONS = {
    View.UNASSIGNED: "party-popper",
    View.MINE: "user-round-check",
    View.MENTIONS: "at-sign",
    View.SNOOZED: "clock",
    View.CLOSED: "circle-check",
    View.SENT: "send",
    View.FILTERED: "shield-check",
    View.TRASH: "trash-2",
}


def empty_list(
    *,
    is_narrowed: rx.Var[bool],
    plain_query: rx.Var[str],
    has_inbox: rx.Var[bool],
    is_admin: rx.Var[bool],
) -> rx.Component:
    """Say why nothing is here and what to do next."""
    return rx.cond(
        has_inbox,
        rx.cond(is_narrowed, _nothing_found(plain_query), _empty_view()),
        rx.cond(
            is_admin,
            empty_state(
                t("list.no_inbox"),
                rx.el.a(
                    t("list.no_inbox_set_up"),
                    href="/settings",
                    class_name="button button-primary",
                ),
                hint=t("list.no_inbox_admin_hint"),
                icon="inbox",
            ),
            empty_state(
                t("list.no_inbox"), hint=t("list.no_inbox_agent_hint"), icon="inbox"
            ),
        ),
    )


def failed_list(problem: rx.Var[str], *, on_retry: EventType[()]) -> rx.Component:
    """Say what went wrong, and offer the way out."""
    words: Any = rx.match(
        problem,
        ("error.inbox_not_found", t("error.inbox_not_found")),
        ("error.not_allowed", t("error.not_allowed")),
        t("list.failed"),
    )
    return empty_state(
        words,
        rx.el.div(
            button(t("common.retry"), icon="rotate-cw", on_click=on_retry),
            rx.el.a(
                t("nav.all_inboxes"), href="/inbox/all/unassigned", class_name="button"
            ),
            class_name="line",
        ),
        icon="circle-alert",
    )


def _nothing_found(plain_query: rx.Var[str]) -> rx.Component:
    return empty_state(
        t("list.empty_search"),
        rx.el.a(
            icon("x"),
            t("list.clear_filters"),
            href=here_with(plain_query),
            class_name="button",
        ),
        hint=t("list.empty_search_hint"),
        icon="search-x",
    )


def _empty_view() -> rx.Component:
    cases = [(view.value, _empty_state_of(view)) for view in _WORDS]
    return rx.fragment(rx.match(place("view"), *cases, empty_state(t("list.empty"))))


def _empty_state_of(view: View) -> rx.Component:
    title, hint, onward = _WORDS[view]
    links = []
    if onward:
        key = "nav.all_open" if onward == View.OPEN else f"nav.{onward}"
        links.append(
            rx.el.a(
                t("list.go_to", name=t(key)),
                href=f"/inbox/{place('inbox')}/{onward}",
                class_name="button",
            )
        )
    return empty_state(t(title), *links, hint=t(hint), icon=_ICONS.get(view, "inbox"))
