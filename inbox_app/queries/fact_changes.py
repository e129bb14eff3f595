"""What recorded changes changed, in words: names in the place of ids.

However many activities are read, there is at most one statement for each kind
of thing that they name.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, bindparam, select

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.queries.reading import AnyRow, fetch_all
from inbox_app.queries.tables import agent, inbox, tag, team
from inbox_app.viewmodels.conversation import FactChange

# The facts a reader knows of, with the table of those that hold ids; the others
# follow from these.
_SHOWN: dict[str, Table | None] = {
    "status": None,
    "snoozed_until": None,
    "filtered_reason": None,
    "trashed_at": None,
    "assignee_id": agent,
    "team_id": team,
    "priority": None,
    "tag_ids": tag,
    "inbox_id": inbox,
}
_NAMES = {
    table.name: select(table.c.id, table.c.name).where(
        table.c.id.in_(bindparam("ids", expanding=True))
    )
    for table in (agent, team, tag, inbox)
}

Names = Mapping[str, Mapping[int, str]]


def read_changes(
    uow: UnitOfWork, activities: Sequence[AnyRow]
) -> dict[int, list[FactChange]]:
    """Say of each activity what was before it, and after."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in activities:
        for fact, value in _values(row.data):
            table = _SHOWN[fact]
            if table is not None:
                wanted[table.name].update(_ids(value))
    names = {
        table: {
            row.id: row.name for row in fetch_all(uow, _NAMES[table], ids=sorted(ids))
        }
        for table, ids in wanted.items()
        if ids
    }
    return {row.id: _changes(row.data, names) for row in activities}


def _changes(data: dict[str, Any], names: Names) -> list[FactChange]:
    was, made = data.get("was") or {}, data.get("is") or {}
    return [
        FactChange(
            fact=fact,
            before=_say(fact, was.get(fact), names),
            after=_say(fact, made[fact], names),
        )
        for fact in _SHOWN
        if fact in made
    ]


def _values(data: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    for side in ("was", "is"):
        for fact, value in (data.get(side) or {}).items():
            if fact in _SHOWN:
                yield fact, value


def _ids(value: Any) -> list[int]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _say(fact: str, value: Any, names: Names) -> str:
    table = _SHOWN[fact]
    if table is None:
        return "" if value is None else str(value)
    known = names.get(table.name, {})
    return ", ".join(known.get(number, f"#{number}") for number in _ids(value))
