"""Taking mail in, beside a bare loop that parses and inserts.

Rates are by processor time: both loops run in one thread and wait for nothing but
the disk, and a clock on the wall would measure what else the machine does.
"""

import email
import email.message
import email.policy
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.language import Language
from benchmarks.mails import write_mail
from benchmarks.report import Report
from benchmarks.threads import Letter, make_letters, write_texts
from inbox_app.db.unit_of_work import Store
from inbox_app.ingest.pipeline import IncomingMail, ingest_mails

CHANNEL = 1
BATCH = 100
BACKLOG_RATE, SINGLE_RATE = 700, 300
# The share of the bare loop that is enough, and of the rate on an empty database.
SHARE, SHARE_WHEN_FULL = 1 / 3, 2 / 3
ARRIVED_AT = datetime(2026, 11, 2, tzinfo=UTC)


def write_mails(language: Language, count: int, *, seed: int) -> list[bytes]:
    """Write the mails of whole threads, oldest first."""
    letters = make_letters(language, count, seed=seed)
    last: dict[int, Letter] = {}
    mails = []
    for letter in write_texts(language, letters):
        mails.append(write_mail(letter, answers=last.get(letter.thread.number)))
        last[letter.thread.number] = letter
    # Other Message-IDs for each seed, or a second load would be all duplicates.
    mark = f"{seed}.customers.example".encode()
    return [raw.replace(b"@customers.example", b"@" + mark) for raw in mails]


def measure_ingest(store: Store, mails: Sequence[bytes], *, one_by_one: bool) -> float:
    """Ingest as the backlog of a mailbox or as they arrive; returns the rate."""
    incoming = [IncomingMail(raw, ARRIVED_AT) for raw in mails]
    start, start_cpu = time.perf_counter(), time.process_time()
    if one_by_one:
        for mail in incoming:
            ingest_mails(store, CHANNEL, [mail])
    else:
        ingest_mails(store, CHANNEL, incoming)
    cpu, taken = time.process_time() - start_cpu, time.perf_counter() - start
    print(
        f"    {len(mails)} mails in {taken:.1f} s, {cpu:.1f} s of them on a processor"
    )
    return len(mails) / cpu


def measure_bare(mails: Sequence[bytes], *, batch: int) -> float:
    """Parse with the standard library and insert with the driver: no more."""
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "bare.sqlite3")
        connection.isolation_level = None
        connection.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            "CREATE TABLE mail (id INTEGER PRIMARY KEY, message_id TEXT UNIQUE,"
            " thread INTEGER, sender TEXT, subject TEXT, body TEXT);"
            "CREATE VIRTUAL TABLE found USING fts5 (subject, body, content='mail',"
            " content_rowid='id', tokenize='unicode61 remove_diacritics 2');"
        )
        start = time.process_time()
        for first in range(0, len(mails), batch):
            connection.execute("BEGIN IMMEDIATE")
            for raw in mails[first : first + batch]:
                _insert_bare(connection, raw)
            connection.execute("COMMIT")
        rate = len(mails) / (time.process_time() - start)
        connection.close()
    return rate


def run_ingest(
    report: Report, empty: Store, full: Store, language: Language, *, count: int
) -> None:
    """Measure on an empty database and on a full one."""
    backlog = write_mails(language, count, seed=1)
    singles = write_mails(language, count // 4, seed=2)
    bare = measure_bare(backlog, batch=BATCH)
    bare_single = measure_bare(singles, batch=1)
    on_empty = measure_ingest(empty, backlog, one_by_one=False)
    report.add_rate(
        "ingest: a backlog", on_empty, bare, target=BACKLOG_RATE, share=SHARE
    )
    report.add_rate(
        "ingest: one by one",
        measure_ingest(empty, singles, one_by_one=True),
        bare_single,
        target=SINGLE_RATE,
        share=SHARE,
    )
    on_full = measure_ingest(full, backlog, one_by_one=False)
    report.add_rate(
        "ingest: a backlog, into the full database (limit: an empty one)",
        on_full,
        on_empty,
        target=on_empty * SHARE_WHEN_FULL,
    )


def _insert_bare(connection: sqlite3.Connection, raw: bytes) -> None:
    mail = email.message_from_bytes(raw, policy=email.policy.compat32)
    message_id = str(mail["Message-ID"])
    thread = None
    for reference in reversed(str(mail["References"] or "").split()):
        row = connection.execute(
            "SELECT thread FROM mail WHERE message_id = ?", (reference,)
        ).fetchone()
        if row:
            thread = row[0]
            break
    body = "\n".join(_text(part) for part in mail.walk())
    subject = str(mail["Subject"])
    cursor = connection.execute(
        "INSERT OR IGNORE INTO mail (message_id, thread, sender, subject, body)"
        " VALUES (?, ?, ?, ?, ?)",
        (message_id, thread, str(mail["From"]), subject, body),
    )
    if thread is None:
        connection.execute(
            "UPDATE mail SET thread = id WHERE id = ?", (cursor.lastrowid,)
        )
    connection.execute(
        "INSERT INTO found (rowid, subject, body) VALUES (?, ?, ?)",
        (cursor.lastrowid, subject, body),
    )


def _text(part: email.message.Message) -> str:
    if part.get_content_type() != "text/plain":
        return ""
    content = part.get_payload(decode=True)
    charset = part.get_content_charset() or "utf-8"
    return content.decode(charset, "replace") if isinstance(content, bytes) else ""
