"""Choosing many conversations, and doing something with all of them at once."""

from inbox_app.components.bulk_bar.region import bulk_bar, select_box

__all__ = ["bulk_bar", "select_box"]
