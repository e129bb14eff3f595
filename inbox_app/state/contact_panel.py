"""Whether the contact panel is in sight."""

import reflex as rx

from inbox_app.domain.actor import Permission
from inbox_app.state.access import allow


class ContactPanelState(rx.State):
    """Empty leaves it to the width of the window; else "open" or "closed"."""

    panel: rx.Field[str] = rx.field("")

    @rx.event
    @allow(Permission.VIEW)
    async def toggle_beside(self) -> None:
        """Show or hide the panel where there is room for it beside the rest."""
        self.panel = "" if self.panel == "closed" else "closed"

    @rx.event
    @allow(Permission.VIEW)
    async def toggle_drawer(self) -> None:
        """Slide the panel over the conversation, or away."""
        self.panel = "" if self.panel == "open" else "open"

    @rx.event
    @allow(Permission.VIEW)
    async def close_drawer(self) -> None:
        """Slide the panel away."""
        if self.panel == "open":
            self.panel = ""
