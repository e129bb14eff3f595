"""The contact panel and the registry of its cards."""

from inbox_app.components.contact_panel.panel import contact_panel
from inbox_app.components.contact_panel.registry import contact_card

__all__ = ["contact_card", "contact_panel"]
