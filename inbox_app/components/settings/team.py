"""The team: its agents, their roles and first passwords."""

import reflex as rx

from inbox_app.components.settings.form import error_of, values_form
from inbox_app.components.settings.parts import section_head
from inbox_app.state.settings.team import TeamState
from inbox_app.ui.controls import button, select, text_field
from inbox_app.ui.dialog import confirm_dialog, dialog
from inbox_app.ui.display import avatar, badge
from inbox_app.ui.language import t
from inbox_app.ui.menu import menu, menu_item
from inbox_app.viewmodels.settings import AgentView

Agent = rx.vars.ObjectVar[AgentView]
ROLES = (("agent", "settings.role_agent"), ("admin", "settings.role_admin"))


def team_section() -> rx.Component:
    """List everybody and lead to a new agent."""
    return rx.fragment(
        section_head(
            t("settings.team"),
            button(
                t("settings.add_agent"),
                icon="plus",
                variant="primary",
                on_click=TeamState.start_adding,
            ),
            hint=t("settings.team_hint"),
        ),
        rx.el.ul(rx.foreach(TeamState.agents, _row), class_name="settings-rows"),
        _new_agent(),
        _first_password(),
        confirm_dialog(
            rx.el.p(t("settings.reset_password_hint")),
            is_open=TeamState.resetting_id != 0,
            title=t("settings.reset_password"),
            confirm=t("settings.reset_password"),
            on_confirm=TeamState.reset_password,
            on_close=TeamState.keep_password,
            variant="danger",
        ),
    )


def _row(agent: Agent) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            avatar(agent.name, seed=agent.email),
            rx.el.div(
                rx.el.span(
                    agent.name,
                    rx.cond(
                        agent.id == TeamState.me_id,
                        rx.el.span(" (", t("common.you"), ")", class_name="muted"),
                        rx.fragment(),
                    ),
                    class_name="strong cut",
                ),
                rx.el.span(agent.email, class_name="small muted cut"),
                rx.el.span(agent.inboxes.join(", "), class_name="small faint cut"),
                class_name="stack grow",
            ),
            rx.cond(
                agent.is_active,
                _role_choice(agent),
                badge(t("settings.inactive"), icon="user-round-x"),
            ),
            _more(agent),
            class_name="settings-row",
        ),
        aria_label=agent.name,
        key=agent.id,
    )


def _role_choice(agent: Agent) -> rx.Component:
    return rx.el.select(
        *(rx.el.option(t(words), value=value) for value, words in ROLES),
        value=agent.role,
        on_change=lambda role: TeamState.choose_role(agent.id, role),
        aria_label=t("settings.role_of", name=agent.name),
        class_name="input select settings-role",
    )


def _more(agent: Agent) -> rx.Component:
    return menu(
        menu_item(
            t("settings.reset_password"),
            icon="key-round",
            on_click=TeamState.ask_to_reset(agent.id),
        ),
        rx.cond(
            agent.is_active,
            menu_item(
                t("settings.deactivate"),
                icon="user-round-x",
                tone="danger",
                on_click=TeamState.deactivate(agent.id),
            ),
            menu_item(
                t("settings.reactivate"),
                icon="user-round-check",
                on_click=TeamState.reactivate(agent.id),
            ),
        ),
        label=t("settings.actions_for", name=agent.name),
        align="end",
    )


def _new_agent() -> rx.Component:
    return dialog(
        values_form(
            text_field(
                label=t("settings.name"),
                name="name",
                error=error_of(TeamState.problem, "name"),
            ),
            text_field(
                label=t("settings.email"),
                name="email",
                kind="email",
                error=error_of(TeamState.problem, "email"),
            ),
            select(
                label=t("settings.role"),
                name="role",
                options=[(value, t(words)) for value, words in ROLES],
                default_value="agent",
            ),
            rx.el.p(t("settings.first_password_hint"), class_name="small muted"),
            rx.el.div(button(t("settings.add_agent"), variant="primary", submits=True)),
            label=t("settings.add_agent"),
            wrong=TeamState.problem["field"].to(str),
            on_submit=TeamState.add_agent,
        ),
        is_open=TeamState.is_adding,
        title=t("settings.add_agent"),
        on_close=TeamState.stop_adding,
    )


def _first_password() -> rx.Component:
    given = TeamState.first_password
    return dialog(
        rx.el.p(
            t(
                "settings.first_password_of",
                name=given["name"].to(str),
                email=given["email"].to(str),
            )
        ),
        rx.el.p(
            rx.el.code(given["password"].to(str), class_name="settings-password"),
        ),
        rx.el.p(t("settings.shown_once"), class_name="small muted"),
        is_open=given["password"] != "",
        title=t("settings.first_password"),
        on_close=TeamState.forget_first_password,
        foot=button(
            t("common.close"),
            variant="primary",
            on_click=TeamState.forget_first_password,
        ),
    )
