"""Filters in the URL."""

from dataclasses import fields, replace
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox_app.domain.conversation_filter import ConversationFilter, DateField, View
from inbox_app.domain.enums import ChannelKind, ConversationStatus


def read_back(wanted: ConversationFilter) -> ConversationFilter:
    url = urlsplit(wanted.to_path())
    _, _, inbox, view = url.path.split("/")
    return ConversationFilter.from_url(inbox, view, dict(parse_qsl(url.query)))


FULL = ConversationFilter(
    inbox_id=3,
    view=View.CLOSED,
    words='"où est" facture & co',
    statuses=frozenset({ConversationStatus.OPEN}),
    channels=frozenset({ChannelKind.EMAIL, ChannelKind.CHAT}),
    assignee_ids=frozenset({0, 12}),
    contact_id=7,
    date_field=DateField.CREATED,
    since=date(2026, 1, 31),
    until=date(2026, 2, 1),
    has_attachment=True,
    is_unread=True,
    hide_filtered=True,
    hide_trash=True,
    oldest_first=True,
)


def test_a_filter_survives_its_url() -> None:
    assert read_back(FULL) == FULL
    assert read_back(ConversationFilter()) == ConversationFilter()


def test_an_untouched_view_has_a_short_url() -> None:
    assert ConversationFilter().to_path() == "/inbox/all/unassigned"
    assert ConversationFilter(inbox_id=2, view=View.MINE).to_path(9) == (
        "/inbox/2/mine/9"
    )


def test_the_view_and_the_order_narrow_nothing() -> None:
    wanted = ConversationFilter(inbox_id=2, view=View.SENT, oldest_first=True)

    assert not wanted.is_narrowed
    assert replace(wanted, words="x").is_narrowed
    assert replace(wanted, hide_trash=True).is_narrowed


@pytest.mark.parametrize("name", [field.name for field in fields(ConversationFilter)])
def test_each_filter_can_be_dropped_alone(name: str) -> None:
    dropped = FULL.without(name)

    assert getattr(dropped, name) == getattr(ConversationFilter(), name)
    assert replace(dropped, **{name: getattr(FULL, name)}) == FULL


@pytest.mark.parametrize(
    "query",
    [
        {"status": "weird,,"},
        {"assignee": "-1,x,99999999999999999999,²"},
        {"contact": "1e9"},
        {"since": "2026-02-30", "until": "yesterday"},
        {"date": "birth", "channel": "fax"},
        {"attachment": "yes", "unread": "true"},
    ],
)
def test_values_that_are_none_are_left_out(query: dict[str, str]) -> None:
    assert ConversationFilter.from_url("x", "nowhere", query) == ConversationFilter()


@given(st.text(), st.text(), st.dictionaries(st.text(), st.text()))
def test_no_url_is_refused(inbox: str, view: str, query: dict[str, str]) -> None:
    wanted = ConversationFilter.from_url(inbox, view, query)

    assert len(wanted.words) <= 300
