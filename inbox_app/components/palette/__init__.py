"""The keys of a page, its palette and its list of keys."""

from inbox_app.components.palette.keyboard import keyboard, open_door

__all__ = ["keyboard", "open_door"]
