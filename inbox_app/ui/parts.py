"""Puts the local scripts where the build finds them, all in one folder."""

import json
from pathlib import Path

import reflex as rx

from inbox_app.i18n import LANGUAGES, read_catalogue


def link_script(name: str) -> str:
    """Return the path from which the build imports a script of this folder.

    Every script is linked into the same folder of the build, so that they may
    import one another by `./name`.
    """
    return rx.asset(name, shared=True).importable_path


def write_catalogue() -> None:
    """Give the scripts the same texts that Python reads.

    The file lies beside the linked scripts, is made from the catalogues alone, and
    is left untouched when nothing changed, so that a watcher sees no edit.
    """
    linked = rx.asset("text.js", shared=True).importable_path
    folder = Path.cwd() / "assets" / linked.removeprefix("$/public/")
    path = folder.with_name("catalogue.js")
    if not path.parent.is_dir():
        # A server without the front end links nothing.
        return
    texts = {language: read_catalogue(language) for language in LANGUAGES}
    script = f"export const CATALOGUE = {json.dumps(texts, ensure_ascii=False)};\n"
    if not path.exists() or path.read_text(encoding="utf-8") != script:
        path.write_text(script, encoding="utf-8")
