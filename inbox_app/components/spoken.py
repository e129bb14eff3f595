"""Texts whose key only the server knows at run time."""

from typing import Any

import reflex as rx
from reflex.vars import VarData

from inbox_app.ui.language import t


def say(key: rx.Var[str], values: rx.Var[Any]) -> rx.Var[str]:
    """Return the text of a key that a Var holds; `ui.language.t` takes fixed ones."""
    var_data = VarData.merge(
        # The only way to make an expression follow the Vars inside it.
        *(part._get_all_var_data() for part in (t("common.more"), key, values)),  # noqa: SLF001
    )
    return rx.Var(f"sayText({key!s}, {values!s})", _var_data=var_data).to(str)
