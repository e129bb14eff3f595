"""The left column as a whole: inbox, views, settings, oneself."""

import reflex as rx

from inbox_app.components.navigation.account import account_menu
from inbox_app.components.navigation.bell import notification_bell
from inbox_app.components.navigation.saved_views import saved_view_list
from inbox_app.components.navigation.switcher import inbox_switcher
from inbox_app.components.navigation.views import view_list
from inbox_app.state.composer import ComposerState
from inbox_app.state.navigation import NavigationState
from inbox_app.state.notifications import NotificationState
from inbox_app.state.preferences import PreferenceState
from inbox_app.ui.controls import button, icon_button
from inbox_app.ui.icons import icon
from inbox_app.ui.language import t


def navigation() -> rx.Component:
    """Lead through the inboxes and their views."""
    return rx.el.nav(
        rx.el.div(
            inbox_switcher(NavigationState.inboxes, NavigationState.inbox_name),
            icon_button(
                "x",
                label=t("nav.back_to_list"),
                class_name="only-narrow",
                on_click=NavigationState.close_menu,
            ),
            class_name="nav-head",
        ),
        rx.el.div(
            *view_list(NavigationState.counts),
            saved_view_list(),
            class_name="nav-views",
        ),
        button(
            rx.el.span(t("nav.compose"), class_name="nav-label cut"),
            variant="primary",
            icon="pencil",
            class_name="nav-compose",
            aria_label=t("nav.compose"),
            title=t("nav.compose"),
            on_click=ComposerState.compose,
        ),
        _foot(),
        aria_label=t("nav.label"),
        class_name="nav",
    )


def _foot() -> rx.Component:
    return rx.el.div(
        rx.el.a(
            icon("settings"),
            rx.el.span(t("nav.settings"), class_name="nav-label cut"),
            href="/settings",
            title=t("nav.settings"),
            class_name="nav-item grow",
        ),
        notification_bell(
            NotificationState.rows,
            NotificationState.unread,
            on_open=NotificationState.open_notification,
            on_all_read=NotificationState.read_all,
        ),
        account_menu(
            NavigationState.me["name"].to(str),
            PreferenceState.language,
            on_language=PreferenceState.choose_language,
            on_theme=PreferenceState.choose_theme,
        ),
        class_name="nav-foot-line",
    )
