"""One engine for SQLite and PostgreSQL, each set up for many small transactions."""

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA cache_size=-65536",
    "PRAGMA temp_store=MEMORY",
)
# Execution option: the transaction will write, so SQLite takes its lock at once
# instead of failing half-way with a stale snapshot.
WRITES = "inbox_writes"


def make_engine(url: str) -> Engine:
    """Open the database; no connection is made yet."""
    if url.startswith("sqlite"):
        engine = create_engine(
            url,
            connect_args={"check_same_thread": False},
            pool_size=12,
            # What people wrote must not reach the log with an error.
            hide_parameters=True,
        )
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        url,
        pool_size=12,
        max_overflow=8,
        pool_pre_ping=True,
        hide_parameters=True,
        # Compiling our short statements costs more than it saves.
        connect_args={"options": "-c jit=off"},
    )


def _set_up_sqlite(
    connection: sqlite3.Connection, _record: ConnectionPoolEntry | Any
) -> None:
    # The driver's own implicit BEGIN would always be a deferred one.
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
