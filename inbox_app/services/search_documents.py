"""Give search its documents, each under an id that means its time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlmodel import SQLModel

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.document_ids import preferred_id

# Importing the models is what fills the metadata.
import inbox_app.models  # noqa: F401 isort: skip

_table = SQLModel.metadata.tables["search_document"]
_IDS = select(_table.c.id).where(_table.c.id.in_(bindparam("wanted", expanding=True)))


def add_documents(
    uow: UnitOfWork, rows: Sequence[tuple[datetime, dict[str, Any]]]
) -> None:
    """Insert documents, each with the time of its item."""
    if not rows:
        return
    wanted = [
        preferred_id(at, row.get("message_id") or row["comment_id"]) for at, row in rows
    ]
    taken = _taken(uow, wanted)
    documents = []
    for (_, row), first in zip(rows, wanted, strict=True):
        document_id = first
        while document_id in taken:
            document_id += 1
            if document_id not in taken:
                taken |= _taken(uow, [document_id])
        taken.add(document_id)
        documents.append({"id": document_id, **row})
    uow.connection.execute(insert(_table), documents)


def _taken(uow: UnitOfWork, ids: Sequence[int]) -> set[int]:
    rows = uow.connection.execute(_IDS, {"wanted": ids})
    return set(rows.scalars())
