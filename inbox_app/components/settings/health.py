"""How a channel is doing, in a word and in a sentence."""

import reflex as rx

from inbox_app.components.spoken import say
from inbox_app.ui.display import badge, progress
from inbox_app.ui.language import t
from inbox_app.viewmodels.settings import ChannelView

Channel = rx.vars.ObjectVar[ChannelView]


def health_badge(channel: Channel) -> rx.Component:
    """Name the state of the connection."""
    return rx.cond(
        channel.is_local & ~channel.is_paused,
        badge(t("settings.local"), icon="flask-conical"),
        rx.match(
            channel.health,
            ("ok", badge(t("settings.health_ok"), tone="ok", icon="circle-check")),
            (
                "syncing",
                badge(t("settings.health_syncing"), tone="accent", icon="download"),
            ),
            (
                "retrying",
                badge(t("settings.health_waiting"), tone="warn", icon="clock"),
            ),
            (
                "needs_login",
                badge(t("settings.health_failed"), tone="danger", icon="circle-alert"),
            ),
            ("paused", badge(t("settings.health_off"), icon="pause")),
            badge(t("settings.health_new"), icon="plug"),
        ),
    )


def fault(channel: Channel) -> rx.Component:
    """Say what went wrong last, and what the server said about it."""
    return rx.cond(
        (channel.last_error_step != "") & ~channel.is_paused,
        rx.el.div(
            rx.el.p(
                say(
                    channel.last_error_step,
                    rx.Var.create(
                        {
                            "host": channel.host,
                            "port": channel.port,
                            "folder": channel.folder,
                        }
                    ),
                )
            ),
            rx.cond(
                channel.last_error,
                rx.el.p(
                    t("settings.server_words", words=channel.last_error),
                    class_name="small wrap",
                ),
                rx.fragment(),
            ),
            role="status",
            class_name=rx.cond(
                channel.health == "needs_login",
                "settings-fault settings-fault-danger",
                "settings-fault",
            ),
        ),
        rx.fragment(),
    )


def import_progress(channel: Channel) -> rx.Component:
    """Show how far the first import has come."""
    counts = t(
        "settings.sync_progress",
        done=channel.backfill_done,
        total=channel.backfill_total,
    )
    return rx.cond(
        channel.health == "syncing",
        rx.el.div(
            progress(
                rx.cond(
                    channel.backfill_total.to(int) > 0,
                    channel.backfill_done.to(int) / channel.backfill_total.to(int),
                    0,
                ).to(float),
                label=t("settings.health_syncing"),
            ),
            rx.el.span(counts, role="status", class_name="small muted tabular"),
            class_name="stack",
        ),
        rx.fragment(),
    )
