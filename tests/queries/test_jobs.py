"""What "all in this view" stands for."""

from dataclasses import replace

import pytest

from inbox_app.domain.conversation_filter import ConversationFilter, View
from inbox_app.domain.enums import ConversationStatus, Direction
from inbox_app.queries.conversations import list_conversations
from inbox_app.queries.jobs import find_ids
from tests.queries.desk import SALES, Desk


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """More than a page in each of a few lists."""
    for n in range(60):
        number = desk.a_conversation(minutes=n, is_closed=n % 3 == 0)
        desk.a_message(number, minutes=n, text=f"parcel {n}")
        desk.a_message(
            number, position=2, minutes=n, direction=Direction.OUTBOUND, text="sent"
        )
    for n in range(70):
        number = desk.a_conversation(inbox_id=SALES, minutes=n)
        desk.a_message(number, minutes=n, text="parcel of sales")
    return desk


def shown_ids(desk: Desk, wanted: ConversationFilter) -> set[int]:
    """Scroll through a list to its end."""
    found: set[int] = set()
    cursor = ""
    while True:
        page = list_conversations(desk.uow, desk.ann, wanted, cursor)
        found |= {row["id"] for row in page["rows"]}
        cursor = page["next_cursor"]
        if not cursor:
            return found


@pytest.mark.parametrize(
    "wanted",
    [
        *(ConversationFilter(view=view) for view in View),
        ConversationFilter(words="parcel"),
        ConversationFilter(words="parcel 7"),
        ConversationFilter(words="nothing like it"),
        ConversationFilter(
            words="parcel", statuses=frozenset({ConversationStatus.CLOSED})
        ),
        ConversationFilter(statuses=frozenset({ConversationStatus.OPEN})),
        ConversationFilter(is_unread=True),
    ],
    ids=lambda wanted: wanted.to_path(),
)
def test_all_in_a_list_is_what_scrolling_to_its_end_shows(
    filled: Desk, wanted: ConversationFilter
) -> None:
    found = find_ids(filled.uow, filled.ann, wanted)

    assert len(found) == len(set(found))
    assert set(found) == shown_ids(filled, wanted)


def test_nothing_of_another_inbox_is_ever_among_them(filled: Desk) -> None:
    for wanted in (
        ConversationFilter(view=View.OPEN),
        ConversationFilter(words="parcel"),
        ConversationFilter(view=View.SENT),
    ):
        assert find_ids(filled.uow, filled.ann, replace(wanted, inbox_id=SALES)) == []
