"""Steps added to the front-end build."""

import re
from pathlib import Path
from typing import Unpack

from reflex.plugins import Plugin
from reflex_base.plugins.base import PostBuildContext

_QUOTED = r"[`\"']{scheme}://[^/`\"']+(/[^`\"']*)[`\"']"
_SOCKET = re.compile(_QUOTED.format(scheme="wss?"))
_HTTP = re.compile(_QUOTED.format(scheme="https?"))


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
