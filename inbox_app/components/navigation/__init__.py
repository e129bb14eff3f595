"""The left column."""

from inbox_app.components.navigation.column import navigation

__all__ = ["navigation"]
