"""Wake conversations when their rest is over."""

import asyncio
import logging
from contextlib import suppress

from inbox_app.db.unit_of_work import Store
from inbox_app.domain.events import ConversationChanged, Event, ManyConversationsChanged
from inbox_app.services.waking import WOKEN_AT_ONCE, next_wake_at, wake_due

LONGEST_WAIT_SECONDS = 30.0
SHORTEST_WAIT_SECONDS = 0.05
FAULT_PAUSE_SECONDS = 5.0

log = logging.getLogger(__name__)


class SnoozeWorker:
    """Waits for the next one that is due, until its task is cancelled."""

    def __init__(self, store: Store) -> None:
        """Listen from now on: what is snoozed meanwhile may be due first."""
        self._store = store
        self._changed = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        store.bus.subscribe(self._hear)

    async def run(self) -> None:
        """Wake, wait, wake again."""
        while True:
            self._changed.clear()
            try:
                seconds = await self._wake()
            except Exception:
                # A lost database comes back; until then nothing can be woken.
                log.exception("what is snoozed could not be woken")
                seconds = FAULT_PAUSE_SECONDS
            await self._wait(seconds)

    async def _wake(self) -> float:
        """Returns how many seconds there is nothing more to do."""
        due_at = await self._store.in_read(next_wake_at)
        if due_at is None:
            return LONGEST_WAIT_SECONDS
        seconds = (due_at - self._store.clock()).total_seconds()
        if seconds > 0:
            return min(seconds, LONGEST_WAIT_SECONDS)
        woken = await self._store.in_unit_of_work(wake_due)
        return 0 if woken == WOKEN_AT_ONCE else LONGEST_WAIT_SECONDS

    async def _wait(self, seconds: float) -> None:
        # Not `wait_for`, which can lose a cancellation in Python 3.11.
        with suppress(TimeoutError):
            async with asyncio.timeout(max(SHORTEST_WAIT_SECONDS, seconds)):
                await self._changed.wait()

    def _hear(self, event: Event) -> None:
        # In the thread of who published, who must not suffer from our end.
        kinds = (ConversationChanged, ManyConversationsChanged)
        if isinstance(event, kinds) and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._changed.set)
