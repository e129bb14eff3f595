"""Run a statement inside a unit of work, and write times as browsers read them.

Building a statement costs more than running it on a local database, so the
queries keep theirs: built once, filled by bound parameters.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, Row

from inbox_app.db.unit_of_work import UnitOfWork

AnyRow = Row[*tuple[Any, ...]]


def fetch_all(
    uow: UnitOfWork, statement: Executable, **values: Any
) -> Sequence[AnyRow]:
    """Read all rows; what the transaction has changed so far is seen."""
    uow.session.flush()
    return uow.session.connection().execute(statement, values).all()


def fetch_one(uow: UnitOfWork, statement: Executable, **values: Any) -> AnyRow | None:
    """Read the first row, if there is one."""
    uow.session.flush()
    return uow.session.connection().execute(statement, values).first()


def to_iso(time: datetime | None) -> str:
    """Write a time in UTC; empty for none.

    Always with microseconds, so that two of them compare as text.
    """
    if time is None:
        return ""
    return time.isoformat(timespec="microseconds").replace("+00:00", "Z")
