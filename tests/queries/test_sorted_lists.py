"""Lists of what was sorted: snoozed, tagged, of a team, by priority."""

from dataclasses import replace
from datetime import timedelta

import pytest

from inbox_app.domain.conversation_filter import ConversationFilter, View
from inbox_app.domain.enums import Priority
from inbox_app.domain.snooze import UNTIL_REPLY
from inbox_app.models import Conversation, ConversationTag, Tag, Team
from inbox_app.queries.conversations import list_conversations, read_matching_rows
from inbox_app.queries.navigation import read_counts
from tests.queries.desk import Desk

OPEN = ConversationFilter(view=View.OPEN)
SNOOZED = ConversationFilter(view=View.SNOOZED)


def ids_of(desk: Desk, wanted: ConversationFilter) -> list[int]:
    found = list_conversations(desk.uow, desk.ann, wanted)["rows"]
    ids = [row["id"] for row in found]
    again = read_matching_rows(desk.uow, desk.ann, wanted, ids)
    assert [row["id"] for row in again] == ids
    return ids


def tag(desk: Desk, name: str, *conversation_ids: int) -> int:
    row = Tag(name=name, hue=240)
    desk.uow.session.add(row)
    desk.uow.session.flush()
    assert row.id is not None
    for number in conversation_ids:
        conversation = desk.uow.session.get_one(Conversation, number)
        conversation.tag_ids = [*conversation.tag_ids, row.id]
        desk.uow.session.add(ConversationTag(conversation_id=number, tag_id=row.id))
    desk.uow.session.flush()
    return row.id


def test_what_rests_has_a_view_of_its_own_soonest_first(desk: Desk) -> None:
    awake = desk.a_conversation(minutes=9)
    reply = desk.a_conversation(minutes=3, snoozed_until=UNTIL_REPLY)
    soon = desk.a_conversation(
        minutes=1, snoozed_until=desk.uow.now + timedelta(hours=1)
    )
    late = desk.a_conversation(
        minutes=2, snoozed_until=desk.uow.now + timedelta(days=1)
    )

    assert ids_of(desk, SNOOZED) == [soon, late, reply]
    assert ids_of(desk, OPEN) == [awake]
    assert ids_of(desk, replace(OPEN, with_snoozed=True)) == [awake, reply, late, soon]
    counts = read_counts(desk.uow, desk.ann, None)
    assert (counts["snoozed"], counts["open"]) == (3, 1)
    rows = list_conversations(desk.uow, desk.ann, SNOOZED)["rows"]
    assert rows[-1]["snoozed_until"] == "reply"


def test_a_filter_by_tag_team_or_priority_finds_open_and_closed(desk: Desk) -> None:
    team = Team(name="Finance")
    desk.uow.session.add(team)
    desk.uow.session.flush()
    desk.a_conversation(minutes=5)
    first = desk.a_conversation(minutes=1, team_id=team.id, priority=Priority.URGENT)
    second = desk.a_conversation(minutes=2, is_closed=True)
    billing, vip = tag(desk, "billing", first, second), tag(desk, "vip", second)

    assert ids_of(desk, replace(OPEN, tag_ids=frozenset({billing}))) == [second, first]
    assert ids_of(desk, replace(OPEN, tag_ids=frozenset({vip}))) == [second]
    assert ids_of(desk, replace(OPEN, tag_ids=frozenset({10**8}))) == []
    assert ids_of(desk, replace(OPEN, team_ids=frozenset({team.id or 0}))) == [first]
    urgent = replace(OPEN, priorities=frozenset({Priority.URGENT}))
    assert ids_of(desk, urgent) == [first]
    (row,) = list_conversations(
        desk.uow, desk.ann, replace(OPEN, tag_ids=frozenset({vip}))
    )["rows"]
    assert [one["name"] for one in row["tags"]] == ["billing", "vip"]
    assert row["tags"][0]["hue"] == 8


def test_what_was_merged_away_is_in_no_list(desk: Desk) -> None:
    target = desk.a_conversation(minutes=1)
    desk.a_conversation(minutes=2, merged_into_id=target)
    everything = ConversationFilter(has_attachment=False, hide_trash=True)

    assert ids_of(desk, OPEN) == [target]
    assert ids_of(desk, replace(everything, hide_filtered=False)) == [target]
    statuses = replace(OPEN, priorities=frozenset(Priority))
    assert ids_of(desk, statuses) == [target]


@pytest.mark.parametrize(
    "wanted",
    [
        replace(OPEN, tag_ids=frozenset({3, 4})),
        replace(OPEN, team_ids=frozenset({2})),
        replace(OPEN, priorities=frozenset({Priority.LOW, Priority.HIGH})),
        replace(OPEN, with_snoozed=True),
    ],
)
def test_the_address_says_it_all(wanted: ConversationFilter) -> None:
    query = dict(pair.split("=") for pair in wanted.to_query().split("&"))
    plain = {key: value.replace("%2C", ",") for key, value in query.items()}

    assert ConversationFilter.from_url("all", "open", plain) == wanted
    assert wanted.is_narrowed is not wanted.with_snoozed
