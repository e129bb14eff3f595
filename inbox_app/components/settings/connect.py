"""Connecting a mailbox: an address first, then what it takes to reach it."""

import reflex as rx

from inbox_app.components.settings.form import choice_field, error_of, values_form
from inbox_app.components.settings.mailbox_form import (
    mailbox_buttons,
    mailbox_trial,
    more_fields,
    secret_fields,
    server_fields,
)
from inbox_app.components.settings.parts import group, section_head
from inbox_app.components.spoken import say
from inbox_app.state.settings.mailbox import MailboxState, Suggestion
from inbox_app.ui.controls import button, select, text_field
from inbox_app.ui.display import banner
from inbox_app.ui.language import t

SPANS = (
    ("7", "settings.backfill_7"),
    ("30", "settings.backfill_30"),
    ("90", "settings.backfill_90"),
    ("0", "settings.backfill_all"),
)


def connect_section() -> rx.Component:
    """Lead from an address to a connected mailbox."""
    return rx.fragment(
        section_head(
            t("settings.connect_mailbox"),
            hint=t("settings.connect_hint"),
            back="/settings/channels",
        ),
        rx.cond(MailboxState.has_settings, _details(), _address()),
    )


def _address() -> rx.Component:
    return values_form(
        text_field(
            label=t("settings.mailbox_address"),
            name="address",
            kind="email",
            placeholder="support@example.com",
            auto_complete="off",
            error=error_of(MailboxState.problem, "address"),
        ),
        rx.el.div(
            button(
                t("common.continue"),
                variant="primary",
                submits=True,
                busy=MailboxState.busy == "searching",
            ),
            rx.cond(
                MailboxState.busy == "searching",
                rx.el.span(t("settings.searching"), role="status", class_name="muted"),
                rx.fragment(),
            ),
            class_name="line settings-buttons",
        ),
        label=t("settings.connect_mailbox"),
        wrong=MailboxState.problem["field"].to(str),
        on_submit=MailboxState.propose,
        class_name="form settings-first",
    )


def _details() -> rx.Component:
    return rx.el.div(
        rx.cond(
            MailboxState.note,
            banner(say(MailboxState.note, rx.Var.create({})), tone="warn", icon="info"),
            rx.fragment(),
        ),
        _suggestions(),
        values_form(
            group(
                t("settings.mailbox"),
                text_field(
                    label=t("settings.mailbox_address"),
                    name="address",
                    kind="email",
                    default_value=MailboxState.form["address"].to(str),
                    error=error_of(MailboxState.problem, "address"),
                ),
                rx.el.div(
                    text_field(
                        label=t("settings.sender_name"),
                        name="from_name",
                        hint=t("settings.sender_name_hint"),
                    ),
                    choice_field(
                        rx.foreach(
                            MailboxState.inboxes,
                            lambda inbox: rx.el.option(
                                inbox.name, value=inbox.id.to_string(), key=inbox.id
                            ),
                        ),
                        label=t("settings.feeds_inbox"),
                        name="inbox_id",
                    ),
                    class_name="form-pair",
                ),
                secret_fields(),
            ),
            group(
                t("settings.servers"),
                rx.el.div(
                    server_fields("imap", t("settings.mailbox_in")),
                    server_fields("smtp", t("settings.mailbox_out")),
                    class_name="form-pair",
                ),
                select(
                    label=t("settings.backfill"),
                    name="backfill_days",
                    options=[(value, t(words)) for value, words in SPANS],
                    default_value="30",
                ),
                more_fields(),
                rx.el.input(
                    type="hidden",
                    name="is_sent_kept",
                    default_value=rx.cond(MailboxState.is_sent_kept, "yes", "no"),
                ),
                mailbox_trial(),
                mailbox_buttons(t("settings.connect")),
            ),
            label=t("settings.connect_mailbox"),
            wrong=MailboxState.problem["field"].to(str),
            number=MailboxState.form_number,
            on_submit=MailboxState.submit,
        ),
    )


def _suggestions() -> rx.Component:
    return rx.el.div(
        rx.cond(
            MailboxState.provider,
            rx.el.p(t("settings.provider_known", name=MailboxState.provider)),
            rx.el.p(t("settings.provider_guessed")),
        ),
        rx.cond(
            MailboxState.suggestions.length() > 1,
            rx.el.div(
                rx.foreach(MailboxState.suggestions, _suggestion),
                role="group",
                aria_label=t("settings.guess"),
                class_name="line wrap-line settings-choices",
            ),
            rx.fragment(),
        ),
        class_name="stack-loose settings-first",
    )


def _suggestion(one: rx.vars.ObjectVar[Suggestion]) -> rx.Component:
    index = one["index"].to(int)
    return button(
        rx.cond(one.provider, one.provider, one.server),
        size="small",
        aria_pressed=MailboxState.chosen == index,
        on_click=MailboxState.choose_suggestion(index),
        key=index,
    )
