"""The open conversation."""

from inbox_app.components.conversation_view.view import conversation_view

__all__ = ["conversation_view"]
