"""Load what an installation adds for itself: one Python file an extension.

An extension registers itself when it is imported, with a decorator of
`channels.registry` or `components.contact_panel.registry`. `docs/extending.md`
shows an example of each.
"""

import importlib.util
import logging
import sys
from pathlib import Path

log = logging.getLogger(__name__)


def load_extensions(folder: Path) -> list[str]:
    """Import every file of the folder, by name; returns the modules' names.

    A file that fails is logged and left out: an extension must not keep the
    inbox from starting.
    """
    loaded = []
    for path in sorted(folder.glob("*.py")):
        name = f"inbox_extensions.{path.stem}"
        spec = importlib.util.spec_from_file_location(name, path)
        if spec is None or spec.loader is None or name in sys.modules:
            continue
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except Exception:
            # Whatever a stranger's file raises is that file's fault alone.
            del sys.modules[name]
            log.exception("the extension %s could not be loaded", path.name)
            continue
        loaded.append(name)
    return loaded
