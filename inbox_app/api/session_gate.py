"""The door of the whole application: no session, no page, socket or API.

It turns the cookie into who is signed in, for the routes behind it, and hands
the framework only the hash of the session in a header, so that the cookie
itself reaches no page state, no Redis and no log.
"""

from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, cookie_parser
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from inbox_app.api.caller import ACTOR_KEY, language_of, wants_page
from inbox_app.api.page import SHEETS
from inbox_app.db.unit_of_work import Store
from inbox_app.domain.actor import Actor
from inbox_app.i18n import translate
from inbox_app.services.session_cache import SESSION_HEADER, sessions_of
from inbox_app.services.sessions import hash_token
from inbox_app.services.setup import first_run_is_open

COOKIE = "inbox_session"

_PUBLIC_PATHS = frozenset({"/login", "/logout"})
# Open before the set-up too, and without asking the database.
_ALWAYS_PUBLIC = frozenset(
    {
        *("/setup", "/auth/me", "/healthz", "/ping", "/_health"),
        *("/inter.woff2", "/favicon.svg", "/favicon.ico"),
        *SHEETS,
    }
)
# The built scripts hold no data; the routes below check what they are sent.
_PUBLIC_FOLDERS = ("/assets/",)


class SessionGate:
    """Lets pass who is signed in, and everybody to the few public paths."""

    def __init__(self, app: ASGIApp, store: Store) -> None:
        """Wrap the application; only the headers are put around the gate."""
        self._app = app
        self._store = store
        self._sessions = sessions_of(store)
        self._is_set_up = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on with its actor, or answer it here."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        token = cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
        key = hash_token(token) if token else ""
        actor = await self._sessions.find_actor(
            key, accepted_languages=headers.get("accept-language", "")
        )
        scope = _without_cookie(scope, key if actor else "", actor)
        if actor is not None or await self._is_open_to_all(scope["path"]):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            # Closed before it is accepted: the browser sees a plain 403.
            await send({"type": "websocket.close", "code": 4401})
        else:
            answer = await self._send_to_door(HTTPConnection(scope))
            await answer(scope, receive, send)

    async def _is_open_to_all(self, path: str) -> bool:
        if path in _ALWAYS_PUBLIC:
            return True
        # What climbs out of a public folder is not in it.
        if path.startswith(_PUBLIC_FOLDERS) and ".." not in path:
            return True
        return path in _PUBLIC_PATHS and not await self._waits_for_set_up()

    async def _waits_for_set_up(self) -> bool:
        # Agents are never deleted, so that this is asked until it is answered once.
        if not self._is_set_up:
            self._is_set_up = not await self._store.in_read(first_run_is_open)
        return not self._is_set_up

    async def _send_to_door(self, connection: HTTPConnection) -> Response:
        if connection.scope["method"] in ("GET", "HEAD") and wants_page(connection):
            if await self._waits_for_set_up():
                return RedirectResponse("/setup", 303)
            return RedirectResponse(f"/login{_return_query(connection)}", 303)
        detail = translate(language_of(connection), "error.not_signed_in")
        return JSONResponse({"code": "not_signed_in", "detail": detail}, 401)


def _without_cookie(scope: Scope, key: str, actor: Actor | None) -> Scope:
    unwanted = (b"cookie", SESSION_HEADER.encode())
    headers = [(k, v) for k, v in scope["headers"] if k.lower() not in unwanted]
    if key:
        headers.append((SESSION_HEADER.encode(), key.encode()))
    return {**scope, "headers": headers, ACTOR_KEY: actor}


def _return_query(connection: HTTPConnection) -> str:
    path = connection.url.path
    if connection.url.query:
        path = f"{path}?{connection.url.query}"
    return "" if path == "/" else f"?next={quote(path, safe='')}"
