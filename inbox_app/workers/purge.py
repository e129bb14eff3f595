"""Once an hour, delete for ever what is overdue, and free the disk.

Each step is a transaction of its own, so the process may be killed at any moment:
what is left over is overdue still, and the next run goes on with it. The blob
store is walked a slice an hour, all of it in a day, so that no run is long.
"""

import asyncio
import logging
from contextlib import suppress

from inbox_app.db.unit_of_work import Store
from inbox_app.services.blob_sweep import ABANDONED_SECONDS, sweep_folder
from inbox_app.services.purge import Purged, purge_overdue

EVERY_SECONDS = 3600.0
# The start is busy enough.
FIRST_AFTER_SECONDS = 60.0
FAULT_PAUSE_SECONDS = 300.0
# Between two steps others may write.
STEP_PAUSE_SECONDS = 0.05
FOLDERS = [f"{number:02x}" for number in range(256)]
RUNS_A_DAY = 24

log = logging.getLogger(__name__)


class PurgeWorker:
    """Deletes what is overdue until its task is cancelled."""

    def __init__(
        self, store: Store, *, first_after_seconds: float = FIRST_AFTER_SECONDS
    ) -> None:
        self._store = store
        self._first_after_seconds = first_after_seconds
        self._runs = 0

    async def run(self) -> None:
        """Run, wait, run again."""
        await asyncio.sleep(self._first_after_seconds)
        while True:
            try:
                await self.run_once()
            except Exception:
                # A lost database: what is overdue stays so.
                log.exception("the purge stumbled")
                await asyncio.sleep(FAULT_PAUSE_SECONDS)
            else:
                await asyncio.sleep(EVERY_SECONDS)

    async def run_once(self) -> Purged:
        """Delete all that is overdue, a step at a time, and a slice of the blobs."""
        conversations = messages = 0
        while True:
            step = await self._store.in_unit_of_work(purge_overdue)
            if not step.conversations:
                break
            conversations += step.conversations
            messages += step.messages
            await asyncio.sleep(STEP_PAUSE_SECONDS)
        freed, given_up = await self._free_disk()
        if conversations or freed or given_up:
            log.info(
                "deleted for ever: %d conversations, %d messages, %d blobs, "
                "%d unfinished uploads",
                conversations,
                messages,
                freed,
                given_up,
            )
        return Purged(conversations, messages)

    async def _free_disk(self) -> tuple[int, int]:
        slice_ = FOLDERS[self._runs % RUNS_A_DAY :: RUNS_A_DAY]
        self._runs += 1
        freed = 0
        for prefix in slice_:
            freed += await self._store.in_thread(sweep_folder, self._store, prefix)
        given_up = 0
        with suppress(FileNotFoundError):
            # No blob was ever stored.
            given_up = await self._store.in_thread(
                self._store.blobs.discard_unfinished, untouched_for=ABANDONED_SECONDS
            )
        return freed, given_up
