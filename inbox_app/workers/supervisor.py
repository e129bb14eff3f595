"""Start the workers with the process, keep them to the settings, stop them with it."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from inbox_app.channels.local.channel import DRIVER
from inbox_app.channels.local.listener import MailListener
from inbox_app.db.unit_of_work import Store, current_store
from inbox_app.domain.addresses import normalise_address, split_token
from inbox_app.domain.events import ChannelChanged, Event
from inbox_app.ingest.pipeline import IncomingMail, ingest_mails, settle_pending
from inbox_app.services.channels import ConnectedAccount, read_accounts
from inbox_app.workers.jobs import JobWorker
from inbox_app.workers.outbox import OutboxWorker
from inbox_app.workers.purge import PurgeWorker
from inbox_app.workers.sent_copies import SentCopies
from inbox_app.workers.snooze import SnoozeWorker
from inbox_app.workers.sync import MailboxSync

STOP_SECONDS = 2.0
FAULT_PAUSE_SECONDS = 5.0
# A thread that ended against all care is started again after this long.
CHECK_SECONDS = 60.0

log = logging.getLogger(__name__)


@asynccontextmanager
async def running_workers() -> AsyncIterator[None]:
    """The workers of this process, for as long as it serves."""
    store = current_store()
    # First: where the port is taken, nothing else has been started yet.
    listener = start_listener(store) if store.settings.demo else None
    copies = SentCopies(store)
    copies.start()
    tasks = [
        asyncio.create_task(OutboxWorker(store).run(), name="outbox"),
        asyncio.create_task(JobWorker(store).run(), name="jobs"),
        asyncio.create_task(MailboxSupervisor(store).run(), name="mailboxes"),
        asyncio.create_task(PurgeWorker(store).run(), name="purge"),
        asyncio.create_task(SnoozeWorker(store).run(), name="snooze"),
    ]
    try:
        yield
    finally:
        copies.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if listener is not None:
            listener.stop()


class MailboxSupervisor:
    """One sync thread an account, restarted when its settings change."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._threads: dict[int, MailboxSync] = {}
        self._changed = asyncio.Event()
        self._is_stopping = False
        self._loop = asyncio.get_running_loop()
        store.bus.subscribe(self._hear)

    async def run(self) -> None:
        """Finish what an earlier run left, then follow the accounts until cancelled."""
        following = asyncio.create_task(self._follow_changes())
        try:
            # What it does to the threads at this moment is finished first.
            await asyncio.shield(following)
        finally:
            self._is_stopping = True
            self._changed.set()
            await asyncio.wait([following], timeout=1)
            following.cancel()
            await self._stop(list(self._threads))

    async def _follow_changes(self) -> None:
        await self._settle_leftovers()
        while not self._is_stopping:
            self._changed.clear()
            try:
                await self._follow()
            except Exception:
                # A lost database comes back; until then nothing can be known.
                log.exception("the accounts could not be read")
                await asyncio.sleep(FAULT_PAUSE_SECONDS)
                continue
            await self._wait()

    async def _wait(self) -> None:
        if self._is_stopping:
            return
        # Not `wait_for`, which can lose a cancellation in Python 3.11.
        with suppress(TimeoutError):
            async with asyncio.timeout(CHECK_SECONDS):
                await self._changed.wait()

    async def _settle_leftovers(self) -> None:
        try:
            await self._store.in_thread(settle_pending, self._store)
        except Exception:
            # Tried again by each mailbox; reading and sending must start anyway.
            log.exception("what an earlier run received could not be settled")

    def _hear(self, event: Event) -> None:
        # In the thread of who published, who must not suffer from our end.
        if isinstance(event, ChannelChanged) and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._changed.set)

    async def _follow(self) -> None:
        accounts = {
            account.channel_id: account
            for account in await self._store.in_read(read_accounts)
            if account.driver != DRIVER
        }
        outdated = [
            channel_id
            for channel_id, thread in self._threads.items()
            if accounts.get(channel_id) != thread.account or not thread.is_alive()
        ]
        await self._stop(outdated)
        for channel_id, account in accounts.items():
            if channel_id not in self._threads:
                self._start(account)

    def _start(self, account: ConnectedAccount) -> None:
        thread = MailboxSync(self._store, account)
        thread.start()
        self._threads[account.channel_id] = thread

    async def _stop(self, channel_ids: list[int]) -> None:
        threads = [self._threads.pop(channel_id) for channel_id in channel_ids]
        for thread in threads:
            thread.stop()
        await asyncio.to_thread(_join, threads)


def _join(threads: Sequence[MailboxSync]) -> None:
    """Wait for all together; one that waits for its server ends by itself later."""
    give_up_at = time.monotonic() + STOP_SECONDS
    for thread in threads:
        thread.join(max(0.0, give_up_at - time.monotonic()))


def start_listener(store: Store) -> MailListener:
    """Take mail on this machine for every account that is only local."""

    def find_channel(address: str) -> int | None:
        wanted = split_token(normalise_address(address))[0]
        with store.read() as uow:
            for account in read_accounts(uow):
                if account.driver == DRIVER and account.address == wanted:
                    return account.channel_id
        return None

    def take_in(channel_id: int, raw: bytes) -> None:
        ingest_mails(store, channel_id, [IncomingMail(raw, store.clock())])

    listener = MailListener(
        store.settings.demo_smtp_port,
        find_channel=find_channel,
        take_in=take_in,
        max_mail_bytes=store.settings.max_mail_bytes,
    )
    listener.start()
    return listener
