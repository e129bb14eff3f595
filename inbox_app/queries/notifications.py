"""The lines under an agent's bell."""

from sqlalchemy import bindparam, or_, select

from inbox_app.db.access import visible_inboxes
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.notices import NoticeKind, usual_ways
from inbox_app.queries.reading import fetch_all, to_iso
from inbox_app.queries.tables import conversation, notification, notification_choice
from inbox_app.viewmodels.navigation import NoticeChoice, NotificationRow

SHOWN_NOTIFICATIONS = 30

_n = notification.c
_NEWEST = (
    select(
        _n.id,
        _n.kind,
        _n.by_name,
        _n.text,
        _n.conversation_id,
        conversation.c.inbox_id,
        _n.created_at,
        _n.read_at,
        _n.in_app,
        _n.in_browser,
    )
    .join_from(notification, conversation, conversation.c.id == _n.conversation_id)
    .where(
        _n.agent_id == bindparam("agent_id"),
        or_(_n.in_app, _n.in_browser),
    )
    .order_by(_n.id.desc())
    .limit(SHOWN_NOTIFICATIONS)
)


def read_notifications(uow: UnitOfWork, actor: Actor) -> list[NotificationRow]:
    """Read the newest lines, of inboxes that the agent may still see."""
    statement = _NEWEST.where(visible_inboxes(actor, conversation.c.inbox_id))
    return [
        NotificationRow(
            id=row.id,
            kind=row.kind,
            by_name=row.by_name,
            text=row.text,
            conversation_id=row.conversation_id,
            inbox_id=row.inbox_id,
            at=to_iso(row.created_at),
            is_read=row.read_at is not None,
            in_app=bool(row.in_app),
            in_browser=bool(row.in_browser),
        )
        for row in fetch_all(uow, statement, agent_id=actor.agent_id)
    ]


def read_notice_choices(uow: UnitOfWork, actor: Actor) -> list[NoticeChoice]:
    """List every kind of thing, with the ways the agent hears of it."""
    c = notification_choice.c
    chosen = {
        row.kind: (row.in_app, row.in_browser)
        for row in fetch_all(
            uow, select(notification_choice).where(c.agent_id == actor.agent_id)
        )
    }
    choices = []
    for kind in NoticeKind:
        usual = usual_ways(kind)
        in_app, in_browser = chosen.get(kind, (usual.in_app, usual.in_browser))
        choices.append(
            NoticeChoice(kind=kind, in_app=bool(in_app), in_browser=bool(in_browser))
        )
    return choices
