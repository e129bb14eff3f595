"""Teams and tags: their names, who is in them, and their colours."""

from typing import Any

import reflex as rx

from inbox_app.components.settings.form import error_of, values_form
from inbox_app.components.settings.parts import section_head
from inbox_app.state.settings.sorting import COLOURS, SortingState
from inbox_app.ui.controls import button, checkbox, text_field
from inbox_app.ui.dialog import confirm_dialog
from inbox_app.ui.icons import icon
from inbox_app.ui.language import t


def teams_section() -> rx.Component:
    """List the teams; each opens to be changed."""
    return rx.fragment(
        section_head(t("settings.teams"), hint=t("settings.teams_hint")),
        rx.el.ul(rx.foreach(SortingState.teams, _team), class_name="settings-rows"),
        _new(t("settings.add_team"), SortingState.create_team),
        _deleting(t("settings.delete_team"), SortingState.delete_team),
    )


def tags_section() -> rx.Component:
    """List the tags; each opens to be changed."""
    return rx.fragment(
        section_head(t("settings.tags"), hint=t("settings.tags_hint")),
        rx.el.ul(rx.foreach(SortingState.tags, _tag), class_name="settings-rows"),
        _new(t("settings.add_tag"), SortingState.create_tag),
        _deleting(t("settings.delete_tag"), SortingState.delete_tag),
    )


def _new(words: rx.Var[str], on_submit: Any) -> rx.Component:
    return values_form(
        text_field(
            label=t("settings.name"),
            name="new_name",
            error=error_of(SortingState.problem, "new_name"),
        ),
        button(words, icon="plus", submits=True),
        label=words,
        number=SortingState.form_number,
        wrong=SortingState.problem["field"].to(str),
        on_submit=on_submit,
        class_name="settings-inline",
    )


def _deleting(title: rx.Var[str], on_confirm: Any) -> rx.Component:
    return confirm_dialog(
        rx.el.p(t("settings.delete_sorting_hint")),
        is_open=SortingState.deleting_id != 0,
        title=title,
        confirm=t("settings.delete_sorting"),
        variant="danger",
        on_confirm=on_confirm,
        on_close=SortingState.ask_to_delete(0),
    )


def _row(
    one: Any, face: rx.Component, hint: rx.Component, *details: rx.Component
) -> rx.Component:
    is_open = SortingState.opened_id == one.id
    return rx.el.li(
        rx.el.button(
            face,
            hint,
            rx.cond(
                is_open,
                icon("chevron-up", class_name="faint"),
                icon("chevron-down", class_name="faint"),
            ),
            type="button",
            aria_expanded=is_open,
            on_click=SortingState.open_one(one.id),
            class_name="settings-row",
        ),
        rx.cond(
            is_open, rx.el.div(*details, class_name="settings-details"), rx.fragment()
        ),
        key=one.id,
    )


def _name_form(one: Any, on_submit: Any) -> rx.Component:
    return values_form(
        text_field(
            label=t("settings.name"),
            name="name",
            default_value=one.name,
            error=error_of(SortingState.problem, "name"),
        ),
        rx.el.input(type="hidden", name="id", default_value=one.id.to_string()),
        button(t("common.save"), submits=True),
        button(
            t("settings.delete_sorting"),
            variant="quiet",
            on_click=SortingState.ask_to_delete(one.id),
        ),
        label=t("settings.name"),
        wrong=SortingState.problem["field"].to(str),
        on_submit=on_submit,
        class_name="settings-inline",
    )


def _team(team: Any) -> rx.Component:
    def member(person: Any) -> rx.Component:
        return rx.el.div(
            checkbox(
                person.name,
                name="member",
                checked=person.is_member,
                on_change=lambda ticked: SortingState.tick_member(
                    team.id, person.agent_id, ticked
                ),
            ),
            key=person.agent_id,
        )

    return _row(
        team,
        rx.el.span(team.name, class_name="strong cut grow"),
        rx.el.span(
            t("settings.member_count", n=team.member_count), class_name="meta faint"
        ),
        _name_form(team, SortingState.rename_team),
        rx.el.fieldset(
            rx.el.legend(t("settings.members"), class_name="field-label"),
            rx.foreach(team.people, member),
            class_name="settings-members",
        ),
    )


def _tag(tag: Any) -> rx.Component:
    return _row(
        tag,
        rx.el.span(
            rx.el.span(
                rx.el.span(tag.name, class_name="cut"),
                class_name=["tag", "tag-" + tag.hue.to_string()],
            ),
            class_name="grow",
        ),
        rx.fragment(),
        _name_form(tag, SortingState.rename_tag),
        rx.el.div(
            *(
                rx.el.button(
                    t("settings.colour", n=colour + 1),
                    type="button",
                    aria_pressed=tag.hue == colour,
                    on_click=SortingState.choose_hue(tag.id, colour),
                    class_name=f"tag tag-{colour}",
                )
                for colour in range(COLOURS)
            ),
            role="group",
            aria_label=t("settings.colours"),
            class_name="triage-chips",
        ),
    )
