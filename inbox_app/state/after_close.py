"""Where an agent goes on after closing what was open: next, list, or nowhere."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.queries.team import read_after_close
from inbox_app.state.access import current_actor
from inbox_app.state.conversation_list import ConversationListState
from inbox_app.state.timeline import TimelineState
from inbox_app.viewmodels.conversation import ConversationRow

# /inbox/{inbox}/{view}, without the conversation.
PARTS_OF_A_LIST = 3


async def go_on(state: rx.State, conversation_id: int) -> Any:
    """Make the event that leads on; None to stay where one is."""
    timeline = await state.get_state(TimelineState)
    if timeline.conversation_id != conversation_id:
        return None
    actor = await current_actor(state)
    wish = await current_store().in_read(read_after_close, actor)
    if wish == "stay":
        return None
    rows = (await state.get_state(ConversationListState))._window.rows
    following = next_after(rows, conversation_id) if wish == "next" else 0
    url = state.router.url
    parts = [part for part in url.path.split("/") if part][:PARTS_OF_A_LIST]
    if len(parts) < PARTS_OF_A_LIST:
        return None
    path = "/".join(["", *parts, *([str(following)] if following else [])])
    query = urlencode(url.query_parameters)
    return rx.redirect(f"{path}?{query}" if query else path)


def next_after(rows: Sequence[ConversationRow], conversation_id: int) -> int:
    """The conversation below this one, at the end the one above; 0 for none."""
    ids = list(dict.fromkeys(row["id"] for row in rows))
    if conversation_id not in ids:
        return ids[0] if ids else 0
    at = ids.index(conversation_id)
    others = ids[at + 1 :] or ids[:at][-1:]
    return others[0] if others else 0
