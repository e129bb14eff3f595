"""Work off bulk actions step by step, and leave the writer to others in between."""

import asyncio
import logging
from contextlib import suppress

from inbox_app.db.unit_of_work import Store
from inbox_app.domain.events import Event, JobChanged
from inbox_app.services.jobs import STEP_ITEMS, give_up_next, work_off

# Jobs that another process queued are found by looking.
LONGEST_WAIT_SECONDS = 30.0
FAULT_PAUSE_SECONDS = 5.0
# Long enough for whoever waits for the writer to get it.
PAUSE_SECONDS = 0.01

log = logging.getLogger(__name__)


class JobWorker:
    """Carries jobs on until its task is cancelled."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._wake = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        # So many items more are done one by one, after a step that failed.
        self._careful = 0
        store.bus.subscribe(self._hear)

    async def run(self) -> None:
        """Work, wait, work again; a step that is cut off is done again later."""
        while True:
            self._wake.clear()
            try:
                await self._work()
            except Exception:
                # A full disk or a lost database: the job waits in its rows.
                log.exception("a bulk action stumbled")
                await asyncio.sleep(FAULT_PAUSE_SECONDS)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_WAIT_SECONDS):
                    await self._wake.wait()

    async def _work(self) -> None:
        has_more = True
        while has_more:
            has_more = await self._step()
            await asyncio.sleep(PAUSE_SECONDS)

    def _hear(self, event: Event) -> None:
        # In the thread of who published, who must not suffer from our end.
        if isinstance(event, JobChanged) and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake.set)

    async def _step(self) -> bool:
        limit = 1 if self._careful else STEP_ITEMS
        try:
            has_worked = await self._store.in_unit_of_work(work_off, limit=limit)
        except Exception:
            # One conversation may be the cause: the others must not suffer.
            log.exception("a step of a bulk action failed")
            if self._careful:
                await self._store.in_unit_of_work(give_up_next)
            self._careful = STEP_ITEMS
            return True
        self._careful = max(0, self._careful - 1)
        return has_worked
