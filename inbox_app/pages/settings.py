"""The settings: the sections at the left, the open one beside them."""

import reflex as rx

from inbox_app.components.frame import page_frame
from inbox_app.components.palette import keyboard
from inbox_app.components.settings import settings_content, settings_navigation
from inbox_app.state.settings.live import SettingsLiveState
from inbox_app.state.settings.section import SettingsState
from inbox_app.ui.language import t

# Named splat because Reflex knows a catch-all part by that name only.
ROUTE = "/settings/[[...splat]]"
# The feed's number is taken before anything is read, so that nothing falls between.
ON_LOAD = [SettingsLiveState.start_live, SettingsState.open_section]


def settings_page() -> rx.Component:
    """Lay out the two columns; the style sheet puts one above the other if narrow."""
    return page_frame(
        keyboard(is_inbox=False),
        settings_navigation(SettingsState.section, is_admin=SettingsState.is_admin),
        settings_content(SettingsState.section, is_admin=SettingsState.is_admin),
        class_name="settings",
        title=t("settings.title"),
        skip_label=t("settings.skip_to_content"),
    )
