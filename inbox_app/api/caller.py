"""Who sends a request, and in which language they read."""

from urllib.parse import parse_qsl

from starlette.requests import HTTPConnection, Request

from inbox_app.domain.actor import Actor
from inbox_app.domain.errors import NotSignedInError, TooLargeError
from inbox_app.i18n import LANGUAGES, Language, choose_language
from inbox_app.services.session_cache import SESSION_HEADER

# Where the session gate leaves what it found. A client cannot write there.
ACTOR_KEY = "inbox_app.actor"
LARGEST_FORM_BYTES = 64_000


def find_actor(connection: HTTPConnection) -> Actor | None:
    """Return who is signed in, if anybody is."""
    return connection.scope.get(ACTOR_KEY)


def require_actor(connection: HTTPConnection) -> Actor:
    """Return who is signed in.

    Raises:
        NotSignedInError: nobody is.
    """
    actor = find_actor(connection)
    if actor is None:
        raise NotSignedInError
    return actor


def session_key(connection: HTTPConnection) -> str:
    """Return the hash that names the session; empty without one."""
    return connection.headers.get(SESSION_HEADER, "") if find_actor(connection) else ""


def language_of(connection: HTTPConnection) -> Language:
    """Return the agent's language, else the one the browser likes best."""
    actor = find_actor(connection)
    for language in LANGUAGES:
        if actor is not None and actor.language == language:
            return language
    return choose_language(connection.headers.get("accept-language", ""))


def wants_page(connection: HTTPConnection) -> bool:
    """Tell whether a person is looking at the answer, and not a program."""
    return "text/html" in connection.headers.get("accept", "")


def network_address(request: Request) -> str:
    """Return where a request comes from; the server has resolved trusted proxies."""
    return request.client.host if request.client else ""


async def read_form(request: Request) -> dict[str, str]:
    """Read the fields of a plain form.

    Raises:
        TooLargeError: no form of ours is that long.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM_BYTES:
            raise TooLargeError(limit="64 kB")
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
