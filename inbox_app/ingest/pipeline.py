"""Take mail in: raw first, parse second, every message accounted for.

    raw mail ─► blob store ─► ledger: pending ─► parse ─► file ─► ledger: fate
                 (receive: one transaction with     (settle: one transaction
                  the cursor of the mailbox)          a batch)
                                                        │ fails
                                                        ▼
                                            one by one ─► quarantined

`receive_mails` commits the ledger line and the cursor together once the bytes
are safe, so a mailbox is never read past what is safe. `settle_mails` turns
pending lines into messages; a kill between the two leaves pending lines, which
the next start settles. A unique key per channel (folder, UIDVALIDITY, UID; and
Message-ID with content) makes any repeat harmless. A mail that defeats the
parser or the filing is quarantined with its raw bytes, and can be processed
again.
"""

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select

from inbox_app.db.unit_of_work import Store, UnitOfWork
from inbox_app.domain.enums import LedgerFate
from inbox_app.ingest.batch import TABLES
from inbox_app.ingest.filing import Filing
from inbox_app.ingest.preparing import PreparedMail, prepare_mail
from inbox_app.ingest.rows import storable
from inbox_app.ingest.surroundings import read_channel
from inbox_app.models import LedgerEntry

BATCH_MAILS = 100
HANDED_IN = "handed in"
# A full disk, a locked or lost database: no mail is to blame, all are tried again.
PASSING_FAULTS = (OSError, OperationalError)

_ledger = TABLES["ledger_entry"]
_NEW_LINES = {
    is_sqlite: make(_ledger)
    .on_conflict_do_nothing()
    .returning(_ledger.c.id, _ledger.c.folder, _ledger.c.uid)
    for is_sqlite, make in ((True, sqlite_insert), (False, postgresql_insert))
}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class IncomingMail:
    """One message as a channel got it.

    `uid` is None for mail that was handed in and not read from a mailbox. One
    that was too large to fetch has its header alone and `is_whole` false.
    """

    raw: bytes = field(repr=False)
    received_at: datetime
    folder: str = HANDED_IN
    uidvalidity: int = 0
    uid: int | None = None
    is_whole: bool = True
    size: int = 0


@dataclass(frozen=True, slots=True)
class PendingMail:
    """A ledger line whose bytes are safe and whose fate is open."""

    entry_id: int
    raw: bytes = field(repr=False)
    received_at: datetime
    raw_key: str


def ingest_mails(
    store: Store,
    channel_id: int,
    mails: Sequence[IncomingMail],
    *,
    advance: Callable[[UnitOfWork], None] | None = None,
) -> None:
    """Receive and settle; blocking, and safe to be killed at any point.

    `advance` moves the mailbox cursor in the transaction that receives. With
    many mails at once the batches grow, with one at a time each is on screen
    at once.

    Raises:
        OSError: the bytes could not be stored; the cursor has not moved.
    """
    for start in range(0, len(mails), BATCH_MAILS):
        batch = mails[start : start + BATCH_MAILS]
        is_last = start + BATCH_MAILS >= len(mails)
        pending = receive_mails(
            store, channel_id, batch, advance=advance if is_last else None
        )
        settle_mails(store, channel_id, pending)
    if not mails and advance is not None:
        with store.write() as uow:
            advance(uow)


def receive_mails(
    store: Store,
    channel_id: int,
    mails: Sequence[IncomingMail],
    *,
    advance: Callable[[UnitOfWork], None] | None = None,
) -> list[PendingMail]:
    """Put the bytes away and open a ledger line for each that is new."""
    kept = [(mail, store.blobs.put(mail.raw)) for mail in mails]
    with store.write() as uow:
        rows = [_ledger_row(uow, channel_id, mail, raw_key) for mail, raw_key in kept]
        # A UID that has its line already is left out.
        statement = _NEW_LINES[uow.is_sqlite]
        opened = uow.connection.execute(statement, rows) if rows else ()
        entry_ids = {(folder, uid): entry_id for entry_id, folder, uid in opened}
        if advance is not None:
            advance(uow)
    pending = []
    for row, mail in zip(rows, mails, strict=True):
        entry_id = entry_ids.pop((row["folder"], row["uid"]), None)
        if entry_id is not None and row["fate"] is LedgerFate.PENDING:
            pending.append(
                PendingMail(entry_id, mail.raw, mail.received_at, row["raw_key"])
            )
    return pending


def settle_mails(store: Store, channel_id: int, pending: Sequence[PendingMail]) -> None:
    """Parse and file; the whole batch at once, or, if that fails, one by one.

    Raises:
        OSError, OperationalError: disk or database are away for now; what is not
            settled stays pending.
    """
    prepared = [
        mail for mail in (_prepare_or_quarantine(store, p) for p in pending) if mail
    ]
    if not prepared:
        return
    try:
        _file(store, channel_id, prepared)
    except PASSING_FAULTS:
        raise
    except Exception:
        # Whatever one mail does to the filing must not hold up the others.
        log.exception("a batch of %d mails is filed one by one", len(prepared))
        for mail in prepared:
            try:
                _file(store, channel_id, [mail])
            except PASSING_FAULTS:
                raise
            except Exception as error:
                log.exception("ledger entry %d is quarantined", mail.entry_id)
                _quarantine(store, mail.entry_id, f"{type(error).__name__}: {error}")


def settle_pending(store: Store) -> int:
    """Settle what an earlier run received but did not finish; returns how many."""
    count = 0
    while True:
        with store.read() as uow:
            entries = uow.session.exec(
                select(LedgerEntry)
                .where(LedgerEntry.fate == LedgerFate.PENDING)
                .order_by(col(LedgerEntry.id))
                .limit(BATCH_MAILS)
            ).all()
        if not entries:
            return count
        channel_id = entries[0].channel_id
        mine = [entry for entry in entries if entry.channel_id == channel_id]
        settle_mails(store, channel_id, _readable(store, mine))
        count += len(mine)


def process_again(store: Store, entry_id: int) -> LedgerFate:
    """Try a quarantined mail once more; returns what became of it."""
    with store.write() as uow:
        entry = uow.session.get(LedgerEntry, entry_id)
        if entry is None or entry.fate is not LedgerFate.QUARANTINED:
            return entry.fate if entry else LedgerFate.DELETED
        entry.fate = LedgerFate.PENDING
        entry.detail = ""
        uow.session.add(entry)
    settle_mails(store, entry.channel_id, _readable(store, [entry]))
    with store.read() as uow:
        entry = uow.session.get(LedgerEntry, entry_id)
        return entry.fate if entry else LedgerFate.DELETED


def _ledger_row(
    uow: UnitOfWork, channel_id: int, mail: IncomingMail, raw_key: str
) -> dict[str, Any]:
    is_too_large = not mail.is_whole or len(mail.raw) > uow.settings.max_mail_bytes
    return {
        "channel_id": channel_id,
        "folder": mail.folder,
        "uidvalidity": mail.uidvalidity,
        "uid": mail.uid if mail.uid is not None else secrets.randbits(62),
        "message_id_header": "",
        "dedupe_key": "",
        "fate": LedgerFate.TOO_LARGE if is_too_large else LedgerFate.PENDING,
        "detail": "",
        "raw_key": raw_key,
        "size": mail.size or len(mail.raw),
        "seen_at": mail.received_at,
    }


def _prepare_or_quarantine(store: Store, mail: PendingMail) -> PreparedMail | None:
    try:
        return prepare_mail(
            store.blobs,
            mail.raw,
            entry_id=mail.entry_id,
            received_at=mail.received_at,
            raw_key=mail.raw_key,
        )
    except PASSING_FAULTS:
        raise
    except Exception as error:
        # A mail that no step of the parser expected waits where a person sees it.
        log.exception("ledger entry %d is quarantined", mail.entry_id)
        _quarantine(store, mail.entry_id, f"{type(error).__name__}: {error}")
        return None


def _file(store: Store, channel_id: int, prepared: Sequence[PreparedMail]) -> None:
    with store.write() as uow:
        channel = read_channel(uow, channel_id)
        if channel is not None:
            Filing(uow, channel, prepared).file_all()


def _quarantine(store: Store, entry_id: int, detail: str) -> None:
    with store.write() as uow:
        entry = uow.session.get(LedgerEntry, entry_id)
        if entry is not None:
            entry.fate = LedgerFate.QUARANTINED
            entry.detail = storable(detail)[:2000]
            uow.session.add(entry)


def _readable(store: Store, entries: Sequence[LedgerEntry]) -> list[PendingMail]:
    """The entries with their bytes; one whose bytes are gone is quarantined."""
    found = []
    for entry in entries:
        assert entry.id is not None
        try:
            raw = store.blobs.get(entry.raw_key)
        except OSError as error:
            _quarantine(store, entry.id, f"the raw mail cannot be read: {error}")
            continue
        found.append(PendingMail(entry.id, raw, entry.seen_at, entry.raw_key))
    return found
