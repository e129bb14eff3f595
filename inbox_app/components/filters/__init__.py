"""What narrows the list: the chips that hold, and the panel to choose them."""

from inbox_app.components.filters.chips import filter_chips
from inbox_app.components.filters.panel import filter_panel

__all__ = ["filter_chips", "filter_panel"]
