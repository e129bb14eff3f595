"""Bulk actions: one action on a snapshot of conversations, in small steps.

    start_job ─► queued ─► work_off ─► running ─► … ─► done ─► (undo_job) undone
                           some items, one transaction

What is left to be done is in `JobItem`, so a job goes on after a restart where
it stopped. Whether the agent may do it is asked again for each conversation when
its turn comes. Undoing a job is a job as well, whose changes can be undone too.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import event, insert
from sqlmodel import col, delete, select, update

from inbox_app.db.access import is_id
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.enums import JobState
from inbox_app.domain.errors import (
    CannotUndoError,
    ConversationNotFoundError,
    InboxError,
    InvalidInputError,
    JobNotFoundError,
    NotAllowedError,
    NotAMemberError,
)
from inbox_app.domain.events import JobChanged
from inbox_app.domain.undoing import is_too_old
from inbox_app.models import (
    Activity,
    Agent,
    Conversation,
    ConversationReadMark,
    InboxMember,
    Job,
    JobItem,
)
from inbox_app.services.actions import ACTIONS, read_arguments
from inbox_app.services.changes import permissions_to_undo, take_back
from inbox_app.services.notifications import notify

# Small enough that nobody waits for the writer, large enough to be quick.
STEP_ITEMS = 200
# Many times what a screen can show; more comes as a snapshot of a whole view.
MAX_CHOSEN = 10_000
# The name of the job that takes another back.
UNDO = "undo"
# These change what one agent has read, and nothing of the conversation.
LASTING = frozenset({"mark_read", "mark_unread"})


def start_job(
    uow: UnitOfWork,
    actor: Actor,
    action: str,
    arguments: Mapping[str, Any],
    conversation_ids: Sequence[int],
) -> int:
    """Queue an action on these conversations; returns the job.

    Raises:
        InvalidInputError: no such action, arguments it does not take, or no ids.
        NotAllowedError: the role lacks the right.
    """
    known = ACTIONS.get(action) if isinstance(action, str) else None
    if known is None or not isinstance(arguments, Mapping):
        raise InvalidInputError
    read_arguments(known, arguments)
    if not actor.may(known.permission):
        raise NotAllowedError
    if not conversation_ids or not all(is_id(number) for number in conversation_ids):
        raise InvalidInputError
    return _queue(uow, actor, action, dict(arguments), conversation_ids)


def undo_job(uow: UnitOfWork, actor: Actor, job_id: int) -> int:
    """Queue the taking back of all that a job changed; returns the new job.

    Raises:
        JobNotFoundError: there is none, or it is somebody else's.
        CannotUndoError: it is not done, undone already, too old, or changed nothing.
    """
    job = uow.session.get(Job, job_id, with_for_update=True) if is_id(job_id) else None
    if job is None or job.agent_id != actor.agent_id:
        raise JobNotFoundError
    if job.state is not JobState.DONE or is_too_old(job.created_at, uow.now):
        raise CannotUndoError
    ids = uow.session.exec(
        select(Activity.conversation_id)
        .where(Activity.job_id == job_id, col(Activity.undone_at).is_(None))
        .distinct()
    ).all()
    if not ids:
        raise CannotUndoError
    job.state = JobState.UNDONE
    return _queue(uow, actor, UNDO, {"job_id": job_id, "action": job.action}, ids)


def work_off(uow: UnitOfWork, *, limit: int = STEP_ITEMS) -> bool:
    """Do the next few conversations of the oldest job; False when there is none."""
    job = _lock_next(uow)
    if job is None or job.id is None:
        return False
    uow.job_id = job.id
    ids = _read_left(uow, job.id, limit)
    actor = _find_actor(uow, job.agent_id)
    # Rows are written together at the end, not one by one before each read.
    with uow.session.no_autoflush:
        refused = _do(uow, actor, job, ids)
        _insert_activities(uow)
    uow.session.flush()
    _note(uow, job, ids, refused)
    if len(ids) < limit:
        _finish(uow, job)
    uow.emit(JobChanged(job.agent_id, job.id))
    return True


def give_up_next(uow: UnitOfWork) -> None:
    """Note that the next conversation cannot be done, for a reason nobody foresaw."""
    job = _lock_next(uow)
    if job is None or job.id is None:
        return
    ids = _read_left(uow, job.id, 1)
    _note(uow, job, ids, dict.fromkeys(ids, InboxError.code))
    uow.emit(JobChanged(job.agent_id, job.id))


def _queue(
    uow: UnitOfWork,
    actor: Actor,
    action: str,
    arguments: dict[str, Any],
    conversation_ids: Iterable[int],
) -> int:
    ids = sorted(set(conversation_ids))
    job = Job(
        agent_id=actor.agent_id,
        action=action,
        arguments=arguments,
        total=len(ids),
        created_at=uow.now,
    )
    uow.session.add(job)
    uow.session.flush()
    assert job.id is not None
    uow.connection.execute(
        insert(JobItem),
        [{"job_id": job.id, "conversation_id": n, "error": ""} for n in ids],
    )
    uow.emit(JobChanged(actor.agent_id, job.id))
    return job.id


def _lock_next(uow: UnitOfWork) -> Job | None:
    """Find the oldest unfinished job that no other process is at."""
    return uow.session.exec(
        select(Job)
        .where(col(Job.state).in_([JobState.QUEUED, JobState.RUNNING]))
        .order_by(col(Job.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()


def _read_left(uow: UnitOfWork, job_id: int, limit: int) -> Sequence[int]:
    return uow.session.exec(
        select(JobItem.conversation_id)
        .where(JobItem.job_id == job_id, JobItem.error == "")
        .order_by(col(JobItem.conversation_id))
        .limit(limit)
    ).all()


def _find_actor(uow: UnitOfWork, agent_id: int) -> Actor | None:
    agent = uow.session.get(Agent, agent_id)
    if agent is None or not agent.is_active:
        return None
    inbox_ids = uow.session.exec(
        select(InboxMember.inbox_id).where(InboxMember.agent_id == agent_id)
    ).all()
    return Actor(agent_id, agent.name, agent.role, frozenset(inbox_ids), agent.language)


def _do(
    uow: UnitOfWork, actor: Actor | None, job: Job, ids: Sequence[int]
) -> dict[int, str]:
    """Do these; returns the codes of the refusals."""
    # Whatever is loaded stays at hand, so that no row is asked for twice.
    held: list[object] = []
    event.listen(
        uow.session, "loaded_as_persistent", lambda _, loaded: held.append(loaded)
    )
    found = uow.session.exec(
        select(Conversation)
        .where(col(Conversation.id).in_(ids))
        .order_by(col(Conversation.id))
        .with_for_update()
    ).all()
    conversations = {conversation.id: conversation for conversation in found}
    _read_marks(uow, job, ids)
    activities = _read_changes(uow, job, ids)
    refused: dict[int, str] = {}
    for number in ids:
        try:
            if actor is None:
                raise NotAllowedError
            conversation = conversations.get(number)
            if conversation is None or not actor.may_see(conversation.inbox_id):
                raise ConversationNotFoundError
            if job.action == UNDO:
                for activity in activities[number]:
                    _check(actor, conversation, permissions_to_undo(activity))
                    take_back(uow, actor, conversation, activity)
            else:
                action = ACTIONS[job.action]
                _check(actor, conversation, {action.permission})
                arguments = read_arguments(action, job.arguments)
                action.apply(uow, actor, conversation, **arguments)
        except InboxError as error:
            refused[number] = error.code
    return refused


def _insert_activities(uow: UnitOfWork) -> None:
    """Insert them in one go: nobody asks for their ids, which SQLite gives singly."""
    activities = [one for one in uow.session.new if isinstance(one, Activity)]
    for activity in activities:
        uow.session.expunge(activity)
    if activities:
        rows = [one.model_dump(exclude={"id"}) for one in activities]
        uow.connection.execute(insert(Activity), rows)


def _check(
    actor: Actor, conversation: Conversation, permissions: set[Permission]
) -> None:
    # Looking, and so marking as read, is open to admins from outside.
    if permissions != {Permission.VIEW} and (
        conversation.inbox_id not in actor.inbox_ids
    ):
        raise NotAMemberError
    if not all(actor.may(permission) for permission in permissions):
        raise NotAllowedError


def _read_marks(uow: UnitOfWork, job: Job, ids: Sequence[int]) -> None:
    if job.action in LASTING:
        uow.session.exec(
            select(ConversationReadMark).where(
                ConversationReadMark.agent_id == job.agent_id,
                col(ConversationReadMark.conversation_id).in_(ids),
            )
        ).all()


def _read_changes(
    uow: UnitOfWork, job: Job, ids: Sequence[int]
) -> dict[int, list[Activity]]:
    """Find what the job that is taken back did to these, the last change first."""
    changes: dict[int, list[Activity]] = defaultdict(list)
    if job.action == UNDO:
        for activity in uow.session.exec(
            select(Activity)
            .where(
                Activity.job_id == job.arguments["job_id"],
                col(Activity.conversation_id).in_(ids),
                col(Activity.undone_at).is_(None),
            )
            .order_by(col(Activity.id).desc())
        ).all():
            changes[activity.conversation_id].append(activity)
    return changes


def _note(
    uow: UnitOfWork, job: Job, ids: Sequence[int], refused: Mapping[int, str]
) -> None:
    """Count what was done, forget it, and keep why the others were not."""
    job.state = JobState.RUNNING
    job.done += len(ids) - len(refused)
    job.failed += len(refused)
    mine = col(JobItem.job_id) == job.id
    done = [number for number in ids if number not in refused]
    uow.session.exec(
        delete(JobItem).where(mine, col(JobItem.conversation_id).in_(done))
    )
    for code in set(refused.values()):
        of_code = [number for number, its in refused.items() if its == code]
        uow.session.exec(
            update(JobItem)
            .where(mine, col(JobItem.conversation_id).in_(of_code))
            .values(error=code)
        )


def _finish(uow: UnitOfWork, job: Job) -> None:
    job.state = JobState.DONE
    job.finished_at = uow.now
    assignee_id = job.arguments.get("assignee_id")
    if job.action == "assign" and job.done and assignee_id != job.agent_id:
        _tell_assignee(uow, job, assignee_id)


def _tell_assignee(uow: UnitOfWork, job: Job, assignee_id: int | None) -> None:
    """Put one line under the bell of who got them all."""
    newest = uow.session.exec(
        select(Conversation, Agent)
        .join(Activity, col(Activity.conversation_id) == col(Conversation.id))
        .join(Agent, col(Agent.id) == job.agent_id)
        .where(Activity.job_id == job.id)
        .order_by(col(Activity.id).desc())
        .limit(1)
    ).first()
    if newest is not None and assignee_id is not None:
        conversation, by = newest
        notify(uow, assignee_id, "assigned", conversation, by.name)
