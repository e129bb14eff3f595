"""The inbox: navigation, list, conversation and contact side by side."""

import reflex as rx

from inbox_app.components.browser_memory import browser_memory
from inbox_app.components.composer import composer
from inbox_app.components.contact_panel import contact_panel
from inbox_app.components.conversation_list import conversation_list
from inbox_app.components.conversation_view import conversation_view
from inbox_app.components.frame import page_frame
from inbox_app.components.inbox_place import place
from inbox_app.components.navigation import navigation
from inbox_app.components.palette import keyboard
from inbox_app.state.contact_panel import ContactPanelState
from inbox_app.state.live import LiveState
from inbox_app.state.navigation import NavigationState
from inbox_app.state.router import RouterState
from inbox_app.state.saved_views import SavedViewState

# Named splat because Reflex knows a catch-all part by that name only.
ROUTE = "/inbox/[[...splat]]"
# The feed's number is taken before anything is read, so that nothing falls between.
ON_LOAD = [
    LiveState.start_live,
    RouterState.open_location,
    SavedViewState.count_views,
]


def inbox_page() -> rx.Component:
    """Lay out the panes; the style sheet says which of them fit."""
    has_conversation = place("conversation") != ""
    return page_frame(
        browser_memory(on_time_zone=RouterState.note_time_zone),
        keyboard(is_inbox=True),
        navigation(),
        conversation_list(),
        conversation_view(),
        contact_panel(),
        composer(),
        class_name="app",
        custom_attrs={
            "data-pane": rx.cond(
                has_conversation,
                "thread",
                rx.cond(NavigationState.is_menu_open, "nav", "list"),
            ),
            "data-panel": rx.cond(has_conversation, ContactPanelState.panel, "closed"),
        },
    )
