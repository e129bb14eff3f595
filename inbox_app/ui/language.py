"""Texts of components in the reader's language, changed while the page stays."""

from typing import Any

import reflex as rx
from reflex.vars import VarData

from inbox_app.i18n import require_text
from inbox_app.ui.parts import link_script, write_catalogue

_SCRIPT = link_script("text.js")
write_catalogue()


def t(key: str, **values: object) -> rx.Var[str]:
    """Return the text of `key`, which follows the language by itself.

    A value may be a Var; a number is written as the language writes it, and `n`
    chooses between singular and plural.

    Raises:
        UnknownTextError: the catalogues lack the key, so the build stops.
    """
    require_text(key)
    call, parts = _write_call(key, values)
    spoken = VarData(
        hooks={"const sayText = useText();": None},
        imports={_SCRIPT: [rx.ImportVar(tag="useText")]},
    )
    var_data = VarData.merge(spoken, *(part._get_all_var_data() for part in parts))
    return rx.Var(call, _var_type=str, _var_data=var_data).to(str)


def _write_call(key: str, values: dict[str, object]) -> tuple[str, list[rx.Var[Any]]]:
    name = str(rx.Var.create(key))
    if not values:
        return f"sayText({name})", []
    parts = {word: rx.Var.create(value) for word, value in values.items()}
    written = ", ".join(f"{word}: {part!s}" for word, part in parts.items())
    return f"sayText({name}, {{{written}}})", list(parts.values())


class Language(rx.Component):
    """Tells the page which language its reader chose; shows nothing."""

    library = link_script("language.jsx")
    tag = "Language"

    code: rx.Var[str]


def language_source(code: rx.Var[str] | str) -> rx.Component:
    """Make every text follow `code`; empty leaves the browser's own wish.

    Stands once, near the root of each page.
    """
    return Language.create(code=code)
