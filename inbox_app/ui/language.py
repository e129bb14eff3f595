"""Texts of components in the reader's language, changed while the page stays."""

import reflex as rx
from reflex.vars import VarData

from inbox_app.i18n import SERVER_ONLY, UnknownTextError, require_text
from inbox_app.ui.parts import link_script, write_catalogue

_SCRIPT = link_script("text.js")
write_catalogue()

_SPOKEN = VarData(
    hooks={"const sayText = useText();": None},
    imports={_SCRIPT: [rx.ImportVar(tag="useText")]},
)


def t(key: str, **values: object) -> rx.Var[str]:
    """Return the text of `key`, which follows the language by itself.

    A value may be a Var; a number is written as the language writes it, and `n`
    chooses between singular and plural.

    Raises:
        UnknownTextError: the browser's catalogues lack the key: the build stops.
    """
    require_text(key)
    if key.startswith(SERVER_ONLY):
        raise UnknownTextError(key)
    name = rx.Var.create(key)
    # Writing a Var into text carries along what it needs in order to be shown.
    written = ", ".join(f"{word}: {rx.Var.create(one)}" for word, one in values.items())
    call = f"sayText({name}, {{{written}}})" if values else f"sayText({name})"
    return rx.Var(call, _var_type=str, _var_data=_SPOKEN).to(str)


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


class Theme(rx.Component):
    """Tells the page which theme its reader chose; shows nothing."""

    library = link_script("language.jsx")
    tag = "Theme"

    name: rx.Var[str]


def theme_source(name: rx.Var[str] | str) -> rx.Component:
    """Wear the theme `name`; empty leaves what this browser wore last."""
    return Theme.create(name=name)
