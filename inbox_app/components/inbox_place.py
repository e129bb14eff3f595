"""Where the reader is, known in the browser before the server has answered."""

from typing import Literal

import reflex as rx
from reflex.vars import VarData

from inbox_app.ui.parts import link_script

SCRIPT = link_script("inbox_place.jsx", __name__)


PlacePart = Literal["path", "inbox", "view", "conversation", "search", "list"]


def place(part: PlacePart) -> rx.Var[str]:
    """Return a part of `/inbox/{inbox}/{view}/{conversation}?{search}`.

    `list` is the path without the conversation; an empty text stands for a part
    that is not there.
    """
    var_data = VarData(
        hooks={"const inboxPlace = useInboxPlace();": None},
        imports={SCRIPT: [rx.ImportVar(tag="useInboxPlace")]},
    )
    return rx.Var(f"inboxPlace.{part}", _var_type=str, _var_data=var_data).to(str)


def here_with(query: rx.Var[str]) -> rx.Var[str]:
    """Return the URL of this place with other filters; what is open stays open."""
    return rx.Var.create(f"{place('path')}{query}").to(str)
