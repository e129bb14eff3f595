"""Send what is due: compose, hand over, note what the server said.

The message row was made when the agent pressed Send; this loop only carries
it. It wakes when something is queued or comes due, takes a few messages under
a lease, and writes down what became of each recipient.
"""

import asyncio
import logging
from collections.abc import Sequence

from inbox_app.channels.base import (
    ChannelAccount,
    ChannelError,
    Consequence,
    OutgoingMail,
    SendResult,
)
from inbox_app.channels.registry import get_channel
from inbox_app.db.secrets import SecretUnreadableError
from inbox_app.db.unit_of_work import Store
from inbox_app.domain.addresses import normalise_address
from inbox_app.domain.enums import ChannelKind
from inbox_app.domain.events import DeliveryChanged, Event, ReplyQueued
from inbox_app.services.outbox import (
    DueMessage,
    lease_due,
    next_due_at,
    record_failure,
    record_filed,
    record_sent,
)
from inbox_app.workers.outgoing_mail import build_outgoing_mail

LONGEST_WAIT_SECONDS = 30.0
FAULT_PAUSE_SECONDS = 5.0

log = logging.getLogger(__name__)


class OutboxWorker:
    """Carries messages out until its task is cancelled."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._wake = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        store.bus.subscribe(self._hear)

    async def run(self) -> None:
        """Send, wait, send again."""
        while True:
            try:
                self._wake.clear()
                while due := await self._store.in_unit_of_work(lease_due):
                    await asyncio.gather(*(self._send(message) for message in due))
                await self._wait()
            except Exception:
                # A full disk or a lost database: the leases run out by themselves.
                log.exception("the outbox stumbled")
                await asyncio.sleep(FAULT_PAUSE_SECONDS)

    def _hear(self, event: Event) -> None:
        if isinstance(event, (ReplyQueued, DeliveryChanged)):
            self._loop.call_soon_threadsafe(self._wake.set)

    async def _wait(self) -> None:
        due_at = await self._store.in_read(next_due_at)
        seconds = LONGEST_WAIT_SECONDS
        if due_at is not None:
            seconds = min(seconds, (due_at - self._store.clock()).total_seconds())
        try:
            await asyncio.wait_for(self._wake.wait(), max(0.05, seconds))
        except TimeoutError:
            return

    async def _send(self, due: DueMessage) -> None:
        """Carry one message; whatever happens is noted on it."""
        try:
            await self._hand_over(due)
        except ChannelError as error:
            await self._fail(
                due,
                error.server_words,
                is_permanent=error.consequence is Consequence.GIVE_UP,
            )
        except SecretUnreadableError:
            await self._fail(due, "the stored password cannot be read")
        except Exception as error:
            # A defect in one message must not stop the others.
            log.exception("message %d could not be sent", due.message_id)
            await self._fail(due, f"{type(error).__name__}: {error}")

    async def _hand_over(self, due: DueMessage) -> None:
        channel = get_channel(str(due.settings.get("driver") or ChannelKind.EMAIL))
        mail = await self._store.in_thread(build_outgoing_mail, self._store, due)
        raw = await self._store.in_thread(channel.compose, mail)
        account = ChannelAccount(
            due.channel_address, due.settings, self._store.secrets.open(due.secret)
        )
        recipients = _still_to_reach(mail, due.accepted)
        result = await channel.send(
            account, raw, sender=due.channel_address, recipients=recipients
        )
        await self._note(due, result)
        if not result.refused:
            await self._file_copy(due, account, raw)

    async def _note(self, due: DueMessage, result: SendResult) -> None:
        if not result.refused:
            await self._store.in_unit_of_work(
                record_sent, due.message_id, result.accepted
            )
            return
        words = "; ".join(
            f"{r.recipient}: {r.code} {r.server_words}" for r in result.refused
        )
        await self._fail(
            due,
            words,
            is_permanent=not result.can_retry,
            accepted=result.accepted,
        )

    async def _fail(
        self,
        due: DueMessage,
        words: str,
        *,
        is_permanent: bool = False,
        accepted: Sequence[str] = (),
    ) -> None:
        await self._store.in_unit_of_work(
            record_failure,
            due.message_id,
            server_words=words,
            is_permanent=is_permanent,
            accepted=accepted,
        )

    async def _file_copy(
        self, due: DueMessage, account: ChannelAccount, raw: bytes
    ) -> None:
        """A copy for the Sent folder; the message is sent, whether or not it works."""
        channel = get_channel(str(due.settings.get("driver") or ChannelKind.EMAIL))
        try:
            await self._store.in_thread(
                channel.keep_copy, account, raw, due.message_id_header
            )
        except ChannelError as error:
            log.warning("no copy of message %d: %s", due.message_id, error)
            return
        await self._store.in_unit_of_work(record_filed, due.message_id)


def _still_to_reach(mail: OutgoingMail, accepted: Sequence[str]) -> list[str]:
    done = {normalise_address(address) for address in accepted}
    everybody = [person.address for person in (*mail.to, *mail.cc, *mail.bcc)]
    return [a for a in everybody if normalise_address(a) not in done]
