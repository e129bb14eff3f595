"""Views, filters, pages and live updates of the list."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from inbox_app.domain.conversation_filter import (
    ConversationFilter,
    DateField,
    View,
)
from inbox_app.domain.enums import (
    ChannelKind,
    ConversationStatus,
    DeliveryState,
    Direction,
    FilteredReason,
)
from inbox_app.models import Conversation
from inbox_app.queries.conversations import list_conversations, read_matching_rows
from tests.queries.desk import SALES, SUPPORT, Desk

OPEN = ConversationFilter(view=View.OPEN)


def ids_of(desk: Desk, wanted: ConversationFilter) -> list[int]:
    return [row["id"] for row in list_conversations(desk.uow, desk.ann, wanted)["rows"]]


def all_keys(desk: Desk, wanted: ConversationFilter) -> list[str]:
    page = list_conversations(desk.uow, desk.ann, wanted)
    keys = [row["key"] for row in page["rows"]]
    while page["next_cursor"]:
        page = list_conversations(desk.uow, desk.ann, wanted, page["next_cursor"])
        keys += [row["key"] for row in page["rows"]]
    return keys


def test_the_newest_conversation_comes_first(desk: Desk) -> None:
    old = desk.a_conversation(minutes=1)
    new = desk.a_conversation(minutes=3)
    middle = desk.a_conversation(minutes=2)

    assert ids_of(desk, OPEN) == [new, middle, old]
    assert ids_of(desk, replace(OPEN, oldest_first=True)) == [old, middle, new]


@pytest.mark.parametrize("oldest_first", [False, True])
@pytest.mark.parametrize(
    "wanted",
    [
        ConversationFilter(view=View.OPEN),
        ConversationFilter(view=View.OPEN, inbox_id=SUPPORT),
        ConversationFilter(view=View.UNASSIGNED),
        ConversationFilter(statuses=frozenset(ConversationStatus)),
        ConversationFilter(assignee_ids=frozenset({0, 1})),
    ],
)
def test_pages_show_each_conversation_once(
    desk: Desk, wanted: ConversationFilter, *, oldest_first: bool
) -> None:
    # Many share a minute, so that the id must break the tie.
    ids = [desk.a_conversation(minutes=number // 10) for number in range(120)]

    keys = all_keys(desk, replace(wanted, oldest_first=oldest_first))

    expected = [str(number) for number in ids]
    assert keys == (expected if oldest_first else expected[::-1])


def test_a_page_ends_at_fifty_rows(desk: Desk) -> None:
    for number in range(50):
        desk.a_conversation(minutes=number)
    assert list_conversations(desk.uow, desk.ann, OPEN)["next_cursor"] == ""

    desk.a_conversation(minutes=51)
    page = list_conversations(desk.uow, desk.ann, OPEN)

    assert len(page["rows"]) == 50
    assert page["next_cursor"]


@pytest.mark.parametrize(
    "cursor", ["x", "w", "w99", "9" * 200, "MjAyNg", "%00", "w" + "9" * 30, "é"]
)
def test_a_cursor_that_is_none_of_ours_ends_the_list(desk: Desk, cursor: str) -> None:
    desk.a_conversation()

    assert list_conversations(desk.uow, desk.ann, OPEN, cursor)["rows"] == []


def test_a_conversation_is_in_one_place_alone(desk: Desk) -> None:
    open_ = desk.a_conversation()
    closed = desk.a_conversation(is_closed=True)
    filtered = desk.a_conversation(is_closed=True, filtered_reason="manual")
    trashed = desk.a_conversation(
        filtered_reason=FilteredReason.MANUAL, trashed_at=desk.at(0)
    )

    places = {
        view: ids_of(desk, ConversationFilter(view=view))
        for view in (View.OPEN, View.CLOSED, View.FILTERED, View.TRASH)
    }

    assert places == {
        View.OPEN: [open_],
        View.CLOSED: [closed],
        View.FILTERED: [filtered],
        View.TRASH: [trashed],
    }


def test_closed_conversations_are_sorted_by_when_they_were_closed(desk: Desk) -> None:
    first = desk.a_conversation(
        minutes=9, status=ConversationStatus.CLOSED, closed_at=desk.at(10)
    )
    second = desk.a_conversation(
        minutes=1, status=ConversationStatus.CLOSED, closed_at=desk.at(20)
    )

    page = list_conversations(desk.uow, desk.ann, ConversationFilter(view=View.CLOSED))

    assert [row["id"] for row in page["rows"]] == [second, first]
    assert page["rows"][0]["sort_at"] > page["rows"][1]["sort_at"]
    assert page["rows"][0]["at"] < page["rows"][1]["at"]


def test_channel_views_show_the_kinds_they_group(desk: Desk) -> None:
    mail = desk.a_conversation()
    chat = desk.a_conversation(channel_kind=ChannelKind.CHAT)
    bot = desk.a_conversation(channel_kind=ChannelKind.BOT, minutes=1)
    form = desk.a_conversation(channel_kind=ChannelKind.FORM)

    assert ids_of(desk, ConversationFilter(view=View.EMAIL)) == [mail]
    assert ids_of(desk, ConversationFilter(view=View.CHAT)) == [bot, chat]
    assert ids_of(desk, ConversationFilter(view=View.FORMS)) == [form]


def test_what_is_snoozed_waits_outside_the_open_views_but_not_outside_mine(
    desk: Desk,
) -> None:
    snoozed = desk.a_conversation(assignee_id=1, snoozed_until=desk.at(60))

    assert ids_of(desk, OPEN) == []
    assert ids_of(desk, ConversationFilter(view=View.MINE)) == [snoozed]


def test_nobody_sees_the_inboxes_of_others(desk: Desk) -> None:
    desk.a_conversation(inbox_id=SALES)
    elsewhere = replace(OPEN, inbox_id=SALES)

    assert ids_of(desk, OPEN) == []
    assert ids_of(desk, elsewhere) == []
    assert len(list_conversations(desk.uow, desk.eve, elsewhere)["rows"]) == 1
    assert len(list_conversations(desk.uow, desk.ada, OPEN)["rows"]) == 1


def test_a_row_says_what_the_list_shows(desk: Desk) -> None:
    conversation_id = desk.a_conversation(
        participant_count=3,
        preview="It is blue",
        preview_kind="outbound",
        preview_by="Ann Arbor",
        assignee_id=2,
        has_attachments=True,
        waiting_since=desk.at(0),
    )
    desk.a_draft(conversation_id, desk.bob)

    row = list_conversations(desk.uow, desk.ann, OPEN)["rows"][0]

    assert row == row | {
        "key": str(conversation_id),
        "name": "Clara Customer",
        "initials": "CC",
        "others": 2,
        "preview_by": "Ann",
        "assignee_name": "Bob Berg",
        "assignee_initials": "BB",
        "has_attachments": True,
        "is_unread": True,
        "draft": "Bob Berg",
        "folder": "open",
        "waiting_since": "2026-03-02T10:00:00.000000Z",
        "match": [],
    }


def test_my_own_draft_goes_before_those_of_others(desk: Desk) -> None:
    conversation_id = desk.a_conversation()
    desk.a_draft(conversation_id, desk.ann)
    desk.a_draft(conversation_id, desk.bob)

    assert list_conversations(desk.uow, desk.ann, OPEN)["rows"][0]["draft"] == "mine"


def test_unread_lasts_until_the_newest_inbound_message_was_seen(desk: Desk) -> None:
    conversation_id = desk.a_conversation(last_inbound_position=4)
    desk.read(conversation_id, desk.ann, position=3)
    desk.read(conversation_id, desk.bob, position=4)

    of_ann = list_conversations(desk.uow, desk.ann, OPEN)["rows"][0]
    of_bob = list_conversations(desk.uow, desk.bob, OPEN)["rows"][0]

    assert (of_ann["is_unread"], of_bob["is_unread"]) == (True, False)


def test_a_closed_conversation_is_unread_only_when_marked_so(desk: Desk) -> None:
    desk.a_conversation(minutes=1, is_closed=True)
    marked = desk.a_conversation(is_closed=True)
    desk.read(marked, desk.ann, position=0)

    page = list_conversations(desk.uow, desk.ann, ConversationFilter(view=View.CLOSED))

    assert [row["is_unread"] for row in page["rows"]] == [False, True]


def test_a_filter_searches_everything_not_only_the_view(desk: Desk) -> None:
    open_ = desk.a_conversation(minutes=4, assignee_id=2)
    closed = desk.a_conversation(minutes=3, assignee_id=2, is_closed=True)
    filtered = desk.a_conversation(minutes=2, assignee_id=2, filtered_reason="manual")
    trashed = desk.a_conversation(minutes=1, assignee_id=2, trashed_at=desk.at(0))
    desk.a_conversation(assignee_id=1)
    of_bob = ConversationFilter(view=View.MINE, assignee_ids=frozenset({2}))

    assert ids_of(desk, of_bob) == [open_, closed, filtered, trashed]
    assert ids_of(desk, replace(of_bob, hide_trash=True, hide_filtered=True)) == [
        open_,
        closed,
    ]
    closed_ones = replace(of_bob, statuses=frozenset({ConversationStatus.CLOSED}))
    assert ids_of(desk, closed_ones) == [closed]


def test_filters_of_one_kind_mean_or_and_kinds_mean_and(desk: Desk) -> None:
    nobodys = desk.a_conversation(minutes=3)
    anns = desk.a_conversation(minutes=2, assignee_id=1)
    desk.a_conversation(minutes=1, assignee_id=2)
    chat = desk.a_conversation(assignee_id=1, channel_kind=ChannelKind.CHAT)
    wanted = ConversationFilter(assignee_ids=frozenset({0, 1}))

    assert ids_of(desk, wanted) == [nobodys, anns, chat]
    chats = replace(wanted, channels=frozenset({ChannelKind.CHAT, ChannelKind.FORM}))
    assert ids_of(desk, chats) == [chat]


def test_small_filters_find_what_they_name(desk: Desk) -> None:
    desk.a_conversation(minutes=5)
    with_file = desk.a_conversation(minutes=4, has_attachments=True)
    of_contact = desk.a_conversation(minutes=3, contact_id=1)
    read = desk.a_conversation(minutes=2, has_attachments=True)
    desk.read(read, desk.ann)

    assert ids_of(desk, ConversationFilter(has_attachment=True)) == [with_file, read]
    assert ids_of(desk, ConversationFilter(contact_id=1)) == [of_contact]
    unread = ConversationFilter(has_attachment=True, is_unread=True)
    assert ids_of(desk, unread) == [with_file]


@pytest.mark.parametrize("field", list(DateField))
def test_a_range_of_days_includes_both_ends_in_the_agents_zone(
    desk: Desk, field: DateField
) -> None:
    # In Auckland it is 13 hours later than in UTC: 11:00 is midnight there.
    evening, midnight = desk.at(59), desk.at(60)
    values: dict[str, Any] = {"status": ConversationStatus.CLOSED}
    second, third = (
        desk.a_conversation(**values, created_at=at, closed_at=at, last_message_at=at)
        for at in (evening, midnight)
    )
    wanted = ConversationFilter(
        date_field=field,
        since=date(2026, 3, 2),
        until=date(2026, 3, 2),
        time_zone="Pacific/Auckland",
    )

    assert ids_of(desk, wanted) == [second]
    assert ids_of(desk, replace(wanted, until=date(2026, 3, 3))) == [third, second]
    assert ids_of(desk, replace(wanted, time_zone="Mars/Olympus")) == [third, second]


def test_days_at_the_ends_of_the_calendar_are_no_limit(desk: Desk) -> None:
    conversation_id = desk.a_conversation()
    wanted = ConversationFilter(
        since=date.min, until=date.max, time_zone="Pacific/Auckland"
    )

    assert ids_of(desk, wanted) == [conversation_id]


def test_sent_has_a_row_for_each_outgoing_message(desk: Desk) -> None:
    conversation_id = desk.a_conversation()
    desk.a_message(conversation_id, position=1)
    first = desk.a_message(
        conversation_id,
        position=2,
        minutes=2,
        direction=Direction.OUTBOUND,
        state=DeliveryState.FAILED,
        subject="Re: A question",
        text="It is\nblue.",
        author_id=1,
    )
    # A copy from the mailbox's own Sent folder has no delivery.
    second = desk.a_message(
        conversation_id, position=3, minutes=3, direction=Direction.OUTBOUND
    )

    wanted = ConversationFilter(view=View.SENT)
    rows = list_conversations(desk.uow, desk.ann, wanted)["rows"]

    assert [(row["key"], row["delivery"]) for row in rows] == [
        (f"m{second}", "sent"),
        (f"m{first}", "failed"),
    ]
    assert rows[1] == rows[1] | {
        "id": conversation_id,
        "subject": "Re: A question",
        "preview": "It is blue.",
        "preview_by": "Ann",
    }
    assert list_conversations(desk.uow, desk.eve, wanted)["rows"] == []
    live = read_matching_rows(desk.uow, desk.ann, wanted, [conversation_id])
    assert live == rows


def test_sent_leaves_out_the_trash_and_pages_by_message(desk: Desk) -> None:
    trashed = desk.a_conversation(trashed_at=desk.at(0))
    desk.a_message(trashed, direction=Direction.OUTBOUND)
    conversation_id = desk.a_conversation()
    messages = [
        desk.a_message(conversation_id, position=number, direction=Direction.OUTBOUND)
        for number in range(1, 71)
    ]

    keys = all_keys(desk, ConversationFilter(view=View.SENT))

    assert keys == [f"m{number}" for number in reversed(messages)]


def test_a_live_update_names_those_that_belong_to_the_list(desk: Desk) -> None:
    first = desk.a_conversation(minutes=1)
    second = desk.a_conversation(minutes=2)
    closed = desk.a_conversation(is_closed=True)
    elsewhere = desk.a_conversation(inbox_id=SALES)
    untouched = desk.a_conversation()
    asked = [first, second, closed, elsewhere, 999_999]

    rows = read_matching_rows(desk.uow, desk.ann, OPEN, asked)

    assert [row["id"] for row in rows] == [second, first]
    assert untouched not in asked
    assert read_matching_rows(desk.uow, desk.ann, OPEN, []) == []


@pytest.mark.parametrize("view", [view for view in View if view is not View.SENT])
def test_a_live_update_gives_the_rows_that_a_reload_would(
    desk: Desk, view: View
) -> None:
    kinds: list[dict[str, Any]] = [
        {},
        {"assignee_id": 1},
        {"assignee_id": 2},
        {"is_closed": True},
        {"filtered_reason": "manual"},
        {"trashed_at": desk.at(0)},
        {"snoozed_until": desk.at(9)},
        {"channel_kind": ChannelKind.CHAT},
        {"channel_kind": ChannelKind.FORM},
    ]
    ids = [
        desk.a_conversation(minutes=number, **fields)
        for number, fields in enumerate(kinds)
    ]
    wanted = ConversationFilter(view=view)

    live = read_matching_rows(desk.uow, desk.ann, wanted, ids)

    assert live == list_conversations(desk.uow, desk.ann, wanted)["rows"]


def test_times_compare_as_text(desk: Desk) -> None:
    whole = desk.a_conversation()
    later = desk.a_conversation(last_message_at=desk.at(0) + timedelta(microseconds=5))

    rows = list_conversations(desk.uow, desk.ann, OPEN)["rows"]

    assert [row["id"] for row in rows] == [later, whole]
    assert rows[0]["sort_at"] > rows[1]["sort_at"]
    assert desk.uow.session.get_one(Conversation, later).folder == "open"
