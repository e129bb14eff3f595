"""Closing many conversations at once, beside a bare loop of two statements."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import text

from benchmarks.report import Report, Spread, spread_of
from benchmarks.threads import INBOXES
from inbox_app.db.unit_of_work import Store
from inbox_app.domain.actor import Actor
from inbox_app.domain.conversation_filter import ConversationFilter, View
from inbox_app.domain.enums import JobState, Role
from inbox_app.domain.events import Event, JobChanged
from inbox_app.models import Job
from inbox_app.queries.conversations import list_conversations
from inbox_app.services.conversations import mark_read
from inbox_app.services.jobs import STEP_ITEMS, start_job, undo_job
from inbox_app.workers.jobs import JobWorker

CONVERSATIONS = 10_000
# Ten thousand in ten seconds; or, on a busy machine, this share of the bare loop.
RATE, SHARE = 1_000, 1 / 8
# What somebody else may wait meanwhile for a page of the list, and to write.
READ_MS, WRITE_MS = 300.0, 300.0
AGENT = Actor(2, "Alex", Role.AGENT, frozenset(range(1, INBOXES + 1)))


def run_bulk(report: Report, store: Store) -> None:
    """Close as many as there are, up to 10,000, and take it back."""
    with store.read() as uow:
        rows = uow.connection.execute(
            text("SELECT id FROM conversation ORDER BY id LIMIT :n"),
            {"n": CONVERSATIONS},
        )
        ids = [row[0] for row in rows]
    _open_all(store, ids)
    bare = _close_bare(store, ids)
    _open_all(store, ids)
    closing = partial(_start, store, ids)
    seconds, reads, writes, job_id = asyncio.run(_work(store, closing, ids[0]))
    n = len(ids)
    report.add_rate(
        f"bulk: close {n:,}", n / seconds, n / bare, target=RATE, share=SHARE
    )
    rest = spread_of([_time(partial(_read_list, store)) for _ in range(20)])
    report.add_latency(
        "bulk: a list meanwhile (limit: alone)", reads, rest, target_ms=READ_MS
    )
    alone = spread_of(
        [_time(partial(_write, store, ids[0], number)) for number in range(20)]
    )
    report.add_latency(
        "bulk: a write meanwhile (limit: alone)", writes, alone, target_ms=WRITE_MS
    )
    undoing = partial(_undo, store, job_id)
    seconds, *_ = asyncio.run(_work(store, undoing, ids[0]))
    report.add_rate(
        f"bulk: undo {n:,}", n / seconds, n / bare, target=RATE, share=SHARE
    )


async def _work(
    store: Store, start: "partial[int]", conversation_id: int
) -> tuple[float, Spread, Spread, int]:
    """Run a job as the served program does, while somebody else reads and writes."""
    done = asyncio.Event()
    loop = asyncio.get_running_loop()

    def hear(event: Event) -> None:
        if isinstance(event, JobChanged) and not loop.is_closed():
            loop.call_soon_threadsafe(done.set)

    store.bus.subscribe(hear)
    worker = asyncio.create_task(JobWorker(store).run())
    reads: list[float] = []
    writes: list[float] = []
    stop = threading.Event()
    other = threading.Thread(
        target=_disturb, args=(store, conversation_id, stop, reads, writes)
    )
    started = time.perf_counter()
    job_id = start()
    other.start()
    while not _is_done(store, job_id):
        done.clear()
        await done.wait()
    seconds = time.perf_counter() - started
    stop.set()
    await asyncio.to_thread(other.join)
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)
    return seconds, spread_of(reads), spread_of(writes), job_id


def _disturb(
    store: Store,
    conversation_id: int,
    stop: threading.Event,
    reads: list[float],
    writes: list[float],
) -> None:
    number = 0
    while not writes or not stop.wait(0.2):
        number += 1
        reads.append(_time(partial(_read_list, store)))
        writes.append(_time(partial(_write, store, conversation_id, number)))


def _time(call: "partial[None]") -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def _read_list(store: Store) -> None:
    with store.read() as uow:
        list_conversations(uow, AGENT, ConversationFilter(view=View.OPEN))


def _write(store: Store, conversation_id: int, number: int) -> None:
    with store.write() as uow:
        mark_read(uow, AGENT, conversation_id, number)


def _start(store: Store, ids: Sequence[int]) -> int:
    with store.write() as uow:
        return start_job(uow, AGENT, "close", {}, ids)


def _undo(store: Store, job_id: int) -> int:
    with store.write() as uow:
        return undo_job(uow, AGENT, job_id)


def _is_done(store: Store, job_id: int) -> bool:
    with store.read() as uow:
        return uow.session.get_one(Job, job_id).state is JobState.DONE


def _open_all(store: Store, ids: Sequence[int]) -> None:
    with store.write() as uow:
        uow.connection.execute(
            text(
                "UPDATE conversation SET status = 'open', closed_at = NULL"
                " WHERE id <= :last"
            ),
            {"last": ids[-1]},
        )


def _close_bare(store: Store, ids: Sequence[int]) -> float:
    """Do what the change comes down to, in steps of the same size."""
    connection = sqlite3.connect(store.settings.data_dir / "inbox.sqlite3")
    connection.isolation_level = None
    connection.execute("PRAGMA synchronous=NORMAL")
    at = datetime.now(UTC).replace(tzinfo=None).isoformat(sep=" ")
    start = time.perf_counter()
    for first in range(0, len(ids), STEP_ITEMS):
        connection.execute("BEGIN IMMEDIATE")
        for number in ids[first : first + STEP_ITEMS]:
            connection.execute(
                "UPDATE conversation SET status = 'closed', closed_at = ?,"
                " last_position = last_position + 1, version = version + 1"
                " WHERE id = ?",
                (at, number),
            )
            connection.execute(
                "INSERT INTO activity (conversation_id, position, kind, agent_id,"
                " data, created_at) VALUES (?, 1, 'closed', 2, '{}', ?)",
                (number, at),
            )
        connection.execute("COMMIT")
    seconds = time.perf_counter() - start
    connection.close()
    return seconds
