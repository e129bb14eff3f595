"""The worker of bulk actions: it finds what was queued, and goes past a defect."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress

import pytest

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.enums import JobState
from inbox_app.domain.events import Event, JobChanged
from inbox_app.models import Conversation, Job
from inbox_app.services.actions import ACTIONS, Action
from inbox_app.services.conversations import close
from inbox_app.services.jobs import start_job
from inbox_app.workers.jobs import JobWorker
from tests.builders.workspace import Workspace

PATIENCE_SECONDS = 20


@pytest.fixture
def brittle() -> Iterator[str]:
    """Give an action that has a defect, which one conversation in three brings out."""

    def apply(uow: UnitOfWork, actor: Actor, conversation: Conversation) -> None:
        close(uow, actor, conversation)
        assert conversation.subject != "Number 1"

    ACTIONS["brittle"] = Action(Permission.CLOSE, apply)
    yield "brittle"
    del ACTIONS["brittle"]


async def until_done(workspace: Workspace, job_id: int) -> Job:
    changed = asyncio.Event()
    loop = asyncio.get_running_loop()

    def hear(event: Event) -> None:
        if isinstance(event, JobChanged):
            loop.call_soon_threadsafe(changed.set)

    workspace.store.bus.subscribe(hear)
    worker = asyncio.create_task(JobWorker(workspace.store).run())
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                with workspace.store.read() as uow:
                    job = uow.session.get_one(Job, job_id)
                if job.state is JobState.DONE:
                    return job
                await changed.wait()
                changed.clear()
    finally:
        worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker


def queue(workspace: Workspace, action: str) -> int:
    ids = [workspace.a_conversation(subject=f"Number {n}") for n in range(3)]
    with workspace.store.write() as uow:
        return start_job(uow, workspace.ann, action, {}, ids)


async def test_what_was_queued_before_it_started_is_done(workspace: Workspace) -> None:
    job = await until_done(workspace, queue(workspace, "close"))

    assert (job.done, job.failed) == (3, 0)
    assert {one.status.value for one in workspace.conversations()} == {"closed"}


async def test_a_defect_costs_the_conversation_that_has_it_alone(
    workspace: Workspace, brittle: str
) -> None:
    job = await until_done(workspace, queue(workspace, brittle))

    assert (job.done, job.failed) == (2, 1)
    states = [one.status.value for one in workspace.conversations()]
    assert states == ["closed", "open", "closed"]
