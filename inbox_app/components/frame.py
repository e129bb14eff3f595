"""What stands around every page of the application."""

import reflex as rx

from inbox_app.components.page_title import page_title
from inbox_app.state.access import AccessState
from inbox_app.state.navigation import NavigationState
from inbox_app.state.notifications import NotificationState
from inbox_app.state.preferences import PreferenceState
from inbox_app.state.toasts import ToastState
from inbox_app.ui.language import language_source, t, theme_source
from inbox_app.ui.live import connection_banner, guard, notifier
from inbox_app.ui.toasts import toasts


def page_frame(
    *children: rx.Component,
    class_name: str,
    title: rx.Var[str] | None = None,
    skip_label: rx.Var[str] | None = None,
    custom_attrs: dict[str, rx.Var[str]] | None = None,
) -> rx.Component:
    """Put a page's content between language, notices and the line to the server.

    Without a `title` it is that of the view.
    """
    return rx.fragment(
        language_source(PreferenceState.language),
        theme_source(PreferenceState.theme),
        guard(signed_out=AccessState.signed_out, login="/login", probe="/auth/me"),
        notifier(
            note=NotificationState.note,
            unread=NavigationState.counts["unread"].to(int),
            title=page_title() if title is None else title,
            on_open=NotificationState.open_target,
        ),
        rx.el.a(
            t("common.skip_to_content") if skip_label is None else skip_label,
            href="#conversation",
            class_name="skip-link button",
        ),
        rx.el.div(*children, class_name=class_name, custom_attrs=custom_attrs or {}),
        toasts(ToastState.notices, on_action=ToastState.run_action),
        connection_banner(),
    )
