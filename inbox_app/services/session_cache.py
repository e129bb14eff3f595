"""Who is signed in, asked at every request and every event of a tab.

Answers are kept for a moment in the process. A change of an agent drops them at
once through the bus; a change made by another process is seen when they run out.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from weakref import WeakKeyDictionary, proxy

from inbox_app.db.unit_of_work import Store
from inbox_app.domain.actor import Actor
from inbox_app.domain.events import AgentChanged, Event
from inbox_app.i18n import choose_language
from inbox_app.services.sessions import SignedIn, renew_session, resolve_session

# What the session gate hands on in place of the cookie: the hash of its token.
SESSION_HEADER = "x-inbox-session"
KEPT_SECONDS = 3.0
LARGEST_CACHE = 2000


class SessionCache:
    """The sessions of one store that were asked for lately."""

    def __init__(
        self, store: Store, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Listen to the store's bus; tests pass a clock of their own."""
        # The store outlives its cache, and must not be kept alive by it.
        self._store: Store = proxy(store)
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, SignedIn]] = {}
        # Counts the changes, so that an answer read before one is not kept after it.
        self._changes = 0
        store.bus.subscribe(self._forget_changed)

    async def find_actor(
        self, token_hash: str, *, accepted_languages: str = ""
    ) -> Actor | None:
        """Return the agent behind a session, or None when it is over.

        Who chose no language gets the one that the browser asks for.
        """
        if not token_hash:
            return None
        signed_in = await self._find(token_hash)
        if signed_in is None or signed_in.expires_at <= self._store.clock():
            return None
        actor = signed_in.actor
        if actor.language:
            return actor
        return replace(actor, language=choose_language(accepted_languages))

    async def _find(self, token_hash: str) -> SignedIn | None:
        with self._lock:
            kept = self._kept.get(token_hash)
            changes = self._changes
        if kept is not None and kept[0] > self._monotonic():
            return kept[1]
        signed_in = await self._store.in_read(resolve_session, token_hash)
        if signed_in is None:
            with self._lock:
                self._kept.pop(token_hash, None)
            return None
        if signed_in.is_renewable:
            await self._store.in_unit_of_work(renew_session, token_hash)
        with self._lock:
            if changes == self._changes:
                if len(self._kept) >= LARGEST_CACHE:
                    self._kept.clear()
                self._kept[token_hash] = (
                    self._monotonic() + KEPT_SECONDS,
                    signed_in,
                )
        return signed_in

    def _forget_changed(self, event: Event) -> None:
        if not isinstance(event, AgentChanged):
            return
        with self._lock:
            self._changes += 1
            self._kept = {
                key: kept
                for key, kept in self._kept.items()
                if kept[1].actor.agent_id != event.agent_id
            }


_caches: WeakKeyDictionary[Store, SessionCache] = WeakKeyDictionary()


def sessions_of(store: Store) -> SessionCache:
    """Return the one cache of a store."""
    if store not in _caches:
        _caches[store] = SessionCache(store)
    return _caches[store]
