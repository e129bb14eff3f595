"""Send what is due: compose, hand over, note what the server said.

    wait ─► lease one that is due ─► compose ─► hand over ─► note it ─► wait
             (a few at once, few           (the lease is      sent, again
              of one account)               renewed)          later, or failed

The message row was made when the agent pressed Send; this loop only carries
it. Its Message-ID was fixed then, so a repeat after a kill is known as one by
whoever receives it twice. What became of each recipient is noted, and who has
been taken once is left out of the next try (RFC 5321, 4.2.5 and 4.5.4.1):

    refused for now, no connection ─► queued, later, at growing distances
    refused for good               ─► failed, with the server's words
    the account may not send       ─► queued; the channel needs a person
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from inbox_app.channels.base import (
    ChannelAccount,
    ChannelError,
    ConnectionStep,
    Consequence,
    OutgoingMail,
    SendResult,
)
from inbox_app.channels.registry import get_channel
from inbox_app.db.secrets import SecretUnreadableError
from inbox_app.db.unit_of_work import Store
from inbox_app.domain.addresses import normalise_address
from inbox_app.domain.events import ChannelChanged, DeliveryChanged, Event, ReplyQueued
from inbox_app.services.outbox import (
    LEASE_SECONDS,
    DueMessage,
    lease_due,
    next_due_at,
    record_account_fault,
    record_failure,
    record_sent,
    renew_lease,
)
from inbox_app.workers.outgoing_mail import build_outgoing_mail

LONGEST_WAIT_SECONDS = 30.0
FAULT_PAUSE_SECONDS = 5.0
MOST_AT_ONCE = 10
# So that a server that does not answer holds up its own account alone.
MOST_PER_ACCOUNT = 3
LONGEST_SEND_SECONDS = 900.0
# The server's answer is worth waiting for a database that is away for a while.
MOST_NOTING_TRIES = 60
STOP_SECONDS = 2.5

log = logging.getLogger(__name__)


class OutboxWorker:
    """Carries messages out until its task is cancelled."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._wake = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._is_stopping = False
        # What is being handed over, each with its account.
        self._sending: dict[asyncio.Task[None], int] = {}
        store.bus.subscribe(self._hear)

    async def run(self) -> None:
        """Send, wait, send again, until cancelled.

        What has been begun may finish then: a lease that was taken and never
        used would hold its message up for minutes.
        """
        carrying = asyncio.create_task(self._carry())
        try:
            await asyncio.shield(carrying)
        finally:
            self._is_stopping = True
            self._wake.set()
            await self._wind_up(carrying)

    async def _carry(self) -> None:
        while not self._is_stopping:
            try:
                self._wake.clear()
                await self._wait(await self._start_due())
            except Exception:
                # A full disk or a lost database: the leases run out by themselves.
                log.exception("the outbox stumbled")
                await asyncio.sleep(FAULT_PAUSE_SECONDS)

    def _hear(self, event: Event) -> None:
        # In the thread of who published, who must not suffer from our end.
        is_ours = isinstance(event, (ReplyQueued, DeliveryChanged, ChannelChanged))
        if is_ours and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake.set)

    async def _start_due(self) -> float:
        """Returns how many seconds there is nothing more to do."""
        while len(self._sending) < MOST_AT_ONCE and not self._is_stopping:
            per_account = Counter(self._sending.values())
            busy = [id_ for id_, n in per_account.items() if n >= MOST_PER_ACCOUNT]
            due_at = await self._store.in_read(next_due_at, except_channels=busy)
            if due_at is None:
                break
            wait_seconds = (due_at - self._store.clock()).total_seconds()
            if wait_seconds > 0:
                return min(wait_seconds, LONGEST_WAIT_SECONDS)
            due = await self._store.in_unit_of_work(
                lease_due, limit=1, except_channels=busy
            )
            if not due:
                # Another process was faster.
                break
            self._start(due[0])
        return LONGEST_WAIT_SECONDS

    def _start(self, due: DueMessage) -> None:
        task = asyncio.create_task(self._send(due), name=f"send-{due.message_id}")
        self._sending[task] = due.channel_id
        task.add_done_callback(self._finish)

    def _finish(self, task: asyncio.Task[None]) -> None:
        del self._sending[task]
        self._wake.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a message was left to its lease", exc_info=error)

    async def _wait(self, seconds: float) -> None:
        if self._is_stopping:
            return
        # Not `wait_for`, which can lose a cancellation in Python 3.11.
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.05, seconds)):
                await self._wake.wait()

    async def _wind_up(self, carrying: asyncio.Task[None]) -> None:
        """Wait for all together; a server that is slower is hung up on."""
        give_up_at = self._loop.time() + STOP_SECONDS
        await asyncio.wait([carrying], timeout=STOP_SECONDS)
        sending = list(self._sending)
        if sending:
            remaining = max(0.0, give_up_at - self._loop.time())
            await asyncio.wait(sending, timeout=remaining)
        for task in (carrying, *sending):
            task.cancel()
        await asyncio.gather(carrying, *sending, return_exceptions=True)

    async def _send(self, due: DueMessage) -> None:
        """Carry one message; whatever happens is noted on it."""
        try:
            async with self._lease_kept(due), asyncio.timeout(LONGEST_SEND_SECONDS):
                result = await self._hand_over(due)
        except ChannelError as error:
            await self._note_fault(due, error)
        except SecretUnreadableError:
            await self._note(
                record_account_fault,
                due,
                step="channel.test.secret_unreadable",
                server_words="",
            )
        except Exception as error:
            # A defect in one message must not stop the others.
            log.exception("message %d could not be sent", due.message_id)
            words = f"{type(error).__name__}: {error}"
            await self._note(
                record_failure, due, server_words=words, is_permanent=False
            )
        else:
            await self._note_result(due, result)

    async def _hand_over(self, due: DueMessage) -> SendResult:
        channel = get_channel(due.driver)
        mail = await self._store.in_thread(build_outgoing_mail, self._store, due)
        recipients = _still_to_reach(mail, due.accepted)
        if not recipients:
            return SendResult(())
        raw = await self._store.in_thread(channel.compose, mail)
        account = ChannelAccount(
            due.channel_address, due.settings, self._store.secrets.open(due.secret)
        )
        return await channel.send(
            account, raw, sender=due.channel_address, recipients=recipients
        )

    async def _note_result(self, due: DueMessage, result: SendResult) -> None:
        if not result.refused:
            await self._note(record_sent, due, result.accepted)
            return
        words = "; ".join(
            f"{refusal.recipient}: {refusal.server_words}" for refusal in result.refused
        )
        await self._note(
            record_failure,
            due,
            server_words=words,
            is_permanent=not result.can_retry,
            accepted=result.accepted,
        )

    async def _note_fault(self, due: DueMessage, error: ChannelError) -> None:
        is_for_good = error.consequence is Consequence.GIVE_UP
        if error.consequence is Consequence.NEEDS_LOGIN or (
            # Trying again cannot help, and it is not the message that is at fault.
            is_for_good and error.step is not ConnectionStep.SEND
        ):
            await self._note(
                record_account_fault,
                due,
                step=error.key,
                server_words=error.server_words,
            )
            return
        await self._note(
            record_failure,
            due,
            server_words=error.server_words,
            is_permanent=is_for_good,
        )

    async def _note(
        self, use_case: Callable[..., None], due: DueMessage, *args: Any, **words: Any
    ) -> None:
        """Store what happened, also if the database is away for a moment.

        A message that was sent and not noted would be sent again.
        """
        for _ in range(MOST_NOTING_TRIES):
            try:
                await self._store.in_unit_of_work(
                    use_case, due.message_id, *args, **words
                )
            except Exception:
                log.exception("what became of message %d waits", due.message_id)
                await asyncio.sleep(FAULT_PAUSE_SECONDS)
            else:
                return

    @asynccontextmanager
    async def _lease_kept(self, due: DueMessage) -> AsyncIterator[None]:
        """Renew the lease as long as the message is being handed over."""

        async def renew() -> None:
            while True:
                await asyncio.sleep(LEASE_SECONDS / 3)
                with suppress(Exception):
                    await self._store.in_unit_of_work(renew_lease, due.message_id)

        renewing = asyncio.create_task(renew())
        try:
            yield
        finally:
            renewing.cancel()


def _still_to_reach(mail: OutgoingMail, accepted: Sequence[str]) -> list[str]:
    done = {normalise_address(address) for address in accepted}
    everybody = [person.address for person in (*mail.to, *mail.cc, *mail.bcc)]
    return [a for a in everybody if normalise_address(a) not in done]
