"""Steps added to the front-end build."""

import re
from pathlib import Path
from typing import Unpack

from reflex.plugins import Plugin
from reflex_base.plugins.base import PostBuildContext, PreCompileContext

_QUOTED = r"[`\"']{scheme}://[^/`\"']+(/[^`\"']*)[`\"']"
_SOCKET = re.compile(_QUOTED.format(scheme="wss?"))
_HTTP = re.compile(_QUOTED.format(scheme="https?"))
_SLIM_IMPORT = 'import slim from "./slim.js";'


class SameOrigin(Plugin):
    """Make the built pages talk to the origin that served them.

    Reflex writes the address of the build into the bundle; a page served on
    another host or port would never connect.
    """

    def post_build(self, **context: Unpack[PostBuildContext]) -> None:
        """Replace the addresses in the built environment chunk.

        Raises:
            RuntimeError: the bundle is not laid out as expected, so that the
                pages would only work on the address of the build.
        """
        chunks = list((Path(context["static_dir"]) / "assets").glob("reflex-env-*.js"))
        replaced = 0
        for chunk in chunks:
            text = chunk.read_text()
            text, sockets = _SOCKET.subn(
                r"location.origin.replace(/^http/,`ws`)+`\1`", text
            )
            text, addresses = _HTTP.subn(r"location.origin+`\1`", text)
            chunk.write_text(text)
            replaced += sockets + addresses
        if not replaced:
            msg = f"no server address found in {len(chunks)} environment chunks"
            raise RuntimeError(msg)


class SlimBundle(Plugin):
    """Leave out of the pages what Reflex brings along and they do not use."""

    def pre_compile(self, **context: Unpack[PreCompileContext]) -> None:
        """Hand our step of the bundling to Vite."""
        script = Path(__file__).parent / "bundle" / "slim.js"
        context["add_save_task"](lambda: ("slim.js", script.read_text("utf-8")))
        context["add_modify_task"]("vite.config.js", _add_slim)


def _add_slim(config: str) -> str:
    """Name the step among the plugins of Vite.

    Raises:
        RuntimeError: the configuration is not laid out as expected.
    """
    if _SLIM_IMPORT in config:
        return config
    head, anchor, tail = config.partition("plugins: [")
    if not anchor:
        msg = "the configuration of Vite has no list of plugins"
        raise RuntimeError(msg)
    return f"{_SLIM_IMPORT}\n{head}{anchor}\n    slim(),{tail}"
