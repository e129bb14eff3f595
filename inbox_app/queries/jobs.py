"""What a bulk action is about, how it goes, and what it could not do."""

from collections.abc import Iterable

from sqlalchemy import Table, and_, bindparam, select

from inbox_app.db.access import visible_inboxes
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.conversation_filter import ConversationFilter, View
from inbox_app.domain.enums import JobState
from inbox_app.queries.list_scope import conditions_of, scope_of
from inbox_app.queries.mentions import find_mentioned_ids
from inbox_app.queries.navigation import read_agents
from inbox_app.queries.reading import AnyRow, fetch_all
from inbox_app.queries.searching import find_all_ids
from inbox_app.queries.sent import find_sent_ids
from inbox_app.queries.tables import conversation, inbox, job, job_item, tag, team
from inbox_app.viewmodels.jobs import Choice, Choices, JobFailure, JobView

SHOWN_FAILURES = 50
# These change what one agent has read, which is not kept.
_LASTING = ("mark_read", "mark_unread")

_UNFINISHED = (
    select(job)
    .where(
        job.c.agent_id == bindparam("agent_id"),
        job.c.state.in_([JobState.QUEUED, JobState.RUNNING]),
    )
    .order_by(job.c.id)
)
_NAMED = (
    select(job)
    .where(
        job.c.agent_id == bindparam("agent_id"),
        job.c.id.in_(bindparam("ids", expanding=True)),
    )
    .order_by(job.c.id)
)


def find_ids(uow: UnitOfWork, actor: Actor, wanted: ConversationFilter) -> list[int]:
    """Take down which conversations a list consists of at this moment."""
    if wanted.words:
        return find_all_ids(uow, actor, wanted)
    if wanted.view is View.SENT and not wanted.is_narrowed:
        return find_sent_ids(uow, actor, wanted)
    if wanted.view is View.MENTIONS and not wanted.is_narrowed:
        return find_mentioned_ids(uow, actor, wanted)
    scope = scope_of(actor, wanted)
    if scope.inbox_ids == ():
        return []
    statement = select(conversation.c.id).where(*conditions_of(scope))
    return [row.id for row in fetch_all(uow, statement)]


def read_choices(uow: UnitOfWork, actor: Actor) -> Choices:
    """Read what a bulk action can be given; inboxes are those where they may act."""
    inboxes = _named(uow, inbox)
    return Choices(
        agents=[
            Choice(id=one["id"], name=one["name"])
            for one in read_agents(uow, actor, None)
        ],
        teams=_named(uow, team),
        tags=_named(uow, tag),
        inboxes=[one for one in inboxes if one["id"] in actor.inbox_ids],
    )


def read_jobs(
    uow: UnitOfWork, actor: Actor, ids: Iterable[int] | None = None
) -> list[JobView]:
    """Read the agent's own jobs by number, or those that are not finished."""
    if ids is None:
        found = fetch_all(uow, _UNFINISHED, agent_id=actor.agent_id)
    else:
        found = fetch_all(uow, _NAMED, agent_id=actor.agent_id, ids=sorted(ids))
    return [_view(row) for row in found]


def read_failures(uow: UnitOfWork, actor: Actor, job_id: int) -> list[JobFailure]:
    """Read the first conversations that one of the agent's own jobs left alone."""
    shown = and_(
        conversation.c.id == job_item.c.conversation_id,
        visible_inboxes(actor, conversation.c.inbox_id),
    )
    statement = (
        select(job_item.c.conversation_id, job_item.c.error, conversation.c.subject)
        .select_from(job_item)
        .join(job, job.c.id == job_item.c.job_id)
        .outerjoin(conversation, shown)
        .where(
            job_item.c.job_id == bindparam("job_id"),
            job_item.c.error != "",
            job.c.agent_id == bindparam("agent_id"),
        )
        .order_by(job_item.c.conversation_id)
        .limit(SHOWN_FAILURES)
    )
    return [
        JobFailure(
            conversation_id=row.conversation_id,
            subject=row.subject or "",
            error=row.error,
        )
        for row in fetch_all(uow, statement, job_id=job_id, agent_id=actor.agent_id)
    ]


def _named(uow: UnitOfWork, table: Table) -> list[Choice]:
    rows = fetch_all(uow, select(table.c.id, table.c.name))
    rows = sorted(rows, key=lambda row: row.name.casefold())
    return [Choice(id=row.id, name=row.name) for row in rows]


def _view(row: AnyRow) -> JobView:
    is_done = row.state is JobState.DONE
    return JobView(
        id=row.id,
        action=row.action,
        state=row.state.value,
        total=row.total,
        done=row.done,
        failed=row.failed,
        can_undo=is_done and row.done > 0 and row.action not in _LASTING,
    )
