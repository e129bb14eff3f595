"""The saved views that an agent sees, and how much each of them holds."""

from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import bindparam, or_, select

from inbox_app.db.access import visible_inboxes
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.conversation_filter import ConversationFilter
from inbox_app.domain.saved_view import MAX_VIEWS, is_understood, read_query
from inbox_app.queries.conversations import count_conversations
from inbox_app.queries.reading import AnyRow, fetch_all
from inbox_app.queries.tables import agent, contact, saved_view
from inbox_app.viewmodels.navigation import SavedViewRow

# What a number beside a view can say; counting goes no further.
MAX_COUNT = 1000

_v = saved_view.c
_SEEN = (
    select(_v.id, _v.agent_id, _v.inbox_id, _v.name, _v.icon, _v.query)
    .where(or_(_v.agent_id.is_(None), _v.agent_id == bindparam("agent_id")))
    .order_by(_v.agent_id.is_not(None), _v.position, _v.id)
    .limit(MAX_VIEWS)
)


def read_saved_views(uow: UnitOfWork, actor: Actor) -> list[SavedViewRow]:
    """List the views of the team, then the agent's own, each in its order."""
    return [
        SavedViewRow(
            id=row.id,
            name=row.name,
            icon=row.icon,
            is_of_team=row.agent_id is None,
            may_change=row.agent_id is not None or actor.may(Permission.MANAGE_VIEWS),
            inbox_id=row.inbox_id or 0,
        )
        for row in _read(uow, actor)
    ]


def read_saved_view(
    uow: UnitOfWork, actor: Actor, view_id: int, *, inbox_id: int | None, zone: str
) -> ConversationFilter | None:
    """Read what a view asks for today; None when it is not this agent's to see."""
    row = next((row for row in _read(uow, actor) if row.id == view_id), None)
    if row is None:
        return None
    return _filter_of(row, inbox_id, _today(uow.now, zone), zone)


def find_problem(uow: UnitOfWork, actor: Actor, view_id: int) -> str:
    """Name what a view asks for that is no longer there; empty when all of it is."""
    row = next((row for row in _read(uow, actor) if row.id == view_id), None)
    if row is None:
        return ""
    today = uow.now.date()
    wanted = read_query(row.query, today)
    if not is_understood(row.query, today) or not wanted.is_narrowed:
        return "filter"
    agents = {number for number in wanted.assignee_ids if number}
    found = fetch_all(uow, select(agent.c.id).where(agent.c.id.in_(agents)))
    if len(found) < len(agents):
        return "assignee"
    if wanted.contact_id is None:
        return ""
    known = select(contact.c.id).where(contact.c.id == wanted.contact_id)
    return "" if fetch_all(uow, known) else "contact"


def count_saved_views(
    uow: UnitOfWork, actor: Actor, inbox_id: int | None, zone: str
) -> dict[str, int]:
    """Count what each view holds, by its number, up to `MAX_COUNT`."""
    today = _today(uow.now, zone)
    return {
        str(row.id): count_conversations(
            uow, actor, _filter_of(row, inbox_id, today, zone), limit=MAX_COUNT
        )
        for row in _read(uow, actor)
    }


def _read(uow: UnitOfWork, actor: Actor) -> list[AnyRow]:
    visible = or_(_v.inbox_id.is_(None), visible_inboxes(actor, _v.inbox_id))
    return list(fetch_all(uow, _SEEN.where(visible), agent_id=actor.agent_id))


def _filter_of(
    row: AnyRow, inbox_id: int | None, today: date, zone: str
) -> ConversationFilter:
    return read_query(
        row.query,
        today,
        saved_view_id=row.id,
        inbox_id=row.inbox_id or inbox_id,
        time_zone=zone,
    )


def _today(now: datetime, zone: str) -> date:
    try:
        return now.astimezone(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError):
        return now.date()
