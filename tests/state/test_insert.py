"""Inserting into the reply that is open."""

from inbox_app.models import Agent
from inbox_app.services.library_snippets import save_snippet
from inbox_app.state.insert import InsertState
from inbox_app.state.reply import ReplyState
from tests.builders.workspace import Workspace
from tests.state.conftest import Tab


def a_snippet(workspace: Workspace) -> int:
    with workspace.store.write() as uow:
        return save_snippet(
            uow, workspace.ann, None, name="Hi", shortcut="hi", html="<p>Hi</p>"
        )


async def test_a_snippet_goes_to_the_cursor_of_the_open_draft(
    workspace: Workspace, ann: Tab
) -> None:
    number = a_snippet(workspace)
    await ann.open(workspace.a_conversation())
    insert, reply = await ann.get(InsertState), await ann.get(ReplyState)
    await insert.load_shortcuts()
    assert [one["hint"] for one in insert.shortcuts] == ["hi"]

    await insert.insert(reply.draft_key, "snippet", number)

    assert (reply.command["kind"], reply.command["html"]) == ("insert", "<p>Hi</p>")


async def test_a_meeting_goes_in_as_a_link(workspace: Workspace, ann: Tab) -> None:
    with workspace.store.write() as uow:
        agent = uow.session.get_one(Agent, workspace.ann.agent_id)
        agent.meeting_url = "https://meet.example/?a=1&b=2"
    await ann.open(workspace.a_conversation())
    insert, reply = await ann.get(InsertState), await ann.get(ReplyState)

    await insert.insert(reply.draft_key, "meeting", 0)

    assert reply.command["html"] == (
        '<a href="https://meet.example/?a=1&amp;b=2">Book a meeting</a> '
    )


async def test_what_is_not_there_or_not_for_this_draft_inserts_nothing(
    workspace: Workspace, ann: Tab
) -> None:
    number = a_snippet(workspace)
    await ann.open(workspace.a_conversation())
    insert, reply = await ann.get(InsertState), await ann.get(ReplyState)

    await insert.insert("999/reply", "snippet", number)
    await insert.insert(reply.draft_key, "nonsense", number)
    await insert.insert(reply.draft_key, "snippet", 999)

    assert reply.command["kind"] == ""
    assert await ann.notices() == ["error.library_item_not_found"]
