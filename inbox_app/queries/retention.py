"""For how many days the trash and Filtered are kept."""

from sqlalchemy import select

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.enums import Folder
from inbox_app.domain.retention import Retention
from inbox_app.queries.reading import fetch_one
from inbox_app.queries.tables import workspace_rules

PURGED = {Folder.TRASH.value, Folder.FILTERED.value}
_DAYS = select(workspace_rules.c.trash_days, workspace_rules.c.filtered_days)


def read_retention(uow: UnitOfWork, *folders: str | None) -> Retention:
    """Read the days; asks nothing when none of these folders is ever emptied."""
    if not PURGED.intersection(folders):
        return Retention()
    row = fetch_one(uow, _DAYS)
    return Retention(*row) if row else Retention()
