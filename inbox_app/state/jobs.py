"""The bulk actions of an agent: how they go, what they could not do, their undo."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.enums import JobState
from inbox_app.domain.errors import InboxError
from inbox_app.domain.events import Event, JobChanged
from inbox_app.queries.jobs import read_failures, read_jobs
from inbox_app.services.jobs import UNDO, undo_job
from inbox_app.state.access import allow, current_actor
from inbox_app.state.toasts import show_error, show_toast
from inbox_app.viewmodels.jobs import JobFailure, JobView

# One undo for thousands: it should not be gone before the eye is there.
UNDO_SECONDS = 20


class JobCard(JobView):
    """A job with what it left alone, once it is done."""

    failures: list[JobFailure]


class JobListState(rx.State):
    """Those under way, and those with something to report."""

    jobs: rx.Field[list[JobCard]] = rx.field(default_factory=list)

    @rx.event
    @allow(Permission.VIEW)
    async def undo(self, job_id: int) -> None:
        """Take back all that a job changed; the service asks whose it is."""
        actor = await current_actor(self)
        try:
            undoing = await current_store().in_unit_of_work(undo_job, actor, job_id)
        except InboxError as error:
            await show_error(self, error)
            return
        self._drop(job_id)
        await self._follow(actor, undoing)

    @rx.event
    @allow(Permission.VIEW)
    async def dismiss(self, job_id: int) -> None:
        """Put a report away."""
        self._drop(job_id)

    async def _load(self, actor: Actor) -> None:
        """Show what is still under way, begun before this page was loaded."""
        views = await current_store().in_read(read_jobs, actor)
        self.jobs = [JobCard(**view, failures=[]) for view in views]

    async def _follow(self, actor: Actor, job_id: int) -> None:
        for view in await current_store().in_read(read_jobs, actor, [job_id]):
            # It may be done by now, which has yet to be said.
            view["state"] = JobState.QUEUED.value
            self.jobs = [*self.jobs, JobCard(**view, failures=[])]
        await self._refresh(actor)

    async def _apply(self, actor: Actor, events: Sequence[Event] | None) -> None:
        """Take in how far they have come; None: anything may have happened."""
        if self.jobs and (
            events is None
            or any(
                isinstance(event, JobChanged) and event.agent_id == actor.agent_id
                for event in events
            )
        ):
            await self._refresh(actor)

    async def _refresh(self, actor: Actor) -> None:
        reported = {job["id"] for job in self.jobs if _is_over(job)}
        ids = [job["id"] for job in self.jobs if job["id"] not in reported]
        if not ids:
            return
        store = current_store()
        cards = {job["id"]: job for job in self.jobs if job["id"] in reported}
        for view in await store.in_read(read_jobs, actor, ids):
            failures: list[JobFailure] = []
            if _is_over(view):
                await self._say(view)
                if not view["failed"]:
                    continue
                failures = await store.in_read(read_failures, actor, view["id"])
            cards[view["id"]] = JobCard(**view, failures=failures)
        shown = [cards[number] for number in sorted(cards)]
        if shown != self.jobs:
            self.jobs = shown

    async def _say(self, view: JobView) -> None:
        if not view["done"]:
            return
        undo: Any = JobListState.undo(view["id"]) if view["can_undo"] else None
        await show_toast(
            self,
            f"bulk.done.{view['action']}",
            {"n": view["done"]},
            tone="ok",
            action=undo,
            action_key="common.redo" if view["action"] == UNDO else "common.undo",
            seconds=UNDO_SECONDS,
        )

    def _drop(self, job_id: int) -> None:
        self.jobs = [job for job in self.jobs if job["id"] != job_id]


def _is_over(job: JobView) -> bool:
    return job["state"] in {JobState.DONE, JobState.UNDONE}
