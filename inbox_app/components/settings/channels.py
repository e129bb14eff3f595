"""The list of connected channels."""

import reflex as rx

from inbox_app.components.settings.health import Channel, health_badge
from inbox_app.components.settings.parts import section_head
from inbox_app.state.settings.channels import ChannelsState
from inbox_app.ui.display import empty_state
from inbox_app.ui.icons import icon
from inbox_app.ui.language import t
from inbox_app.ui.time_ago import time_ago


def channels_section() -> rx.Component:
    """List the channels with their health, and lead to a new one."""
    return rx.fragment(
        section_head(
            t("settings.channels"), _connect_link(), hint=t("settings.channels_hint")
        ),
        rx.cond(
            ChannelsState.channels.length() > 0,
            rx.el.ul(
                rx.foreach(ChannelsState.channels, _row), class_name="settings-rows"
            ),
            empty_state(
                t("settings.no_channels"),
                hint=t("settings.connect_hint"),
                icon="mail",
            ),
        ),
    )


def _connect_link() -> rx.Component:
    return rx.el.a(
        icon("plus"),
        t("settings.connect_mailbox"),
        href="/settings/channels/new",
        class_name="button button-primary",
    )


def _row(channel: Channel) -> rx.Component:
    return rx.el.li(
        rx.el.a(
            icon("mail"),
            rx.el.span(
                rx.el.span(channel.address, class_name="strong cut"),
                rx.el.span(channel.inbox_name, class_name="small muted cut"),
                class_name="stack grow",
            ),
            rx.cond(
                channel.last_synced_at,
                time_ago(channel.last_synced_at, class_name="meta faint"),
                rx.fragment(),
            ),
            health_badge(channel),
            icon("chevron-right", class_name="faint"),
            href=f"/settings/channels/{channel.id}",
            class_name="settings-row",
        ),
        key=channel.id,
    )
