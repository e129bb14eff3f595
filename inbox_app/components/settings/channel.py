"""One channel: its health, how it writes, and how it is reached."""

import reflex as rx

from inbox_app.components.settings.form import error_of, values_form
from inbox_app.components.settings.health import (
    fault,
    health_badge,
    import_progress,
)
from inbox_app.components.settings.mailbox_form import (
    mailbox_buttons,
    mailbox_trial,
    more_fields,
    secret_fields,
    server_fields,
)
from inbox_app.components.settings.parts import group, option_line, section_head
from inbox_app.components.settings.signature import signature_editor
from inbox_app.state.settings.channels import ChannelState
from inbox_app.state.settings.mailbox import MailboxState
from inbox_app.ui.controls import button, select, switch, text_area, text_field
from inbox_app.ui.display import empty_state
from inbox_app.ui.icons import icon
from inbox_app.ui.language import t
from inbox_app.ui.time_ago import time_ago


def channel_section() -> rx.Component:
    """Show one channel, or that it is gone."""
    channel = ChannelState.channel
    return rx.cond(
        ChannelState.is_gone,
        empty_state(t("error.channel_not_found"), icon="mail"),
        rx.fragment(
            section_head(
                channel.address,
                health_badge(channel),
                hint=t("settings.feeds", inbox=channel.inbox_name),
                back="/settings/channels",
            ),
            _health(),
            _writing(),
            rx.cond(
                channel.is_local,
                group(t("settings.connection"), rx.el.p(t("settings.local_hint"))),
                _connection(),
            ),
        ),
    )


def _health() -> rx.Component:
    channel = ChannelState.channel
    return group(
        t("settings.health"),
        import_progress(channel),
        fault(channel),
        rx.el.div(
            rx.cond(
                channel.last_synced_at,
                rx.el.span(
                    t("settings.last_sync"),
                    " ",
                    time_ago(channel.last_synced_at),
                    class_name="muted grow",
                ),
                rx.el.span(class_name="grow"),
            ),
            rx.el.a(
                icon("list"),
                t("settings.ledger"),
                href=f"/settings/channels/{channel.id}/ledger",
                class_name="button button-quiet",
            ),
            rx.cond(
                channel.is_paused,
                button(
                    t("settings.resume"),
                    icon="play",
                    on_click=ChannelState.switch_pause,
                ),
                button(
                    t("settings.pause"),
                    icon="pause",
                    on_click=ChannelState.switch_pause,
                ),
            ),
            class_name="line wrap-line",
        ),
        rx.cond(
            channel.quarantined.to(int) > 0,
            rx.el.a(
                t("settings.quarantined_count", n=channel.quarantined),
                href="/settings/quarantine",
            ),
            rx.fragment(),
        ),
    )


def _writing() -> rx.Component:
    channel = ChannelState.channel
    return group(
        t("settings.writing"),
        values_form(
            text_field(
                label=t("settings.sender_name"),
                name="from_name",
                default_value=channel.from_name,
                hint=t("settings.sender_name_hint"),
            ),
            text_area(
                label=t("settings.aliases"),
                name="aliases",
                default_value=channel.aliases.join("\n"),
                rows=2,
                hint=t("settings.aliases_hint"),
                error=error_of(ChannelState.problem, "aliases"),
            ),
            rx.el.div(button(t("common.save"), submits=True)),
            label=t("settings.writing"),
            number=ChannelState.form_number,
            wrong=ChannelState.problem["field"].to(str),
            on_submit=ChannelState.save_channel,
        ),
        rx.el.div(
            rx.el.h3(t("settings.signature"), class_name="field-label"),
            signature_editor(
                name=f"channel/{channel.id}/{ChannelState.form_number}",
                html=ChannelState.signature_html,
                on_save=ChannelState.save_signature,
            ),
        ),
        select(
            label=t("settings.quote"),
            name="quote",
            options=[
                ("last", t("settings.quote_last")),
                ("none", t("settings.quote_none")),
            ],
            value=channel.quote,
            on_change=ChannelState.choose_quote,
        ),
        option_line(
            t("settings.plus_addressing"),
            switch(
                label=t("settings.plus_addressing"),
                is_on=channel.plus_addressing,
                on_click=ChannelState.switch_plus_addressing,
            ),
            hint=t("settings.plus_addressing_hint"),
        ),
    )


def _connection() -> rx.Component:
    return group(
        t("settings.connection"),
        values_form(
            rx.el.div(
                server_fields("imap", t("settings.mailbox_in")),
                server_fields("smtp", t("settings.mailbox_out")),
                class_name="form-pair",
            ),
            secret_fields(),
            more_fields(),
            mailbox_trial(),
            mailbox_buttons(t("common.save")),
            label=t("settings.connection"),
            wrong=MailboxState.problem["field"].to(str),
            number=MailboxState.form_number,
            on_submit=MailboxState.submit,
        ),
    )
