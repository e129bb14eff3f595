"""The reply and the comment being written."""

from inbox_app.components.reply_editor.region import reply_editor

__all__ = ["reply_editor"]
