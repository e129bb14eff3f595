"""Where an agent goes on after a close."""

from typing import Any

import pytest

from inbox_app.domain.conversation_filter import ConversationFilter, View
from inbox_app.services.agents import update_profile
from inbox_app.state.after_close import next_after
from inbox_app.state.conversation import ConversationState
from inbox_app.state.conversation_list import ConversationListState
from tests.builders.workspace import Workspace
from tests.state.conftest import Tab


def rows(*ids: int) -> list[Any]:
    return [{"id": number} for number in ids]


@pytest.mark.parametrize(
    ("ids", "closed", "following"),
    [((3, 2, 1), 3, 2), ((3, 2, 1), 1, 2), ((3,), 3, 0), ((), 3, 0), ((5, 4), 9, 5)],
)
def test_the_row_below_is_next_and_at_the_end_the_one_above(
    ids: tuple[int, ...], closed: int, following: int
) -> None:
    assert next_after(rows(*ids), closed) == following


@pytest.mark.parametrize("wish", ["next", "list", "stay"])
async def test_a_close_leads_where_the_agent_wishes(
    workspace: Workspace, ann: Tab, wish: str
) -> None:
    older = workspace.a_conversation(subject="older")
    number = workspace.a_conversation(subject="newer")
    with workspace.store.write() as uow:
        update_profile(uow, workspace.ann, after_close=wish)
    listed = await ann.get(ConversationListState)
    await listed._load(workspace.ann, ConversationFilter(view=View.OPEN))
    await ann.open(number)
    state = await ann.get(ConversationState)
    state.router = router_at(f"/inbox/all/open/{number}?order=oldest")

    event = await state.close_anyway(number)

    led_to = str(event.args[0][1]) if event else ""
    expected = {
        "next": f'"/inbox/all/open/{older}?order=oldest"',
        "list": '"/inbox/all/open?order=oldest"',
        "stay": "",
    }
    assert led_to == expected[wish]


def router_at(path: str) -> Any:
    from reflex.istate.data import RouterData

    return RouterData.from_router_data(
        {"asPath": path, "headers": {"origin": "http://x"}}
    )
