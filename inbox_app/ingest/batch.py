"""The rows that one batch writes, gathered and written table by table.

One statement a table instead of one a row: this is where the speed of a large
backlog comes from. Ids are reserved beforehand, so that rows can name each
other before any of them is written.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table, bindparam, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import SQLModel

from inbox_app.db.unit_of_work import UnitOfWork

# Importing the models is what fills the metadata.
import inbox_app.models  # noqa: F401 isort: skip

TABLES = SQLModel.metadata.tables
# In this order no row names one that is not there yet.
_INSERT_ORDER = (
    "contact",
    "handle",
    "conversation",
    "message",
    "message_body",
    "attachment",
    "thread_key",
    "participant",
    "activity",
    "notification",
)
# Statements are built once: building one costs more than running it.
_INSERTS = {name: insert(TABLES[name]) for name in _INSERT_ORDER}
_NEWEST_IDS = {
    name: select(func.max(table.c.id))
    for name, table in TABLES.items()
    if "id" in table.c
}
_NEXT_VALUES = text(
    "SELECT nextval(pg_get_serial_sequence(:name, 'id'))"
    " FROM generate_series(1, :count)"
)
# Another channel of the inbox may have written the same row a moment ago.
_thread_key = TABLES["thread_key"]
_NEW_KEYS = {
    True: sqlite_insert(_thread_key).on_conflict_do_nothing(),
    False: postgresql_insert(_thread_key).on_conflict_do_nothing(),
}


class Batch:
    """What is to be inserted and updated, until `write`."""

    def __init__(self, uow: UnitOfWork, *, most_rows: int) -> None:
        """Reserve as many ids as `most_rows` mails can need."""
        self._uow = uow
        self._inserts: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._updates: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
        self.ids = {
            name: reserve_ids(uow, name, most_rows)
            for name in ("contact", "conversation", "message")
        }

    def insert(self, table: str, **row: Any) -> None:
        """Gather a new row."""
        self._inserts[table].append(row)

    def update(self, table: str, row_id: int, **values: Any) -> None:
        """Gather a change; every row of a table must change the same columns."""
        self._updates[table][row_id] = values

    def write(self) -> None:
        """Write all rows that were gathered."""
        connection = self._uow.connection
        for name in _INSERT_ORDER:
            if rows := self._inserts[name]:
                is_key = name == "thread_key"
                statement = _NEW_KEYS[self._uow.is_sqlite] if is_key else _INSERTS[name]
                connection.execute(statement, rows)
        for name, changes in self._updates.items():
            columns = tuple(next(iter(changes.values())))
            statement = _update_statement(TABLES[name], columns)
            connection.execute(
                statement,
                [{"row_id": row_id, **values} for row_id, values in changes.items()],
            )


def reserve_ids(uow: UnitOfWork, table: str, count: int) -> Iterator[int]:
    """Hand out ids that nobody else will use.

    SQLite's one writer is this transaction, so they are the next ones; on
    PostgreSQL they come from the table's sequence, fetched at the first need.
    """
    connection = uow.connection
    if uow.is_sqlite:
        newest = connection.scalar(_NEWEST_IDS[table])
        first = (newest or 0) + 1
        yield from range(first, first + count)
    else:
        values = {"name": table, "count": count}
        yield from connection.execute(_NEXT_VALUES, values).scalars().all()


_update_statements: dict[tuple[str, tuple[str, ...]], Any] = {}


def _update_statement(table: Table, columns: tuple[str, ...]) -> Any:
    """Build it once for each set of columns; building costs more than running."""
    key = (table.name, columns)
    if key not in _update_statements:
        _update_statements[key] = (
            update(table)
            .where(table.c.id == bindparam("row_id"))
            .values({column: bindparam(column) for column in columns})
        )
    return _update_statements[key]
