"""The saved views in the navigation, and the dialog that makes and changes them.

Both are scripts that are fetched when there is something to show.
"""

from typing import Any

import reflex as rx
from reflex.event import no_args_event_spec, passthrough_event_spec
from reflex_components_lucide.icon import LUCIDE_LIBRARY

from inbox_app.components.inbox_place import place
from inbox_app.domain.saved_view import ICONS
from inbox_app.state.saved_views import SavedViewState, ViewForm
from inbox_app.ui.parts import link_script
from inbox_app.viewmodels.navigation import SavedViewRow

link_script("view_icons.jsx", __name__)
_PACKAGES = [LUCIDE_LIBRARY]


class SavedViews(rx.NoSSRComponent):
    """The links, to be ordered by dragging, by keys or from their menus."""

    library = link_script("saved_views.jsx", __name__)
    tag = "SavedViews"
    lib_dependencies = _PACKAGES

    views: rx.Var[list[SavedViewRow]]
    counts: rx.Var[dict[str, int]]
    inbox: rx.Var[str]
    here: rx.Var[str]

    on_edit: rx.EventHandler[passthrough_event_spec(int)]
    on_delete: rx.EventHandler[passthrough_event_spec(int)]
    on_place: rx.EventHandler[passthrough_event_spec(int, int)]


class ViewDialog(rx.NoSSRComponent):
    """Name, icon, and whose it is."""

    library = link_script("view_dialog.jsx", __name__)
    tag = "ViewDialog"
    lib_dependencies = _PACKAGES

    form: rx.Var[ViewForm]
    icons: rx.Var[list[str]]
    may_share: rx.Var[bool]

    on_save: rx.EventHandler[passthrough_event_spec(str, str, bool)]
    on_delete: rx.EventHandler[passthrough_event_spec(int)]
    on_close: rx.EventHandler[no_args_event_spec]


def saved_view_list() -> rx.Component:
    """Show the views of the team and one's own, if there are any."""
    form: Any = SavedViewState.form
    return rx.fragment(
        rx.cond(
            SavedViewState.views.length() > 0,
            SavedViews.create(
                views=SavedViewState.views,
                counts=SavedViewState.counts,
                inbox=place("inbox"),
                here=place("view"),
                on_edit=SavedViewState.start_editing,
                on_delete=SavedViewState.delete,
                on_place=SavedViewState.place,
            ),
            rx.fragment(),
        ),
        rx.cond(
            form["number"] != 0,
            ViewDialog.create(
                form=form,
                icons=list(ICONS),
                may_share=SavedViewState.may_share,
                on_save=SavedViewState.save,
                on_delete=SavedViewState.delete,
                on_close=SavedViewState.close_form,
            ),
            rx.fragment(),
        ),
    )
