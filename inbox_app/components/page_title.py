"""The title of the browser's tab."""

import reflex as rx

from inbox_app.components.inbox_place import place
from inbox_app.components.navigation.views import view_name
from inbox_app.domain.conversation_filter import View
from inbox_app.state.navigation import NavigationState
from inbox_app.state.saved_views import SavedViewState
from inbox_app.ui.language import t


def page_title() -> rx.Var[str]:
    """Name the view and the inbox; the unread count comes before it."""
    names = [(view.value, view_name(view)) for view in View]
    # A saved view has the name that it was given.
    saved = SavedViewState.shown["name"].to(str)
    view = rx.match(place("view"), *names, rx.cond(saved, saved, t("app.name")))
    inbox = rx.cond(
        NavigationState.inbox_name, NavigationState.inbox_name, t("nav.all_inboxes")
    )
    return t("app.title", view=view, inbox=inbox)
