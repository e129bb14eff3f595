"""The chips under the search: one for each thing that narrows the list."""

from typing import Any, TypeAlias, cast

import reflex as rx

from inbox_app.components.filters.saving import saved_view_actions
from inbox_app.components.filters.words import (
    CHANNEL_WORDS,
    OPTION_WORDS,
    PRIORITY_WORDS,
    SPAN_WORDS,
    STATUS_WORDS,
    say,
)
from inbox_app.components.inbox_place import here_with
from inbox_app.state.filters import FilterState
from inbox_app.state.saved_views import SavedViewState
from inbox_app.ui.icons import icon
from inbox_app.ui.language import t
from inbox_app.ui.time_ago import time_ago

# The fields of a Var are known at run time only.
Chip: TypeAlias = Any


def filter_chips(chips: Any, *, plain_query: rx.Var[str]) -> rx.Component:
    """Show what narrows the list; each goes by itself, or all at once."""
    return rx.cond(
        chips.length() > 0,
        rx.el.ul(
            rx.foreach(chips, _chip),
            rx.el.li(
                rx.el.a(
                    t("filter.clear"),
                    href=here_with(plain_query),
                    class_name="chip-clear",
                ),
            ),
            saved_view_actions(),
            aria_label=t("list.filters"),
            class_name="list-filters",
        ),
        # Words alone can be kept too, and a view without filters filled again.
        rx.cond(
            FilterState.is_narrowed | (SavedViewState.shown["id"] != 0),
            rx.el.ul(
                saved_view_actions(),
                aria_label=t("list.filters"),
                class_name="list-filters",
            ),
            rx.fragment(),
        ),
    )


def _chip(chip: Chip) -> rx.Component:
    words = _words_of(chip)
    is_span = (chip.kind == "date") & (chip.value == "custom")
    return rx.el.li(
        rx.el.span(
            words,
            rx.cond(is_span, _days(chip), rx.fragment()),
            class_name="cut",
        ),
        rx.el.a(
            icon("x", size="small"),
            href=here_with(chip.query),
            aria_label=t("filter.remove", name=words),
            title=t("filter.remove", name=words),
            class_name="chip-remove",
        ),
        key=f"{chip.kind} {chip.value}",
        class_name="chip",
    )


def _words_of(chip: Chip) -> rx.Var[str]:
    def named(key: str, value: rx.Var[str]) -> rx.Var[str]:
        return t("filter.chip", name=t(key), value=value)

    assignee = rx.cond(chip.value == "me", t("common.me"), t("common.nobody"))
    words = rx.match(
        chip.kind,
        ("status", named("filter.status", say(chip.value, STATUS_WORDS))),
        ("channel", named("filter.channel", say(chip.value, CHANNEL_WORDS))),
        ("assignee", named("filter.assignee", assignee)),
        ("assignee_name", named("filter.assignee", chip.value)),
        ("team", named("filter.team", chip.value)),
        ("tag", named("filter.tag", chip.value)),
        ("priority", named("filter.priority", say(chip.value, PRIORITY_WORDS))),
        ("contact", named("filter.contact", chip.value)),
        ("option", say(chip.value, OPTION_WORDS)),
        rx.cond(chip.value == "custom", t("filter.date"), say(chip.value, SPAN_WORDS)),
    )
    return cast("rx.Var[str]", words)


def _days(chip: Chip) -> rx.Component:
    # Noon, so that the day stays the same in every zone.
    def day(value: rx.Var[str]) -> rx.Component:
        return time_ago(value.to(str) + "T12:00:00", look="date")

    return rx.fragment(
        " ",
        rx.cond(chip.since != "", day(chip.since), "…"),
        " – ",
        rx.cond(chip.until != "", day(chip.until), "…"),
    )
