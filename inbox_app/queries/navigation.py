"""The left column: inboxes, views with their counts, and who can be assigned."""

from functools import lru_cache

from sqlalchemy import (
    ColumnElement,
    bindparam,
    case,
    func,
    select,
    true,
    union_all,
)

from inbox_app.db.access import visible_inboxes
from inbox_app.db.search import AnySelect, hide_from_planner
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.conversation_filter import VIEW_CHANNELS, View
from inbox_app.domain.enums import ChannelHealth, Folder
from inbox_app.domain.person import hue, initials
from inbox_app.queries.mentions import count_unread_mentions
from inbox_app.queries.reading import fetch_all, fetch_one
from inbox_app.queries.tables import (
    agent,
    channel,
    conversation,
    conversation_count,
    inbox,
    inbox_member,
    read_mark,
    team,
    team_member,
)
from inbox_app.viewmodels.navigation import (
    AgentChoice,
    InboxChoice,
    MentionChoice,
    ViewCounts,
)

MAX_UNREAD = 100
# From worst to best; a paused channel says nothing about the others.
_HEALTH_ORDER = {
    ChannelHealth.NEEDS_LOGIN: "needs_login",
    ChannelHealth.RETRYING: "retrying",
    ChannelHealth.SYNCING: "syncing",
    ChannelHealth.NEW: "syncing",
    ChannelHealth.OK: "ok",
}


def read_inboxes(uow: UnitOfWork, actor: Actor) -> list[InboxChoice]:
    """List the inboxes that the actor may see, by name."""
    named, counted, _ = _inbox_statements(actor)
    inboxes = fetch_all(uow, named)
    unassigned = {row[0]: int(row[1]) for row in fetch_all(uow, counted)}
    health = _worst_health(uow, actor)
    return [
        InboxChoice(
            id=row.id,
            name=row.name,
            unassigned=unassigned.get(row.id, 0),
            is_member=row.id in actor.inbox_ids,
            health=health.get(row.id, "none"),
        )
        for row in inboxes
    ]


def read_counts(uow: UnitOfWork, actor: Actor, inbox_id: int | None) -> ViewCounts:
    """Count every view exactly, of one inbox or of all that the actor may see."""
    inboxes = _counted_inboxes(actor, inbox_id)
    counted = fetch_one(uow, _count_statement(inboxes), agent_id=actor.agent_id)
    unread = fetch_one(uow, _unread_statement(inboxes), agent_id=actor.agent_id)
    n = {} if counted is None else counted._asdict()
    return ViewCounts(
        unassigned=int(n[View.UNASSIGNED]),
        mine=int(n[View.MINE]),
        open=int(n[View.OPEN]),
        snoozed=int(n[View.SNOOZED]),
        chat=int(n[View.CHAT]),
        email=int(n[View.EMAIL]),
        forms=int(n[View.FORMS]),
        closed=int(n[View.CLOSED]),
        filtered=int(n[View.FILTERED]),
        trash=int(n[View.TRASH]),
        mentions=count_unread_mentions(uow, actor, inbox_id),
        unread=0 if unread is None else min(int(unread[0]), MAX_UNREAD),
    )


def read_agents(
    uow: UnitOfWork,
    actor: Actor,
    inbox_id: int | None,
    *,
    include_deactivated: bool = False,
) -> list[AgentChoice]:
    """List the members of an inbox, or of all that the actor may see, by name.

    Those who left are of use only where conversations are still theirs.
    """
    inboxes = _counted_inboxes(actor, inbox_id)
    members = select(inbox_member.c.agent_id).where(
        _within(inbox_member.c.inbox_id, inboxes)
    )
    wanted = agent.c.is_active & agent.c.id.in_(members)
    if include_deactivated:
        owners = select(conversation_count.c.assignee_id).where(
            _within(conversation_count.c.inbox_id, inboxes),
            conversation_count.c.n > 0,
        )
        wanted |= agent.c.is_active.is_(False) & agent.c.id.in_(owners)
    found = fetch_all(
        uow,
        select(agent.c.id, agent.c.name, agent.c.email, agent.c.is_active).where(
            wanted
        ),
    )
    return [
        AgentChoice(
            id=row.id,
            name=row.name,
            initials=initials(row.name, row.email),
            hue=hue(row.email),
            is_active=row.is_active,
        )
        for row in sorted(found, key=lambda row: (row.name.casefold(), row.id))
    ]


def read_mentionable(
    uow: UnitOfWork, actor: Actor, inbox_id: int
) -> list[MentionChoice]:
    """List whom a comment in this inbox can name, by name; then the teams."""
    choices = [
        MentionChoice(id=str(one["id"]), name=one["name"], is_team=False)
        for one in read_agents(uow, actor, inbox_id)
    ]
    if not choices:
        return []
    can_read = team_member.c.agent_id.in_([int(one["id"]) for one in choices])
    teams = fetch_all(
        uow,
        select(team.c.id, team.c.name)
        .where(team.c.id.in_(select(team_member.c.team_id).where(can_read)))
        .order_by(func.lower(team.c.name), team.c.id),
    )
    return choices + [
        MentionChoice(id=f"t{row.id}", name=row.name, is_team=True) for row in teams
    ]


# None stands for every inbox there is.
_Inboxes = frozenset[int] | None


def _counted_inboxes(actor: Actor, inbox_id: int | None) -> _Inboxes:
    if inbox_id is not None:
        return frozenset({inbox_id} if actor.may_see(inbox_id) else ())
    return None if actor.is_admin else actor.inbox_ids


def _within(column: ColumnElement[int], inboxes: _Inboxes) -> ColumnElement[bool]:
    return true() if inboxes is None else column.in_(sorted(inboxes))


@lru_cache(maxsize=256)
def _inbox_statements(actor: Actor) -> tuple[AnySelect, AnySelect, AnySelect]:
    """Write what reads the names, the unassigned and the health of inboxes."""
    n = conversation_count.c
    named = (
        select(inbox.c.id, inbox.c.name)
        .where(visible_inboxes(actor, inbox.c.id))
        .order_by(func.lower(inbox.c.name), inbox.c.id)
    )
    unassigned = (
        select(n.inbox_id, func.sum(n.n))
        .where(
            visible_inboxes(actor, n.inbox_id),
            n.folder == Folder.OPEN,
            n.assignee_id == 0,
            n.is_snoozed.is_(False),
        )
        .group_by(n.inbox_id)
    )
    health = (
        select(channel.c.inbox_id, channel.c.health)
        .where(visible_inboxes(actor, channel.c.inbox_id), ~channel.c.is_paused)
        .distinct()
    )
    return named, unassigned, health


@lru_cache(maxsize=256)
def _count_statement(inboxes: _Inboxes) -> AnySelect:
    c = conversation_count.c
    is_open = (c.folder == Folder.OPEN) & c.is_snoozed.is_(False)
    of_view: dict[View, ColumnElement[bool]] = {
        View.UNASSIGNED: is_open & (c.assignee_id == 0),
        View.MINE: (c.folder == Folder.OPEN) & (c.assignee_id == bindparam("agent_id")),
        View.OPEN: is_open,
        View.SNOOZED: (c.folder == Folder.OPEN) & c.is_snoozed,
        View.CLOSED: c.folder == Folder.CLOSED,
        View.FILTERED: c.folder == Folder.FILTERED,
        View.TRASH: c.folder == Folder.TRASH,
    }
    for view, kinds in VIEW_CHANNELS.items():
        of_view[view] = is_open & c.channel_kind.in_(kinds)
    return select(
        *(
            func.coalesce(func.sum(case((condition, c.n), else_=0)), 0).label(view)
            for view, condition in of_view.items()
        )
    ).where(_within(c.inbox_id, inboxes))


@lru_cache(maxsize=256)
def _unread_statement(inboxes: _Inboxes) -> AnySelect:
    c = conversation.c
    nobodys = _unread_branch(inboxes).where(
        c.assignee_id.is_(None), c.snoozed_until.is_(None)
    )
    mine = _unread_branch(inboxes).where(c.assignee_id == bindparam("agent_id"))
    both = union_all(select(nobodys.subquery()), select(mine.subquery())).subquery()
    return select(func.count()).select_from(both)


def _unread_branch(inboxes: _Inboxes) -> AnySelect:
    c = conversation.c
    is_mine = (read_mark.c.conversation_id == c.id) & (
        read_mark.c.agent_id == bindparam("agent_id")
    )
    return (
        select(c.id)
        .outerjoin_from(conversation, read_mark, is_mine)
        .where(
            c.folder == Folder.OPEN,
            c.last_inbound_position > func.coalesce(read_mark.c.position, 0),
            # Hidden, so that the assignee's index is walked and not whole inboxes.
            _within(hide_from_planner(c.inbox_id), inboxes),
        )
        .limit(MAX_UNREAD)
    )


def _worst_health(uow: UnitOfWork, actor: Actor) -> dict[int, str]:
    found = fetch_all(uow, _inbox_statements(actor)[2])
    ranks = list(_HEALTH_ORDER)
    worst: dict[int, int] = {}
    for inbox_id, health in found:
        if health in _HEALTH_ORDER:
            rank = ranks.index(health)
            worst[inbox_id] = min(rank, worst.get(inbox_id, rank))
    return {key: _HEALTH_ORDER[ranks[rank]] for key, rank in worst.items()}
