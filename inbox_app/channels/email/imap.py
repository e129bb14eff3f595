"""Reads a mailbox: what is new, what was there before, and waits for more."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from imap_tools import AND, BaseMailBox

from inbox_app.channels.base import ConnectionStep, MailBatch, SyncCursor
from inbox_app.channels.email.fetch import fetch_mails
from inbox_app.channels.email.idle import IdleRefusedError, Waker, idle_until_news
from inbox_app.channels.email.imap_connection import (
    TIMEOUT_SECONDS,
    failing_at,
    hang_up,
    log_out,
    open_mailbox,
)
from inbox_app.channels.email.settings import EmailSecret, EmailSettings

# Servers without IDLE are asked this often.
POLL_SECONDS = 60.0


class MailboxReader:
    """Reads one folder of one mailbox; see `MailReader`."""

    def __init__(
        self,
        settings: EmailSettings,
        secret: EmailSecret,
        *,
        max_mail_bytes: int,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        """Prepare a reader; nothing is connected yet.

        Args:
            settings: where and how to log in.
            secret: what to log in with.
            max_mail_bytes: of a larger message only the header is fetched.
            timeout_seconds: how long the server may take for one answer.
        """
        self._settings = settings
        self._secret = secret
        self._max_mail_bytes = max_mail_bytes
        self._timeout_seconds = timeout_seconds
        self._opened: BaseMailBox | None = None
        self._waker = Waker()
        self._is_idle_refused = False

    @property
    def _mailbox(self) -> BaseMailBox:
        if self._opened is None:
            message = "connect first"
            raise RuntimeError(message)
        return self._opened

    def connect(self) -> None:
        """Open the connection and log in; an older connection is dropped."""
        if self._opened is not None:
            hang_up(self._opened)
            self._opened = None
        self._opened = open_mailbox(
            self._settings, self._secret, timeout_seconds=self._timeout_seconds
        )

    def open_folder(self, cursor: SyncCursor) -> SyncCursor:
        """Select the folder, and begin anew if its numbers have changed."""
        with failing_at(ConnectionStep.FOLDER):
            # Read-only: looking must never change what other programs show.
            self._mailbox.folder.set(cursor.folder, readonly=True)
            uidvalidity = self._announced_number("UIDVALIDITY")
            if uidvalidity == cursor.uidvalidity and cursor.backfill_uid is not None:
                return cursor
            next_uid = self._announced_number("UIDNEXT")
            newest = next_uid - 1 if next_uid else max(self._search("ALL"), default=0)
        return SyncCursor(
            folder=cursor.folder,
            uidvalidity=uidvalidity,
            last_uid=newest,
            backfill_uid=newest + 1,
        )

    def new_mail(self, cursor: SyncCursor) -> Iterator[MailBatch]:
        """Hand over what arrived after the cursor, oldest first."""
        with failing_at(ConnectionStep.READ):
            # A search sees what the server has announced, and no newer mail.
            self._mailbox.client.noop()
            self._forget_news()
            found = self._search(f"UID {cursor.last_uid + 1}:*")
        # `*` is the newest message, also when that is an old one.
        uids = sorted(uid for uid in found if uid > cursor.last_uid)
        done = 0
        for some in fetch_mails(self._mailbox, uids, cursor, self._max_mail_bytes):
            done += len(some.uids)
            yield MailBatch(
                mails=some.mails,
                cursor=replace(cursor, last_uid=max(some.uids)),
                vanished_uids=some.vanished_uids,
                done=done,
                total=len(uids),
            )

    def backfill(self, cursor: SyncCursor, since: date | None) -> Iterator[MailBatch]:
        """Hand over what was there before, newest first, back to a day."""
        if cursor.is_backfilled:
            return
        with failing_at(ConnectionStep.READ):
            found = self._search(str(AND(date_gte=since)) if since else "ALL")
        below = cursor.last_uid + 1
        if cursor.backfill_uid is not None:
            below = cursor.backfill_uid
        uids = sorted((uid for uid in found if uid < below), reverse=True)
        if not uids:
            yield MailBatch((), replace(cursor, is_backfilled=True))
        done = 0
        for some in fetch_mails(self._mailbox, uids, cursor, self._max_mail_bytes):
            done += len(some.uids)
            yield MailBatch(
                mails=some.mails,
                cursor=replace(
                    cursor,
                    backfill_uid=min(some.uids),
                    is_backfilled=done == len(uids),
                ),
                vanished_uids=some.vanished_uids,
                done=done,
                total=len(uids),
            )

    def wait(self, timeout_seconds: float) -> bool:
        """Wait until something happens in the folder; false when nothing did.

        Where the server cannot tell, this returns true after a minute: look then.
        """
        client = self._mailbox.client
        if "IDLE" in client.capabilities and not self._is_idle_refused:
            with failing_at(ConnectionStep.READ):
                try:
                    return idle_until_news(client, self._waker, timeout_seconds)
                except IdleRefusedError:
                    self._is_idle_refused = True
        self._waker.wait(min(timeout_seconds, POLL_SECONDS))
        return not self._waker.was_called()

    def wake(self) -> None:
        """End a `wait` at once; may be called from any thread."""
        self._waker.wake()

    def close(self) -> None:
        """Log out if that is still possible; the reader's life ends here."""
        if self._opened is not None:
            log_out(self._opened)
            self._opened = None
        self._waker.close()

    def _forget_news(self) -> None:
        """Drop what was announced until now: the search that follows sees it all."""
        for kind in ("EXISTS", "EXPUNGE", "VANISHED", "RECENT", "FETCH"):
            self._mailbox.client.untagged_responses.pop(kind, None)

    def _search(self, criteria: str) -> list[int]:
        # Some servers refuse a search that names its character set.
        return [int(uid) for uid in self._mailbox.uids(criteria, charset=None)]

    def _announced_number(self, kind: str) -> int:
        """Return a number the server gave when the folder was opened, or 0."""
        announced = self._mailbox.client.untagged_responses.get(kind) or [b"0"]
        number = announced[-1]
        return int(number) if isinstance(number, bytes) else 0
