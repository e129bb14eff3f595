"""Bulk actions: queued, worked off in steps, reported, and taken back as one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import col, select

from inbox_app.db.unit_of_work import Store, UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.enums import JobState
from inbox_app.domain.errors import (
    CannotUndoError,
    InvalidInputError,
    JobNotFoundError,
)
from inbox_app.domain.events import ConversationEvent, JobChanged
from inbox_app.models import (
    Activity,
    Agent,
    Conversation,
    Job,
    JobItem,
    Notification,
)
from inbox_app.queries.jobs import read_failures, read_jobs
from inbox_app.services.conversations import close_conversation, reopen_conversation
from inbox_app.services.jobs import give_up_next, start_job, undo_job, work_off
from tests.builders.workspace import Workspace


def start(
    workspace: Workspace,
    actor: Actor,
    action: str,
    ids: Sequence[int],
    **arguments: Any,
) -> int:
    with workspace.store.write() as uow:
        return start_job(uow, actor, action, arguments, ids)


def work(store: Store, *, limit: int = 2) -> int:
    """Work until nothing is left; returns the steps it took."""
    steps = 0
    while True:
        with store.write() as uow:
            if not work_off(uow, limit=limit):
                return steps
        steps += 1


def work_and_die(store: Store) -> None:
    with store.write() as uow:
        work_off(uow, limit=2)
        raise KeyboardInterrupt


def job(workspace: Workspace, job_id: int) -> Job:
    with workspace.store.read() as uow:
        return uow.session.get_one(Job, job_id)


def some(workspace: Workspace, count: int) -> list[int]:
    return [workspace.a_conversation(subject=f"Number {n}") for n in range(count)]


def statuses(workspace: Workspace) -> list[str]:
    return [one.status.value for one in workspace.conversations()]


def test_a_job_closes_all_in_steps_and_one_undo_opens_them_again(
    workspace: Workspace,
) -> None:
    ids = some(workspace, 5)

    job_id = start(workspace, workspace.ann, "close", ids)
    assert work(workspace.store) == 3

    assert statuses(workspace) == ["closed"] * 5
    done = job(workspace, job_id)
    assert (done.state, done.done, done.failed) == (JobState.DONE, 5, 0)
    with workspace.store.write() as uow:
        undo = undo_job(uow, workspace.ann, job_id)
    work(workspace.store)
    assert statuses(workspace) == ["open"] * 5
    assert job(workspace, job_id).state is JobState.UNDONE
    with workspace.store.write() as uow:
        undo_job(uow, workspace.ann, undo)
    work(workspace.store)
    assert statuses(workspace) == ["closed"] * 5


def test_what_was_changed_since_stays_and_is_counted(workspace: Workspace) -> None:
    ids = some(workspace, 3)
    job_id = start(workspace, workspace.ann, "close", ids)
    work(workspace.store)
    with workspace.store.write() as uow:
        reopen_conversation(uow, workspace.bob, ids[1])
        close_conversation(uow, workspace.bob, ids[1])
        uow.session.get_one(Conversation, ids[1]).closed_at = uow.now + timedelta(1)

    with workspace.store.write() as uow:
        undo = undo_job(uow, workspace.ann, job_id)
    work(workspace.store)

    assert statuses(workspace) == ["open", "closed", "open"]
    assert (job(workspace, undo).done, job(workspace, undo).failed) == (2, 1)
    with workspace.store.read() as uow:
        (failure,) = read_failures(uow, workspace.ann, undo)
    assert failure["conversation_id"] == ids[1]
    assert failure["subject"] == "Number 1"
    assert failure["error"] == "changed_since"


def test_each_conversation_is_asked_for_its_own_right(workspace: Workspace) -> None:
    mine = workspace.a_conversation()
    foreign = workspace.a_conversation()
    with workspace.store.write() as uow:
        uow.session.get_one(Conversation, foreign).inbox_id = workspace.other_inbox_id

    job_id = start(workspace, workspace.ann, "trash", [mine, foreign, 2**30])
    work(workspace.store)

    assert workspace.conversation(mine).trashed_at is not None
    assert workspace.conversation(foreign).trashed_at is None
    with workspace.store.read() as uow:
        failures = read_failures(uow, workspace.ann, job_id)
    assert {failure["error"] for failure in failures} == {"conversation_not_found"}
    assert {failure["subject"] for failure in failures} == {""}


def test_an_admin_from_outside_may_only_mark_as_read(workspace: Workspace) -> None:
    number = workspace.a_conversation()

    closing = start(workspace, workspace.admin, "close", [number])
    reading = start(workspace, workspace.admin, "mark_read", [number])
    work(workspace.store)

    assert statuses(workspace) == ["open"]
    with workspace.store.read() as uow:
        assert read_failures(uow, workspace.admin, closing)[0]["error"] == (
            "not_a_member"
        )
    assert job(workspace, reading).done == 1


def test_who_was_removed_meanwhile_does_nothing_more(workspace: Workspace) -> None:
    ids = some(workspace, 4)
    job_id = start(workspace, workspace.ann, "close", ids)
    with workspace.store.write() as uow:
        work_off(uow, limit=2)
    with workspace.store.write() as uow:
        uow.session.get_one(Agent, workspace.ann.agent_id).is_active = False
    work(workspace.store)

    assert statuses(workspace) == ["closed", "closed", "open", "open"]
    assert (job(workspace, job_id).done, job(workspace, job_id).failed) == (2, 2)


def test_a_job_goes_on_where_a_killed_process_left_it(workspace: Workspace) -> None:
    ids = some(workspace, 3)
    job_id = start(workspace, workspace.ann, "close", ids)
    with workspace.store.write() as uow:
        work_off(uow, limit=2)
    with pytest.raises(KeyboardInterrupt):
        work_and_die(workspace.store)

    with workspace.store.read() as uow:
        (view,) = read_jobs(uow, workspace.ann)
    assert (view["state"], view["done"], view["total"]) == ("running", 2, 3)
    work(workspace.store)
    assert job(workspace, job_id).done == 3
    with workspace.store.read() as uow:
        assert uow.session.exec(select(JobItem)).all() == []
        assert len(uow.session.exec(select(Activity)).all()) == 3


def test_others_hear_of_the_inbox_and_not_of_each_conversation(
    workspace: Workspace,
) -> None:
    ids = some(workspace, 4)
    start(workspace, workspace.ann, "close", ids)
    heard: list[object] = []
    workspace.store.bus.subscribe(heard.append)

    work(workspace.store, limit=10)

    assert not [event for event in heard if isinstance(event, ConversationEvent)]
    assert len(heard) == 2
    assert sum(isinstance(event, JobChanged) for event in heard) == 1


def test_who_gets_many_at_once_is_told_once(workspace: Workspace) -> None:
    ids = some(workspace, 3)

    start(workspace, workspace.ann, "assign", ids, assignee_id=workspace.bob.agent_id)
    work(workspace.store)

    with workspace.store.read() as uow:
        (line,) = uow.session.exec(select(Notification)).all()
    assert (line.agent_id, line.by_name) == (workspace.bob.agent_id, "Ann")


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        ("close", {"x": 1}),
        ("unheard_of", {}),
        ("undo", {"job_id": 1}),
        (None, {}),
        ([], {}),
        ("assign", {}),
        ("assign", {"assignee_id": "1"}),
        ("assign", {"assignee_id": True}),
        ("snooze", {"until": "soon"}),
        ("snooze", {"until": "2030-01-01T00:00:00"}),
        ("snooze", {"until": 12}),
        ("tag", {"tag_id": 2**40}),
        ("tag", {"tag_id": None}),
        ("prioritise", {"priority": "x" * 100_000}),
        ("close", None),
    ],
)
def test_what_is_no_action_is_refused_at_once(
    workspace: Workspace, action: Any, arguments: Any
) -> None:
    number = workspace.a_conversation()

    with pytest.raises(InvalidInputError), workspace.store.write() as uow:
        start_job(uow, workspace.ann, action, arguments, [number])


@pytest.mark.parametrize("ids", [[], [0], ["1"], [None], [2**40], [True], [[1]]])
def test_what_is_no_conversation_is_refused_at_once(
    workspace: Workspace, ids: Any
) -> None:
    with pytest.raises(InvalidInputError), workspace.store.write() as uow:
        start_job(uow, workspace.ann, "close", {}, ids)


def test_a_job_is_its_own_agents_alone(workspace: Workspace) -> None:
    job_id = start(workspace, workspace.ann, "close", some(workspace, 1))
    work(workspace.store)

    for actor in (workspace.bob, workspace.admin, workspace.eve):
        with pytest.raises(JobNotFoundError), workspace.store.write() as uow:
            undo_job(uow, actor, job_id)
        with workspace.store.read() as uow:
            assert read_jobs(uow, actor, [job_id]) == []
            assert read_failures(uow, actor, job_id) == []


@pytest.mark.parametrize("wrong", [0, -1, 10**20, "1", None, True])
def test_a_job_that_is_none_is_not_undone(workspace: Workspace, wrong: Any) -> None:
    with pytest.raises(JobNotFoundError), workspace.store.write() as uow:
        undo_job(uow, workspace.ann, wrong)


def test_a_job_is_undone_once_when_done_and_while_young(workspace: Workspace) -> None:
    job_id = start(workspace, workspace.ann, "close", some(workspace, 1))
    refused = pytest.raises(CannotUndoError)

    with refused, workspace.store.write() as uow:
        undo_job(uow, workspace.ann, job_id)
    work(workspace.store)
    with refused, workspace.store.write() as uow:
        uow.now += timedelta(days=31)
        undo_job(uow, workspace.ann, job_id)
    with workspace.store.write() as uow:
        undo_job(uow, workspace.ann, job_id)
    with refused, workspace.store.write() as uow:
        undo_job(uow, workspace.ann, job_id)


def test_what_nobody_foresaw_is_given_up_alone(workspace: Workspace) -> None:
    ids = some(workspace, 2)
    job_id = start(workspace, workspace.ann, "close", ids)

    with workspace.store.write() as uow:
        give_up_next(uow)
    work(workspace.store)

    assert statuses(workspace) == ["open", "closed"]
    assert (job(workspace, job_id).done, job(workspace, job_id).failed) == (1, 1)


@contextmanager
def statements_of(uow: UnitOfWork) -> Iterator[list[str]]:
    found: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        found.append(statement)

    event.listen(uow.connection, "before_cursor_execute", note)
    yield found
    event.remove(uow.connection, "before_cursor_execute", note)


def test_a_step_asks_the_database_as_often_for_many_as_for_few(
    workspace: Workspace,
) -> None:
    ids = some(workspace, 9)
    bob = workspace.bob.agent_id
    start(workspace, workspace.ann, "assign", ids[:1], assignee_id=bob)
    start(workspace, workspace.ann, "assign", ids[1:], assignee_id=bob)

    counts: list[int] = []
    for _ in range(2):
        with workspace.store.write() as uow, statements_of(uow) as statements:
            work_off(uow, limit=10)
        counts.append(len(statements))

    assert counts[1] <= counts[0]
    assert [one.assignee_id for one in workspace.conversations()] == [bob] * 9


def test_mark_read_and_unread_work_on_many(workspace: Workspace) -> None:
    ids = some(workspace, 3)

    for action in ("mark_read", "mark_unread", "mark_read"):
        start(workspace, workspace.ann, action, ids)
    work(workspace.store, limit=10)

    with workspace.store.read() as uow:
        jobs = uow.session.exec(select(Job).order_by(col(Job.id))).all()
        views = read_jobs(uow, workspace.ann, [one.id or 0 for one in jobs])
    assert [one.done for one in jobs] == [3, 3, 3]
    assert not any(view["can_undo"] for view in views)
