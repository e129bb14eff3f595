"""A gate that lets only our own pages open sockets and change things."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# How browsers call a request that our own page, or its reader, has started.
_OWN_SITES = frozenset({"same-origin", "none"})


class SameOriginGate:
    """Refuse sockets and unsafe requests that another site's page started.

    The host and the port that people use are not known beforehand, so a request
    is our own when its Origin names the host it was sent to. Behind a proxy that
    changes the Host header the public address counts as well. Programs other than
    browsers send no Origin and pass: they hold no one's cookie.
    """

    def __init__(
        self, app: ASGIApp, *, public_url: str = "", open_paths: tuple[str, ...] = ()
    ) -> None:
        """Wrap an app; ``open_paths`` are prefixes that any site may call."""
        self._app = app
        self._public_host = urlsplit(public_url).netloc.lower()
        self._open_paths = open_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if self._is_admitted(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            # Closed before it is accepted: the browser sees a plain 403.
            await send({"type": "websocket.close", "code": 4403})
        else:
            refusal = JSONResponse({"detail": "not from this site"}, status_code=403)
            await refusal(scope, receive, send)

    def _is_admitted(self, scope: Scope) -> bool:
        if scope["type"] not in ("http", "websocket"):
            return True
        if scope["type"] == "http" and scope["method"] in _SAFE_METHODS:
            return True
        if self._open_paths and scope["path"].startswith(self._open_paths):
            return True
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site", "none") in _OWN_SITES
        host = urlsplit(origin).netloc.lower()
        return bool(host) and host in (
            headers.get("host", "").lower(),
            self._public_host,
        )
