"""The settings: their sections at the left, the open one beside."""

from inbox_app.components.settings.content import settings_content
from inbox_app.components.settings.navigation import settings_navigation

__all__ = ["settings_content", "settings_navigation"]
