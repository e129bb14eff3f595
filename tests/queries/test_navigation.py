"""Inboxes, exact counts and agents."""

from dataclasses import replace

import pytest
from sqlmodel import select

from inbox_app.domain.conversation_filter import ConversationFilter, View
from inbox_app.domain.enums import (
    ChannelHealth,
    ChannelKind,
    ConversationStatus,
    FilteredReason,
)
from inbox_app.models import Agent, Channel, Conversation
from inbox_app.queries.conversations import list_conversations
from inbox_app.queries.navigation import read_agents, read_counts, read_inboxes
from tests.queries.desk import SALES, SUPPORT, Desk


@pytest.fixture
def varied(desk: Desk) -> Desk:
    """Give one conversation of each kind, and two that are unassigned."""
    desk.a_conversation()
    desk.a_conversation(channel_kind=ChannelKind.CHAT)
    desk.a_conversation(channel_kind=ChannelKind.FORM, assignee_id=1)
    desk.a_conversation(assignee_id=2)
    desk.a_conversation(snoozed_until=desk.at(60))
    desk.a_conversation(is_closed=True, assignee_id=1)
    desk.a_conversation(filtered_reason=FilteredReason.MANUAL)
    desk.a_conversation(trashed_at=desk.at(0), filtered_reason=FilteredReason.MANUAL)
    desk.a_conversation(inbox_id=SALES)
    return desk


# Mentions count only what was not seen.
UNCOUNTED_VIEWS = (View.SENT, View.MENTIONS)
COUNTED_VIEWS = [view for view in View if view not in UNCOUNTED_VIEWS]


@pytest.mark.parametrize("inbox_id", [None, SUPPORT, SALES])
def test_each_count_is_the_length_of_its_list(
    varied: Desk, inbox_id: int | None
) -> None:
    for actor in (varied.ann, varied.bob, varied.eve, varied.ada):
        counts = read_counts(varied.uow, actor, inbox_id)

        for view in COUNTED_VIEWS:
            wanted = ConversationFilter(inbox_id=inbox_id, view=view)
            page = list_conversations(varied.uow, actor, wanted)
            shown = dict(counts)[view.value]
            assert shown == len(page["rows"]), (actor.name, view)


def test_counts_are_those_of_the_views(varied: Desk) -> None:
    counts = read_counts(varied.uow, varied.ann, SUPPORT)

    assert counts == {
        "unassigned": 2,
        "mine": 1,
        "open": 4,
        "chat": 1,
        "email": 2,
        "forms": 1,
        "closed": 1,
        "filtered": 1,
        "trash": 1,
        "mentions": 0,
        "snoozed": 1,
        "unread": 3,
    }


def test_counts_follow_changes_exactly(varied: Desk) -> None:
    conversation = varied.uow.session.exec(select(Conversation)).first()
    assert conversation is not None
    conversation.status = ConversationStatus.CLOSED
    conversation.closed_at = varied.at(1)
    varied.uow.session.flush()

    counts = read_counts(varied.uow, varied.ann, SUPPORT)

    assert (counts["unassigned"], counts["closed"]) == (1, 2)


def test_an_inbox_of_others_counts_nothing(varied: Desk) -> None:
    counts = read_counts(varied.uow, varied.eve, SUPPORT)

    assert set(counts.values()) == {0}


def test_unread_counts_what_is_mine_or_nobodys_until_it_was_read(desk: Desk) -> None:
    mine = desk.a_conversation(assignee_id=1)
    desk.a_conversation(assignee_id=2)
    desk.a_conversation()
    assert read_counts(desk.uow, desk.ann, None)["unread"] == 2

    desk.read(mine, desk.ann)

    assert read_counts(desk.uow, desk.ann, None)["unread"] == 1
    assert read_counts(desk.uow, desk.bob, None)["unread"] == 2


def test_unread_stops_counting_at_a_hundred(desk: Desk) -> None:
    for _ in range(70):
        desk.a_conversation()
        desk.a_conversation(assignee_id=1)

    assert read_counts(desk.uow, desk.ann, None)["unread"] == 100


def test_agents_see_their_inboxes_and_admins_all(varied: Desk) -> None:
    assert [row["name"] for row in read_inboxes(varied.uow, varied.ann)] == ["Support"]

    rows = read_inboxes(varied.uow, varied.ada)

    assert [(row["name"], row["unassigned"], row["is_member"]) for row in rows] == [
        ("Sales", 1, False),
        ("Support", 2, False),
    ]


def test_an_agent_without_inboxes_sees_none(desk: Desk) -> None:
    nobody = replace(desk.ann, inbox_ids=frozenset())

    assert read_inboxes(desk.uow, nobody) == []
    assert read_counts(desk.uow, nobody, None)["open"] == 0


def test_an_inbox_is_as_healthy_as_its_worst_channel(desk: Desk) -> None:
    channel = desk.uow.session.get_one(Channel, SUPPORT)
    channel.health = ChannelHealth.OK
    other = Channel(
        id=3,
        inbox_id=SUPPORT,
        address="b@team.example",
        health=ChannelHealth.NEEDS_LOGIN,
        created_at=desk.at(0),
    )
    desk.uow.session.add(other)
    assert read_inboxes(desk.uow, desk.ann)[0]["health"] == "needs_login"

    other.is_paused = True
    assert read_inboxes(desk.uow, desk.ann)[0]["health"] == "ok"

    channel.is_paused = True
    assert read_inboxes(desk.uow, desk.ann)[0]["health"] == "none"


def test_the_members_of_an_inbox_can_be_assigned(desk: Desk) -> None:
    agents = read_agents(desk.uow, desk.ann, SUPPORT)

    assert [agent["name"] for agent in agents] == ["Ann Arbor", "Bob Berg"]
    assert read_agents(desk.uow, desk.ann, SALES) == []
    assert len(read_agents(desk.uow, desk.ada, None)) == 3


def test_those_who_left_are_listed_on_request_where_something_is_theirs(
    desk: Desk,
) -> None:
    desk.a_conversation(assignee_id=2, is_closed=True)
    desk.uow.session.get_one(Agent, 2).is_active = False
    desk.uow.session.get_one(Agent, 3).is_active = False

    shown = read_agents(desk.uow, desk.ann, SUPPORT)
    all_of_them = read_agents(desk.uow, desk.ann, SUPPORT, include_deactivated=True)

    assert [agent["name"] for agent in shown] == ["Ann Arbor"]
    assert [(agent["name"], agent["is_active"]) for agent in all_of_them] == [
        ("Ann Arbor", True),
        ("Bob Berg", False),
    ]
