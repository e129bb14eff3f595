"""The list of conversations with its header."""

from inbox_app.components.conversation_list.region import conversation_list

__all__ = ["conversation_list"]
