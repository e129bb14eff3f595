"""Response headers of every answer: what a page may load, and what may be kept.

The inline scripts of the built pages do not change after the build, so they are
admitted by their hashes and no other inline script runs.
"""

import base64
import hashlib
import re
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_FOUND = (200, 206, 304)
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)


def hash_inline_scripts(folder: Path) -> list[str]:
    """Return the CSP sources of all inline scripts in a folder of built pages."""
    found = set()
    for page in folder.rglob("*.html"):
        for script in _INLINE_SCRIPT.findall(page.read_text(encoding="utf-8")):
            digest = hashlib.sha256(script.encode()).digest()
            found.add(f"'sha256-{base64.b64encode(digest).decode()}'")
    return sorted(found)


def page_policy(script_sources: list[str]) -> str:
    """Return the Content-Security-Policy of our own pages."""
    return "; ".join(
        [
            "default-src 'self'",
            "base-uri 'none'",
            "object-src 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
            " ".join(["script-src 'self'", *script_sources]),
            # The editor and the framework set style attributes.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "connect-src 'self'",
            "frame-src 'self'",
        ]
    )


class PageHeaders:
    """Add security and cache headers to answers that do not bring their own.

    Built assets carry a hash in their name and are kept for ever; all else is
    asked for again, unless its route says otherwise.
    """

    def __init__(self, app: ASGIApp, *, client_folder: Path | None = None) -> None:
        """Wrap an app; without a build, inline scripts are simply not admitted."""
        self._app = app
        scripts = hash_inline_scripts(client_folder) if client_folder else []
        self._policy = page_policy(scripts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer through the wrapped app."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                # A missing asset may be there after the next build.
                is_kept = path.startswith("/assets/") and message["status"] in _FOUND
                headers.setdefault(
                    "cache-control",
                    "public, max-age=31536000, immutable" if is_kept else "no-cache",
                )
                headers.setdefault("content-security-policy", self._policy)
                headers.setdefault("x-content-type-options", "nosniff")
                headers.setdefault("referrer-policy", "same-origin")
                headers.setdefault("cross-origin-opener-policy", "same-origin")
                headers.setdefault("x-frame-options", "SAMEORIGIN")
            await send(message)

        await self._app(scope, receive, send_with_headers)
