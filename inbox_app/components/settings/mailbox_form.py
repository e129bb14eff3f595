"""The fields of a mailbox, for a new one and for one that is connected."""

from typing import Any

import reflex as rx

from inbox_app.components.settings.form import error_of, submit_button
from inbox_app.components.settings.trial import trial_report
from inbox_app.state.settings.mailbox import SAVE, SAVE_UNTESTED, TEST, MailboxState
from inbox_app.ui.controls import select, text_field
from inbox_app.ui.language import t

SECURITIES = (
    ("tls", "settings.security_tls"),
    ("starttls", "settings.security_starttls"),
    ("plain", "settings.security_none"),
)


def server_fields(part: str, title: rx.Var[str]) -> rx.Component:
    """Ask where one of the two servers is and how to log in there."""
    form = MailboxState.form
    return rx.el.fieldset(
        rx.el.legend(title, class_name="field-label"),
        _text(f"{part}_host", t("settings.mailbox_server")),
        rx.el.div(
            _text(f"{part}_port", t("settings.mailbox_port")),
            select(
                label=t("settings.mailbox_security"),
                name=f"{part}_security",
                options=[(value, t(words)) for value, words in SECURITIES],
                default_value=form[f"{part}_security"].to(str),
            ),
            class_name="form-pair",
        ),
        _text(
            f"{part}_username",
            t("settings.mailbox_user"),
            hint=t("settings.mailbox_user_hint") if part == "smtp" else "",
        ),
        class_name="form settings-server",
    )


def secret_fields() -> rx.Component:
    """Ask for the password or the token; it is never shown again."""
    form = MailboxState.form
    return rx.el.div(
        select(
            label=t("settings.auth"),
            name="auth",
            options=[
                ("password", t("settings.auth_password")),
                ("xoauth2", t("settings.auth_xoauth2")),
            ],
            default_value=form["auth"].to(str),
        ),
        text_field(
            label=t("settings.mailbox_secret"),
            name="password",
            kind="password",
            auto_complete="new-password",
            hint=rx.cond(
                MailboxState.channel_id != 0,
                t("settings.password_kept"),
                t("settings.password_hint"),
            ),
            error=error_of(MailboxState.problem, "password"),
        ),
        class_name="form-pair",
    )


def more_fields() -> rx.Component:
    """Ask for what is rarely changed."""
    return rx.el.details(
        rx.el.summary(t("settings.more_fields")),
        rx.el.div(
            _text("folder", t("settings.mailbox_folder")),
            text_field(
                label=t("settings.smtp_password"),
                name="smtp_password",
                kind="password",
                auto_complete="new-password",
                hint=t("settings.smtp_password_hint"),
            ),
            class_name="form-pair",
        ),
        class_name="settings-more",
    )


def mailbox_buttons(save: rx.Var[str]) -> rx.Component:
    """Test, or test and save; what did not pass can be saved all the same."""
    busy = MailboxState.busy
    is_busy = busy != ""
    return rx.el.div(
        submit_button(save, intent=SAVE, disabled=is_busy, look="button-primary"),
        submit_button(t("settings.test_connection"), intent=TEST, disabled=is_busy),
        rx.cond(
            (MailboxState.outcome == "failed") & ~is_busy,
            submit_button(
                t("settings.save_untested"),
                intent=SAVE_UNTESTED,
                look="button-quiet",
            ),
            rx.fragment(),
        ),
        class_name="line settings-buttons",
    )


def mailbox_trial() -> rx.Component:
    """Show how the last test went, beside the buttons that asked for it."""
    return trial_report(
        MailboxState.steps,
        outcome=MailboxState.outcome,
        is_testing=(MailboxState.busy == TEST) | (MailboxState.busy == SAVE),
    )


def _text(name: str, label: rx.Var[str], **more: Any) -> rx.Component:
    return text_field(
        label=label,
        name=name,
        default_value=MailboxState.form[name].to(str),
        error=error_of(MailboxState.problem, name),
        **more,
    )
