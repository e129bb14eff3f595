"""Publish and subscribe inside the process: a numbered feed with replay.

Events are published from worker threads right after their commit and read by
the tabs on the event loop. Each gets a number; a reader that comes back asks
for what is newer than the number it knows, so nothing is missed while its
listener was being restarted.
"""

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Sequence

from inbox_app.domain.events import Event

KEPT_EVENTS = 5000


class Bus:
    """The feed of everything that was committed.

    `publish` may be called from any thread; `follow` belongs to the event loop.
    """

    def __init__(self, kept: int = KEPT_EVENTS) -> None:
        self._lock = threading.Lock()
        self._number = 0
        self._recent: deque[tuple[int, Event]] = deque(maxlen=kept)
        self._wakers: dict[str, tuple[asyncio.AbstractEventLoop, asyncio.Event]] = {}
        self._subscribers: list[Callable[[Event], None]] = []

    @property
    def number(self) -> int:
        """The number of the newest event: take it before the first query."""
        return self._number

    def subscribe(self, subscriber: Callable[[Event], None]) -> None:
        """Call `subscriber` with every event, in the publishing thread: be quick."""
        self._subscribers.append(subscriber)

    def is_followed_by(self, reader: str) -> bool:
        """Whether this reader listens now; one being restarted does not."""
        with self._lock:
            return reader in self._wakers

    def publish(self, events: Iterable[Event]) -> None:
        """Tell the subscribers, number the events, and wake every reader."""
        events = list(events)
        if not events:
            return
        # Before any reader: a tab that asks who its agent is must not be given an
        # answer from before the event that woke it.
        for event in events:
            for subscriber in self._subscribers:
                subscriber(event)
        with self._lock:
            for event in events:
                self._number += 1
                self._recent.append((self._number, event))
            wakers = list(self._wakers.values())
        for loop, wake in wakers:
            if not loop.is_closed():
                loop.call_soon_threadsafe(wake.set)

    async def follow(
        self, reader: str, since: int
    ) -> AsyncIterator[tuple[int, Sequence[Event] | None]]:
        """Yield (number, events newer than `since`) in batches, for ever.

        The events are None when the feed no longer reaches back that far: the
        reader must load everything again. A second `follow` of the same
        reader ends the first.
        """
        wake = asyncio.Event()
        mine = (asyncio.get_running_loop(), wake)
        with self._lock:
            previous = self._wakers.get(reader)
            self._wakers[reader] = mine
        if previous is not None:
            previous[1].set()
        try:
            while self._wakers.get(reader) is mine:
                wake.clear()
                upto, events = self._newer_than(since)
                if upto != since:
                    since = upto
                    yield upto, events
                else:
                    await wake.wait()
        finally:
            with self._lock:
                if self._wakers.get(reader) is mine:
                    del self._wakers[reader]

    def _newer_than(self, since: int) -> tuple[int, list[Event] | None]:
        with self._lock:
            # A number from before a restart of the process is ahead of ours.
            if since > self._number or (
                self._recent and self._number > since and self._recent[0][0] > since + 1
            ):
                return self._number, None
            return self._number, [e for n, e in self._recent if n > since]
