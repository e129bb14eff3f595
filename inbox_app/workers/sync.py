"""Keep one mailbox in sync, in a thread of its own.

    connect ─► open folder ─► new mail ─► a piece of backfill ─┐
       ▲            │             ▲                            │
       │            │             └──── wait (IDLE or poll) ◄──┘
       └── back off ┴── any fault

A fault never switches a mailbox off: what passes by itself is tried again
sooner and sooner less, what a person must mend is tried once in a while, so
that it heals by itself when it was the server after all. Mail, cursor, progress
and the lease that allows it all are stored in one transaction
(`ingest.pipeline`), so the thread may be killed at any point, and who has lost
the lease stores nothing. All is well once new mail has been stored, not before:
a disk that is full shows until something fits again.
"""

import logging
import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, timedelta

from inbox_app.channels.backoff import Backoff
from inbox_app.channels.base import (
    ChannelAccount,
    ChannelError,
    Consequence,
    MailBatch,
    MailReader,
    SyncCursor,
)
from inbox_app.channels.registry import get_channel
from inbox_app.db.secrets import SecretUnreadableError
from inbox_app.db.unit_of_work import Store, UnitOfWork
from inbox_app.domain.enums import ChannelHealth
from inbox_app.ingest.pipeline import IncomingMail, ingest_mails, settle_pending
from inbox_app.services.channels import (
    ConnectedAccount,
    give_up_lease,
    read_backfill_done,
    read_cursor,
    record_health,
    record_progress,
    save_cursor,
    take_lease,
)
from inbox_app.services.item_order import (
    CONVERSATIONS_AT_ONCE,
    conversations_of,
    disordered_conversations,
    order_items,
)
from inbox_app.workers.lease_owner import is_gone, new_owner

# Long enough to be cheap, short enough to renew the lease in time.
WAIT_SECONDS = 60.0
NEEDS_PERSON_SECONDS = 600.0
LEASED_ELSEWHERE_SECONDS = 30.0
DEFAULT_BACKFILL_DAYS = 30

log = logging.getLogger(__name__)


class _LeaseLostError(Exception):
    """Another process reads this account: what was just read is theirs to store."""


class MailboxSync(threading.Thread):
    """Reads one account until `stop`."""

    def __init__(self, store: Store, account: ConnectedAccount) -> None:
        super().__init__(name=f"sync-{account.address}", daemon=True)
        self.account = account
        self._store = store
        self._stopping = threading.Event()
        self._reader: MailReader | None = None
        self._owner = new_owner()
        self._backoff = Backoff()

    def stop(self) -> None:
        """Ask the thread to end; `join` waits for it."""
        self._stopping.set()
        reader = self._reader
        if reader is not None:
            reader.wake()

    def run(self) -> None:
        """Sync, and after a fault wait and sync again."""
        while not self._stopping.is_set():
            try:
                pause = self._sync_until_fault()
            except Exception:
                # A lost database: nothing can be noted, and the thread must live on.
                log.exception("channel %d cannot be synced", self.account.channel_id)
                pause = self._backoff.next_delay_seconds()
            self._stopping.wait(pause)
        try:
            with self._store.write() as uow:
                give_up_lease(uow, self.account.channel_id, self._owner)
        except Exception:
            # It runs out by itself.
            log.exception("the lease of channel %d stays", self.account.channel_id)

    def _sync_until_fault(self) -> float:
        """Returns how many seconds to wait before the next try."""
        if not self._holds_lease():
            return LEASED_ELSEWHERE_SECONDS
        try:
            self._sync()
        except _LeaseLostError:
            return LEASED_ELSEWHERE_SECONDS
        except ChannelError as error:
            return self._note_fault(error)
        except SecretUnreadableError:
            self._note(ChannelHealth.NEEDS_LOGIN, "channel.test.secret_unreadable")
            return NEEDS_PERSON_SECONDS
        except Exception as error:
            # A full disk, a locked database: the mailbox must live on.
            log.exception("sync of channel %d failed", self.account.channel_id)
            self._note(ChannelHealth.RETRYING, "channel.test.internal", str(error))
            return self._backoff.next_delay_seconds()
        finally:
            reader, self._reader = self._reader, None
            if reader is not None:
                reader.close()
        return 0

    def _note_fault(self, error: ChannelError) -> float:
        log.warning("channel %d: %s", self.account.channel_id, error)
        if error.consequence is Consequence.RETRY:
            self._note(ChannelHealth.RETRYING, error.key, error.server_words)
            return self._backoff.next_delay_seconds()
        self._note(ChannelHealth.NEEDS_LOGIN, error.key, error.server_words)
        return NEEDS_PERSON_SECONDS

    def _note(self, health: ChannelHealth, step: str = "", words: str = "") -> None:
        try:
            with self._store.write() as uow:
                record_health(
                    uow,
                    self.account.channel_id,
                    health,
                    step=step,
                    server_words=words,
                )
        except Exception:
            # What cannot be noted now is noted at the next fault.
            log.exception("health of channel %d is not stored", self.account.channel_id)

    def _holds_lease(self) -> bool:
        with self._store.write() as uow:
            return self._take_lease(uow)

    def _take_lease(self, uow: UnitOfWork) -> bool:
        return take_lease(uow, self.account.channel_id, self._owner, is_gone=is_gone)

    def _sync(self) -> None:
        account = self.account
        channel_account = ChannelAccount(
            account.address, account.settings, self._store.secrets.open(account.secret)
        )
        reader = get_channel(account.driver).open_reader(
            channel_account, max_mail_bytes=self._store.settings.max_mail_bytes
        )
        if reader is None:
            self._stopping.wait()
            return
        self._reader = reader
        reader.connect()
        stored = self._stored_cursor()
        cursor = reader.open_folder(stored)
        self._save(cursor)
        self._settle_leftovers()
        already = self._imported() if cursor == stored else 0
        while not self._stopping.is_set():
            cursor = self._take_in(reader.new_mail(cursor), cursor)
            if not cursor.is_backfilled:
                cursor = self._backfill(reader, cursor, already)
                continue
            self._backoff.reset()
            self._note_all_is_well()
            reader.wait(WAIT_SECONDS)

    def _settle_leftovers(self) -> None:
        """Finish what was received when the disk was full or the process died."""
        try:
            settle_pending(self._store)
        except OSError:
            raise
        except Exception:
            # A defect in what lies there must not keep new mail out.
            log.exception("what was received before cannot be settled")

    def _note_all_is_well(self) -> None:
        with self._store.write() as uow:
            if not self._take_lease(uow):
                raise _LeaseLostError
            record_health(uow, self.account.channel_id, ChannelHealth.OK)

    def _backfill(
        self, reader: MailReader, cursor: SyncCursor, already: int
    ) -> SyncCursor:
        """Import what was there before; new mail is looked for between the pieces.

        The newest comes first, so each piece is put before what is there. That
        nothing more is to be done is noted after that. `already` is how many
        mails an earlier, interrupted run has imported.
        """
        for batch in reader.backfill(cursor, self._since()):
            joined = cursor.joined_with(batch.cursor)
            cursor = replace(joined, is_backfilled=False)
            progress = (already + batch.done, already + batch.total)
            self._store_batch(batch, cursor, progress)
            self._put_in_order(batch)
            self._backoff.reset()
            if joined.is_backfilled:
                self._put_all_in_order()
                self._save(joined)
                return joined
            if self._stopping.is_set():
                break
            cursor = self._take_in(reader.new_mail(cursor), cursor)
        return cursor

    def _put_in_order(self, batch: MailBatch) -> None:
        with self._store.write() as uow:
            touched = conversations_of(
                uow,
                self.account.channel_id,
                folder=batch.cursor.folder,
                uidvalidity=batch.cursor.uidvalidity,
                uids=[mail.uid for mail in batch.mails],
            )
            order_items(uow, touched)

    def _put_all_in_order(self) -> None:
        """Where an earlier run was killed between a piece and its order."""
        with self._store.read() as uow:
            found = disordered_conversations(uow, self.account.channel_id)
        for start in range(0, len(found), CONVERSATIONS_AT_ONCE):
            with self._store.write() as uow:
                order_items(uow, found[start : start + CONVERSATIONS_AT_ONCE])

    def _take_in(self, batches: Iterable[MailBatch], cursor: SyncCursor) -> SyncCursor:
        for batch in batches:
            cursor = cursor.joined_with(batch.cursor)
            self._store_batch(batch, cursor)
            if self._stopping.is_set():
                break
        return cursor

    def _store_batch(
        self,
        batch: MailBatch,
        cursor: SyncCursor,
        progress: tuple[int, int] | None = None,
    ) -> None:
        now = self._store.clock()
        mails = [
            IncomingMail(
                raw=mail.raw,
                # A server's clock may be ahead; nothing may come from the future.
                received_at=min((mail.internal_date or now).astimezone(UTC), now),
                folder=mail.folder,
                uidvalidity=mail.uidvalidity,
                uid=mail.uid,
                is_whole=mail.is_whole,
                size=mail.size,
            )
            for mail in sorted(batch.mails, key=lambda mail: mail.uid)
        ]

        def advance(uow: UnitOfWork) -> None:
            if not self._take_lease(uow):
                raise _LeaseLostError
            self._write_cursor(uow, cursor)
            if progress is not None:
                done, total = progress
                record_progress(uow, self.account.channel_id, done=done, total=total)

        ingest_mails(self._store, self.account.channel_id, mails, advance=advance)

    def _imported(self) -> int:
        with self._store.read() as uow:
            return read_backfill_done(uow, self.account.channel_id)

    def _since(self) -> date | None:
        """The day from which on old mail is wanted; all of it when 0 days are set."""
        days = int(self.account.settings.get("backfill_days", DEFAULT_BACKFILL_DAYS))
        return (self._store.clock() - timedelta(days=days)).date() if days else None

    def _stored_cursor(self) -> SyncCursor:
        folder = str(self.account.settings.get("folder") or "INBOX")
        with self._store.read() as uow:
            row = read_cursor(uow, self.account.channel_id, folder)
            return SyncCursor(
                folder=row.folder,
                uidvalidity=row.uidvalidity,
                last_uid=row.last_uid,
                backfill_uid=row.backfill_uid,
                is_backfilled=row.is_backfilled,
            )

    def _save(self, cursor: SyncCursor) -> None:
        with self._store.write() as uow:
            self._write_cursor(uow, cursor)

    def _write_cursor(self, uow: UnitOfWork, cursor: SyncCursor) -> None:
        save_cursor(
            uow,
            self.account.channel_id,
            cursor.folder,
            uidvalidity=cursor.uidvalidity,
            last_uid=cursor.last_uid,
            backfill_uid=cursor.backfill_uid,
            is_backfilled=cursor.is_backfilled,
        )
