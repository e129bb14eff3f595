"""Waits for what other threads do, without sleeping longer than it takes."""

import threading
from collections.abc import Callable
from time import monotonic

from inbox_app.db.unit_of_work import Store
from inbox_app.domain.events import Event

WITHIN_SECONDS = 20.0
# What happens without an event is looked for this often.
LOOK_SECONDS = 0.1


class Watch:
    """Keeps the events of a store, and wakes with each."""

    def __init__(self, store: Store) -> None:
        """Listen from here on."""
        self.events: list[Event] = []
        self._happened = threading.Event()
        store.bus.subscribe(self._note)

    def _note(self, event: Event) -> None:
        self.events.append(event)
        self._happened.set()

    def until(
        self, holds: Callable[[], object], within_seconds: float = WITHIN_SECONDS
    ) -> None:
        """Return once the condition holds; fail when it never does."""
        give_up_at = monotonic() + within_seconds
        while True:
            self._happened.clear()
            if holds():
                return
            assert monotonic() < give_up_at, "it did not happen in time"
            self._happened.wait(LOOK_SECONDS)
