"""Inboxes: their names and who may act in them."""

import reflex as rx

from inbox_app.components.settings.form import error_of, values_form
from inbox_app.components.settings.parts import section_head
from inbox_app.state.settings.inboxes import InboxesState
from inbox_app.ui.controls import button, checkbox, text_field
from inbox_app.ui.icons import icon
from inbox_app.ui.language import t
from inbox_app.viewmodels.settings import InboxView, Membership

Inbox = rx.vars.ObjectVar[InboxView]


def inboxes_section() -> rx.Component:
    """List the inboxes; each opens to be changed."""
    return rx.fragment(
        section_head(t("settings.inboxes"), hint=t("settings.inboxes_hint")),
        rx.el.ul(rx.foreach(InboxesState.inboxes, _row), class_name="settings-rows"),
        values_form(
            text_field(
                label=t("settings.inbox_name"),
                name="new_name",
                error=error_of(InboxesState.problem, "new_name"),
            ),
            button(t("settings.add_inbox"), icon="plus", submits=True),
            label=t("settings.add_inbox"),
            number=InboxesState.form_number,
            wrong=InboxesState.problem["field"].to(str),
            on_submit=InboxesState.create,
            class_name="settings-inline",
        ),
    )


def _row(inbox: Inbox) -> rx.Component:
    is_open = InboxesState.opened_id == inbox.id
    return rx.el.li(
        rx.el.button(
            icon("inbox"),
            rx.el.span(
                rx.el.span(inbox.name, class_name="strong cut"),
                rx.el.span(
                    rx.cond(
                        inbox.channels.length() > 0,
                        inbox.channels.join(", "),
                        t("settings.no_channels"),
                    ),
                    class_name="small muted cut",
                ),
                class_name="stack grow",
            ),
            rx.el.span(
                t("settings.member_count", n=inbox.members.length()),
                class_name="meta faint",
            ),
            rx.cond(
                is_open,
                icon("chevron-up", class_name="faint"),
                icon("chevron-down", class_name="faint"),
            ),
            type="button",
            aria_expanded=is_open,
            on_click=InboxesState.open_inbox(inbox.id),
            class_name="settings-row",
        ),
        rx.cond(is_open, _details(inbox), rx.fragment()),
        key=inbox.id,
    )


def _details(inbox: Inbox) -> rx.Component:
    return rx.el.div(
        values_form(
            text_field(
                label=t("settings.inbox_name"),
                name="name",
                default_value=inbox.name,
                error=error_of(InboxesState.problem, "name"),
            ),
            rx.el.input(
                type="hidden", name="inbox_id", default_value=inbox.id.to_string()
            ),
            button(t("common.save"), submits=True),
            label=t("settings.inbox_name"),
            wrong=InboxesState.problem["field"].to(str),
            on_submit=InboxesState.rename,
            class_name="settings-inline",
        ),
        rx.el.fieldset(
            rx.el.legend(t("settings.members"), class_name="field-label"),
            rx.foreach(inbox.people, lambda person: _member(inbox, person)),
            class_name="settings-members",
        ),
        class_name="settings-details",
    )


def _member(inbox: Inbox, person: rx.vars.ObjectVar[Membership]) -> rx.Component:
    return rx.el.div(
        checkbox(
            person.name,
            name="member",
            checked=person.is_member,
            on_change=lambda ticked: InboxesState.tick_member(
                inbox.id, person.agent_id, ticked
            ),
        ),
        key=person.agent_id,
    )
