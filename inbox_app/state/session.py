"""Who the agent of a tab is: the one seam between State handlers and sessions."""

from collections.abc import Iterator
from contextlib import contextmanager

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor
from inbox_app.domain.errors import NotSignedInError
from inbox_app.services.session_cache import SESSION_HEADER, sessions_of

_stand_in: Actor | None = None


async def current_actor(state: rx.State) -> Actor:
    """Return the agent of this tab, as the session says at this moment.

    Raises:
        NotSignedInError: the session is over.
    """
    actor = await find_actor(state)
    if actor is None:
        raise NotSignedInError
    return actor


async def session_is_alive(state: rx.State) -> bool:
    """Tell whether the tab may go on; the live feed asks before each batch."""
    return await find_actor(state) is not None


async def find_actor(state: rx.State) -> Actor | None:
    """Return the agent of this tab, or None when the session is over."""
    if _stand_in is not None:
        return _stand_in
    return await sessions_of(current_store()).find_actor(
        session_key(state), accepted_languages=_header(state, "accept-language")
    )


def session_key(state: rx.State) -> str:
    """Return the hash that names the session of this tab; empty when there is none.

    The session gate sets it on the connection and lets no client send its own.
    """
    return _header(state, SESSION_HEADER)


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Make every tab this actor's: for tests that call handlers directly."""
    global _stand_in  # noqa: PLW0603 - the one place, and it is always put back
    previous, _stand_in = _stand_in, actor
    try:
        yield
    finally:
        _stand_in = previous


def _header(state: rx.State, name: str) -> str:
    return state.router.headers.raw_headers.get(name, "")
