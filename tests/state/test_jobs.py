"""Bulk actions as a tab sees them: begun, followed, reported, taken back."""

from typing import Any

import pytest

from inbox_app.db.unit_of_work import Store
from inbox_app.domain.conversation_filter import ConversationFilter, View
from inbox_app.domain.events import JobChanged
from inbox_app.models import Conversation
from inbox_app.services.jobs import work_off
from inbox_app.state.conversation_list import ConversationListState
from inbox_app.state.jobs import JobListState
from inbox_app.state.selection import SelectionState
from inbox_app.state.session import acting_as
from tests.builders.workspace import Workspace
from tests.state.conftest import Tab

NOTHING: dict[str, Any] = {"snapshot": 0, "added": [], "dropped": []}


def work(store: Store) -> None:
    while True:
        with store.write() as uow:
            if not work_off(uow, limit=2):
                return


async def hear(tab: Tab) -> None:
    jobs = await tab.get(JobListState)
    await jobs._apply(tab.actor, [JobChanged(tab.actor.agent_id, 0)])


async def test_a_job_is_followed_to_its_end_and_its_notice_takes_it_back(
    workspace: Workspace, ann: Tab
) -> None:
    ids = [workspace.a_conversation() for _ in range(3)]
    selection, jobs = await ann.get(SelectionState), await ann.get(JobListState)

    await selection.act("close", {}, {**NOTHING, "added": ids})
    assert [(job["state"], job["total"]) for job in jobs.jobs] == [("queued", 3)]
    with workspace.store.write() as uow:
        work_off(uow, limit=2)
    await hear(ann)
    assert [(job["state"], job["done"]) for job in jobs.jobs] == [("running", 2)]
    work(workspace.store)
    await hear(ann)

    assert jobs.jobs == []
    assert await ann.notices() == ["bulk.done.close"]
    await jobs.undo(1)
    work(workspace.store)
    await hear(ann)
    assert await ann.notices() == ["bulk.done.close", "bulk.done.undo"]
    assert {one.status.value for one in workspace.conversations()} == {"open"}


async def test_what_could_not_be_done_is_reported_until_it_is_put_away(
    workspace: Workspace, ann: Tab
) -> None:
    mine, other = workspace.a_conversation(), workspace.a_conversation()
    with workspace.store.write() as uow:
        uow.session.get_one(Conversation, other).inbox_id = workspace.other_inbox_id
    selection, jobs = await ann.get(SelectionState), await ann.get(JobListState)

    await selection.act("close", {}, {**NOTHING, "added": [mine, other]})
    work(workspace.store)
    await hear(ann)
    await hear(ann)

    (report,) = jobs.jobs
    assert report["failed"] == 1
    assert [one["error"] for one in report["failures"]] == ["conversation_not_found"]
    assert await ann.notices() == ["bulk.done.close"]
    await jobs.dismiss(report["id"])
    assert jobs.jobs == []


async def test_a_whole_view_is_what_it_was_when_it_was_looked_over(
    workspace: Workspace, ann: Tab
) -> None:
    ids = [workspace.a_conversation() for _ in range(3)]
    rows = await ann.get(ConversationListState)
    await rows._load(ann.actor, ConversationFilter(view=View.OPEN))
    selection = await ann.get(SelectionState)
    await selection.look_over()
    assert selection.snapshot["ids"] == ids
    late = workspace.a_conversation()

    chosen = {**NOTHING, "snapshot": selection.snapshot["number"], "dropped": [ids[0]]}
    await selection.act("trash", {}, chosen)
    work(workspace.store)

    trashed = {one.id for one in workspace.conversations() if one.trashed_at}
    assert trashed == set(ids[1:])
    assert late not in trashed


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"snapshot": 0, "added": "all", "dropped": []},
        {"snapshot": 5, "added": [], "dropped": []},
        {"snapshot": [1], "added": [1], "dropped": []},
        {"snapshot": 0, "added": [1], "dropped": {}},
        {"snapshot": 0, "added": list(range(1, 10_002)), "dropped": []},
        {"snapshot": 0, "added": [{"id": 1}], "dropped": []},
    ],
)
async def test_what_no_page_of_ours_sends_is_refused_in_words(
    workspace: Workspace, ann: Tab, chosen: dict[str, Any]
) -> None:
    await (await ann.get(SelectionState)).act("close", {}, chosen)

    assert await ann.notices() == ["error.invalid_input"]


async def test_nobody_takes_back_the_job_of_somebody_else(
    workspace: Workspace, ann: Tab, bob: Tab
) -> None:
    number = workspace.a_conversation()
    selection = await ann.get(SelectionState)
    await selection.act("close", {}, {**NOTHING, "added": [number]})
    work(workspace.store)

    with acting_as(bob.actor):
        await (await bob.get(JobListState)).undo(1)

    assert await bob.notices() == ["error.job_not_found"]


async def test_a_page_that_is_loaded_anew_finds_what_is_under_way(
    workspace: Workspace, ann: Tab
) -> None:
    selection = await ann.get(SelectionState)
    await selection.act("close", {}, {**NOTHING, "added": [workspace.a_conversation()]})
    jobs = await Tab(workspace.ann).get(JobListState)

    await jobs._load(workspace.ann)

    assert [job["action"] for job in jobs.jobs] == ["close"]
