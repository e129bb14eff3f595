"""Puts the local scripts where the build finds them, all in one folder."""

import json
import os
import sys
from pathlib import Path

from inbox_app.i18n import FIRST_SHOWN, LANGUAGES, SERVER_ONLY, read_catalogue


def link_script(name: str, module: str = __name__) -> str:
    """Return the path from which the build imports a script beside a module.

    Every script of one module is linked into the same folder of the build, so that
    they may import one another by `./name`. The paths are those of `rx.asset`,
    which inspects the whole call stack each time: forty scripts cost it two seconds
    of every start.

    Raises:
        FileNotFoundError: there is no such script.
    """
    source = Path(sys.modules[module].__file__ or "").with_name(name)
    if not source.is_file():
        raise FileNotFoundError(source)
    place = Path("external", *module.split("."), name)
    link = Path.cwd() / "assets" / place
    if not link.is_symlink() or link.readlink() != source:
        link.parent.mkdir(parents=True, exist_ok=True)
        # Moved into place whole: another process may be building.
        draft = link.with_name(f"{name}.{os.getpid()}")
        draft.unlink(missing_ok=True)
        draft.symlink_to(source)
        draft.replace(link)
    return f"$/public/{place.as_posix()}"


def write_catalogue() -> None:
    """Give the scripts the same texts that Python reads.

    The files lie beside the linked scripts, two a language: what the first page
    shows, and the rest. They are made from the catalogues alone, and are left
    untouched when nothing changed, so that a watcher sees no edit.
    """
    linked = link_script("text.js")
    folder = Path.cwd() / "assets" / linked.removeprefix("$/public/")
    for language in LANGUAGES:
        first: dict[str, str] = {}
        later: dict[str, str] = {}
        for key, text in read_catalogue(language).items():
            if not key.startswith(SERVER_ONLY):
                (first if key.startswith(FIRST_SHOWN) else later)[key] = text
        for name, texts in ((language, first), (f"{language}.later", later)):
            path = folder.with_name(f"catalogue.{name}.js")
            script = f"export default {json.dumps(texts, ensure_ascii=False)};\n"
            if not path.exists() or path.read_text(encoding="utf-8") != script:
                path.write_text(script, encoding="utf-8")
