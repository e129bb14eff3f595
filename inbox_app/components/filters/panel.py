"""The panel behind the filter button."""

from typing import Any

import reflex as rx
from reflex.event import no_args_event_spec

from inbox_app.components.filters.words import (
    CHANNEL_WORDS,
    DATE_WORDS,
    OPTION_WORDS,
    PRIORITY_WORDS,
    SPAN_WORDS,
    STATUS_WORDS,
)
from inbox_app.components.inbox_place import here_with
from inbox_app.state.filters import CUSTOM, FilterForm, FilterState
from inbox_app.state.navigation import NavigationState
from inbox_app.ui.controls import checkbox, select, text_field
from inbox_app.ui.icons import icon
from inbox_app.ui.language import t
from inbox_app.ui.parts import link_script
from inbox_app.viewmodels.navigation import AgentChoice


class FilterPopover(rx.Component):
    """A button and the panel it opens."""

    library = link_script("popover.jsx", __name__)
    tag = "FilterPopover"

    label: rx.Var[str]
    look: rx.Var[str]
    trigger: rx.Var[rx.Component]

    on_open: rx.EventHandler[no_args_event_spec]


def filter_panel() -> rx.Component:
    """Choose what narrows the list; each choice acts at once."""
    form = FilterState.form
    return FilterPopover.create(
        _group(
            t("filter.status"),
            *_boxes(STATUS_WORDS, form["statuses"], FilterState.toggle_status),
        ),
        _group(
            t("filter.channel"),
            *_boxes(CHANNEL_WORDS, form["channels"], FilterState.toggle_channel),
        ),
        _assignees(form),
        _named(
            t("filter.team"),
            FilterState.teams,
            form["team_ids"],
            FilterState.toggle_team,
            "team",
        ),
        _named(
            t("filter.tag"),
            FilterState.tags,
            form["tag_ids"],
            FilterState.toggle_tag,
            "tag",
        ),
        _group(
            t("filter.priority"),
            *_boxes(PRIORITY_WORDS, form["priorities"], FilterState.toggle_priority),
        ),
        _dates(form),
        _group(
            t("filter.more"),
            *(
                checkbox(
                    t(words),
                    name=option,
                    checked=form[option].to(bool),
                    on_change=lambda _, option=option: FilterState.toggle_option(
                        option
                    ),
                )
                for option, words in OPTION_WORDS.items()
            ),
        ),
        rx.el.div(
            rx.el.a(
                t("filter.clear"),
                href=here_with(FilterState.plain_query),
                class_name="button button-small",
            ),
            class_name="filter-foot",
        ),
        label=t("filter.title"),
        look=rx.cond(
            FilterState.chips.length() > 0,
            "button button-quiet button-small button-icon button-accent",
            "button button-quiet button-small button-icon",
        ),
        trigger=icon("list-filter"),
        on_open=FilterState.open_panel,
    )


def _group(title: rx.Var[str], *children: rx.Component) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(title, class_name="menu-title"),
        *children,
        class_name="filter-group",
    )


def _boxes(
    words: dict[str, str],
    chosen: rx.Var,
    toggle: Any,
) -> list[rx.Component]:
    return [
        checkbox(
            t(word),
            name=value,
            checked=chosen.to(list[str]).contains(value),
            on_change=lambda _, value=value: toggle(value),
        )
        for value, word in words.items()
    ]


def _named(
    title: rx.Var[str], choices: Any, chosen: Any, toggle: Any, kind: str
) -> rx.Component:
    """Offer what the team itself has named; nothing while there is none."""

    def box(one: Any) -> rx.Component:
        return rx.el.div(
            checkbox(
                one.name,
                name=f"{kind}-{one.id}",
                checked=chosen.to(list[int]).contains(one.id),
                on_change=lambda _: toggle(one.id),
            ),
            key=one.id,
        )

    return rx.cond(
        choices.length() > 0,
        _group(title, rx.el.div(rx.foreach(choices, box), class_name="filter-people")),
        rx.fragment(),
    )


def _assignees(form: rx.vars.ObjectVar[FilterForm]) -> rx.Component:
    chosen = form["assignee_ids"].to(list[int])

    def box(agent: rx.vars.ObjectVar[AgentChoice]) -> rx.Component:
        name = rx.cond(
            agent.id == NavigationState.me["id"],
            t("filter.name_me", name=agent.name),
            agent.name,
        )
        words = rx.cond(agent.is_active, name, t("filter.name_gone", name=agent.name))
        return rx.el.div(
            checkbox(
                words,
                name=f"assignee-{agent.id}",
                checked=chosen.contains(agent.id),
                on_change=lambda _: FilterState.toggle_assignee(agent.id),
            ),
            key=agent.id,
        )

    return _group(
        t("filter.assignee"),
        checkbox(
            t("common.nobody"),
            name="assignee-0",
            checked=chosen.contains(0),
            on_change=lambda _: FilterState.toggle_assignee(0),
        ),
        rx.el.div(rx.foreach(FilterState.agents, box), class_name="filter-people"),
        checkbox(
            t("filter.show_deactivated"),
            name="show-deactivated",
            checked=FilterState.shows_deactivated,
            on_change=FilterState.show_deactivated,
        ),
    )


def _dates(form: rx.vars.ObjectVar[FilterForm]) -> rx.Component:
    spans = [("", t("filter.date_any"))]
    spans += [(value, t(word)) for value, word in SPAN_WORDS.items()]
    spans.append((CUSTOM, t("filter.span_custom")))
    return _group(
        t("filter.date"),
        select(
            label=t("filter.span"),
            name="span",
            options=spans,
            value=form["preset"].to(str),
            on_change=FilterState.choose_span,
        ),
        rx.cond(
            form["preset"] == CUSTOM,
            rx.el.div(
                text_field(
                    label=t("filter.date_from"),
                    name="since",
                    kind="date",
                    value=form["since"].to(str),
                    on_change=FilterState.choose_since,
                ),
                text_field(
                    label=t("filter.date_to"),
                    name="until",
                    kind="date",
                    value=form["until"].to(str),
                    on_change=FilterState.choose_until,
                ),
                class_name="form-pair",
            ),
            rx.fragment(),
        ),
        rx.cond(
            form["preset"] != "",
            select(
                label=t("filter.which_date"),
                name="date-field",
                options=[(value, t(word)) for value, word in DATE_WORDS.items()],
                value=form["date_field"].to(str),
                on_change=FilterState.choose_date_field,
            ),
            rx.fragment(),
        ),
    )
