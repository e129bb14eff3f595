"""Free the disk of bytes that nothing refers to any more.

A blob may be referred to by a mail, by a line of the ledger, by a file of a
message or draft and by a document of the library; equal bytes are stored once, so
all of them are asked. What is younger than `GRACE_SECONDS` is left alone: it may
belong to a transaction that has not been committed yet.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import SQLModel

from inbox_app.db.unit_of_work import Store, UnitOfWork

GRACE_SECONDS = 3600.0
# An upload that takes longer than this was given up.
ABANDONED_SECONDS = 24 * 3600.0
KEYS_AT_ONCE = 200

# Importing the models is what fills the metadata.
import inbox_app.models  # noqa: E402, F401 isort: skip

_tables = SQLModel.metadata.tables
_REFERRING = (
    _tables["ledger_entry"].c.raw_key,
    _tables["message_body"].c.raw_key,
    _tables["attachment"].c.blob_key,
    _tables["library_document"].c.blob_key,
)


def sweep_folder(
    store: Store, prefix: str, *, grace_seconds: float = GRACE_SECONDS
) -> int:
    """Delete what is unused among the blobs whose keys begin so; returns how many."""
    keys = store.blobs.keys_in(prefix, untouched_for=grace_seconds)
    freed = 0
    for start in range(0, len(keys), KEYS_AT_ONCE):
        some = keys[start : start + KEYS_AT_ONCE]
        with store.read() as uow:
            unused = set(some) - _used(uow, some)
        freed += sum(
            store.blobs.discard(key, untouched_for=grace_seconds) for key in unused
        )
    return freed


def _used(uow: UnitOfWork, keys: Sequence[str]) -> set[str]:
    return {
        key
        for column in _REFERRING
        for key in uow.connection.execute(select(column).where(column.in_(keys)))
        .scalars()
        .all()
    }
