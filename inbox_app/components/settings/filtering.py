"""Filtering: the rules with a switch each, the lists, and when all of it goes."""

from typing import Any

import reflex as rx

from inbox_app.components.settings.form import error_of, submit_button, values_form
from inbox_app.components.settings.parts import group, option_line, section_head
from inbox_app.state.settings.filtering import FilteringState
from inbox_app.ui.controls import button, icon_button, switch, text_field
from inbox_app.ui.display import badge, banner
from inbox_app.ui.language import t
from inbox_app.ui.time_ago import time_ago

SWITCHES = ("automatic", "marketing", "unsubscribe", "role")


def filtering_section() -> rx.Component:
    """Show the rules of the workspace."""
    filtering: Any = FilteringState.filtering
    return rx.fragment(
        section_head(t("settings.filtering"), hint=t("filtering.hint")),
        rx.cond(
            filtering["is_much"],
            banner(
                t("filtering.much", n=filtering["filtered_percent"].to(int)),
                tone="warn",
                icon="shield-alert",
            ),
            rx.fragment(),
        ),
        group(
            t("filtering.rules"),
            *(_switch(filtering, name) for name in SWITCHES),
            hint=t("filtering.rules_hint"),
        ),
        group(t("filtering.lists"), _add(), _rules(), hint=t("filtering.lists_hint")),
        group(t("filtering.retention"), _days(filtering)),
    )


def _switch(filtering: Any, name: str) -> rx.Component:
    is_on = filtering[name].to(bool)
    return option_line(
        t(f"filtering.{name}"),
        switch(
            label=t(f"filtering.{name}"),
            is_on=is_on,
            on_click=FilteringState.turn(name, ~is_on),
        ),
        hint=t(f"filtering.{name}_hint"),
    )


def _add() -> rx.Component:
    return values_form(
        text_field(
            label=t("filtering.pattern"),
            name="pattern",
            placeholder="name@example.com, example.com",
            error=error_of(FilteringState.problem, "pattern"),
        ),
        rx.el.div(
            submit_button(t("filtering.allow"), intent="allow"),
            submit_button(t("filtering.deny"), intent="deny"),
            class_name="line",
        ),
        label=t("filtering.lists"),
        number=FilteringState.form_number,
        wrong=FilteringState.problem["field"].to(str),
        on_submit=FilteringState.add_rule,
    )


def _rules() -> rx.Component:
    return rx.fragment(
        rx.el.ul(
            rx.foreach(FilteringState.rules, _rule),
            aria_label=t("filtering.lists"),
            class_name="settings-rows",
        ),
        rx.cond(
            FilteringState.has_more,
            button(t("common.more"), on_click=FilteringState.load_more),
            rx.fragment(),
        ),
    )


def _rule(rule: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.match(
                rule["kind"],
                ("allow", badge(t("filtering.on_allow"), tone="ok", icon="check")),
                ("block", badge(t("block.mark"), tone="danger", icon="user-x")),
                badge(t("filtering.on_deny"), tone="warn", icon="shield-alert"),
            ),
            rx.el.span(rule["pattern"], class_name="strong cut"),
            rx.el.span(rule["by_name"], class_name="small muted cut grow"),
            time_ago(rule["created_at"], look="date", class_name="small muted"),
            icon_button(
                "x",
                label=t("filtering.remove", name=rule["pattern"]),
                on_click=FilteringState.remove_rule(rule["id"]),
            ),
            class_name="line",
        ),
        key=rule["id"],
    )


def _days(filtering: Any) -> rx.Component:
    return values_form(
        *(
            text_field(
                label=t(f"filtering.{name}"),
                name=name,
                kind="number",
                default_value=filtering[name].to_string(),
                error=error_of(FilteringState.problem, name),
            )
            for name in ("trash_days", "filtered_days")
        ),
        button(t("common.save"), submits=True),
        label=t("filtering.retention"),
        wrong=FilteringState.problem["field"].to(str),
        on_submit=FilteringState.keep_days,
    )
