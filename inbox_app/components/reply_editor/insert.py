"""The menu of what can be put into a reply."""

import reflex as rx
from reflex.event import no_args_event_spec, passthrough_event_spec

import inbox_app.ui.reply_editor  # noqa: F401 - its scripts are imported by ours
from inbox_app.state.insert import InsertState
from inbox_app.state.reply import ReplyState
from inbox_app.ui.parts import link_script
from inbox_app.viewmodels.library import Insertable


class InsertMenu(rx.NoSSRComponent):
    """A button and a list to search in; loaded with the editor."""

    library = link_script("insert_menu.jsx", __name__)
    tag = "InsertMenu"

    draft_key: rx.Var[str]
    items: rx.Var[list[Insertable]]
    disabled: rx.Var[bool]

    on_start: rx.EventHandler[no_args_event_spec]
    on_search: rx.EventHandler[passthrough_event_spec(str)]
    on_pick: rx.EventHandler[passthrough_event_spec(str, str, int)]


def insert_menu(*, is_shut: rx.Var[bool]) -> rx.Component:
    """Offer snippets, articles, documents and a meeting."""
    return InsertMenu.create(
        draft_key=ReplyState.draft_key,
        items=InsertState.found,
        disabled=is_shut,
        on_start=InsertState.load_shortcuts,
        on_search=InsertState.search,
        on_pick=InsertState.insert,
    )
