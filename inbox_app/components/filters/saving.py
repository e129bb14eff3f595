"""Beside the chips: keep what is chosen as a view, or in the view that is open."""

import reflex as rx
from reflex.event import EventType

from inbox_app.state.filters import FilterState
from inbox_app.state.saved_views import SavedViewState
from inbox_app.ui.language import t


def saved_view_actions() -> rx.Component:
    """Offer what fits: a new view, the changes of the open one, or nothing."""
    shown = SavedViewState.shown
    is_as_saved = (shown["id"] != 0) & ~shown["is_changed"].to(bool)
    save_as = _action(t("views.save_as"), SavedViewState.start_saving)
    return rx.fragment(
        rx.cond(
            FilterState.is_narrowed
            & shown["is_changed"].to(bool)
            & shown["may_change"].to(bool),
            _action(t("views.save_changes"), SavedViewState.save_filter),
            rx.fragment(),
        ),
        rx.cond(FilterState.is_narrowed & ~is_as_saved, save_as, rx.fragment()),
        rx.cond(
            shown["problem"] != "",
            rx.el.li(
                rx.match(
                    shown["problem"],
                    ("assignee", t("views.problem_assignee")),
                    ("contact", t("views.problem_contact")),
                    t("views.problem_filter"),
                ),
                role="status",
                class_name="banner banner-warn view-problem",
            ),
            rx.fragment(),
        ),
    )


def _action(words: rx.Var[str], on_click: EventType[()]) -> rx.Component:
    return rx.el.li(
        rx.el.button(words, type="button", on_click=on_click, class_name="chip-clear")
    )
