"""What an agent can choose from when sorting a conversation."""

from collections.abc import Collection

from sqlalchemy import bindparam, func, select

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.snooze import preset_moments
from inbox_app.queries.reading import fetch_all, to_iso
from inbox_app.queries.tables import inbox, tag, team
from inbox_app.viewmodels.triage import (
    InboxTarget,
    SnoozeChoice,
    TagView,
    TeamChoice,
    TriageChoices,
)

DEGREES_OF_A_HUE = 30

_ALL_TAGS = select(tag.c.id, tag.c.name, tag.c.hue).order_by(
    func.lower(tag.c.name), tag.c.id
)
_TAGS = _ALL_TAGS.where(tag.c.id.in_(bindparam("ids", expanding=True)))
_TEAMS = select(team.c.id, team.c.name).order_by(func.lower(team.c.name), team.c.id)
_INBOXES = (
    select(inbox.c.id, inbox.c.name)
    .where(inbox.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(func.lower(inbox.c.name), inbox.c.id)
)


def read_choices(uow: UnitOfWork, actor: Actor, zone_name: str) -> TriageChoices:
    """Read what the menus of a conversation offer this actor."""
    moments = preset_moments(uow.now, zone_name)
    inboxes = fetch_all(uow, _INBOXES, ids=sorted(actor.inbox_ids))
    return TriageChoices(
        snoozes=[
            SnoozeChoice(name=preset.value, at=to_iso(moment))
            for preset, moment in moments.items()
        ],
        tags=read_tags(uow),
        teams=read_teams(uow),
        inboxes=[InboxTarget(id=row.id, name=row.name) for row in inboxes],
    )


def read_tags(uow: UnitOfWork, ids: Collection[int] | None = None) -> list[TagView]:
    """Read these tags, or all there are, by name."""
    if ids is None:
        rows = fetch_all(uow, _ALL_TAGS)
    else:
        rows = fetch_all(uow, _TAGS, ids=sorted(ids)) if ids else ()
    return [
        TagView(id=row.id, name=row.name, hue=row.hue // DEGREES_OF_A_HUE)
        for row in rows
    ]


def read_teams(uow: UnitOfWork) -> list[TeamChoice]:
    """Read all teams, by name."""
    return [TeamChoice(id=row.id, name=row.name) for row in fetch_all(uow, _TEAMS)]
