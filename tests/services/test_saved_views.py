"""Saved views: whose they are, what they keep, and what is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from inbox_app.db.unit_of_work import Store, UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.conversation_filter import ConversationFilter
from inbox_app.domain.enums import ChannelKind, ConversationStatus
from inbox_app.domain.errors import (
    InboxNotFoundError,
    InvalidInputError,
    TooManyViewsError,
    ViewNotFoundError,
)
from inbox_app.domain.events import ViewsChanged
from inbox_app.domain.saved_view import is_understood, read_query, write_query
from inbox_app.models import SavedView
from inbox_app.queries.conversations import list_conversations
from inbox_app.queries.saved_views import (
    count_saved_views,
    find_problem,
    read_saved_view,
    read_saved_views,
)
from inbox_app.services.conversations import assign_conversation
from inbox_app.services.saved_views import (
    change_view,
    change_view_filter,
    delete_view,
    place_view,
    save_view,
)
from tests.builders.workspace import Workspace, a_workspace

OPEN_MAIL = "status=open&channel=email"
TODAY = date(2026, 3, 2)


def a_view(workspace: Workspace, actor: Actor, **values: Any) -> int:
    """Save a view."""
    given: dict[str, Any] = {
        "name": "Open mail",
        "icon": "star",
        "query": OPEN_MAIL,
        "inbox_id": None,
        "is_of_team": False,
        **values,
    }
    with workspace.store.write() as uow:
        return save_view(uow, actor, **given)


def seen_by(workspace: Workspace, actor: Actor) -> list[str]:
    """Name the views that an agent has."""
    with workspace.store.read() as uow:
        return [view["name"] for view in read_saved_views(uow, actor)]


def test_ones_own_view_is_seen_by_nobody_else(workspace: Workspace) -> None:
    a_view(workspace, workspace.ann)

    assert seen_by(workspace, workspace.ann) == ["Open mail"]
    assert seen_by(workspace, workspace.bob) == []
    assert seen_by(workspace, workspace.admin) == []


def test_a_view_of_the_team_shows_each_reader_what_they_may_see(
    workspace: Workspace,
) -> None:
    conversation_id = workspace.a_conversation()
    view_id = a_view(workspace, workspace.ann, is_of_team=True)

    for actor, expected in ((workspace.bob, [conversation_id]), (workspace.eve, [])):
        with workspace.store.read() as uow:
            wanted = read_saved_view(uow, actor, view_id, inbox_id=None, zone="UTC")
            assert wanted is not None
            rows = list_conversations(uow, actor, wanted)["rows"]
            counts = count_saved_views(uow, actor, None, "UTC")
        assert [row["id"] for row in rows] == expected
        assert counts == {str(view_id): len(expected)}


def test_a_view_of_an_inbox_is_for_those_who_see_it(workspace: Workspace) -> None:
    inbox_id = workspace.inbox_id
    a_view(workspace, workspace.ann, is_of_team=True, inbox_id=inbox_id)

    assert seen_by(workspace, workspace.bob) == ["Open mail"]
    assert seen_by(workspace, workspace.eve) == []
    with pytest.raises(InboxNotFoundError):
        a_view(workspace, workspace.eve, inbox_id=inbox_id)


Change = Callable[[UnitOfWork, Actor, int], None]
CHANGES: list[Change] = [
    lambda uow, actor, n: change_view(
        uow, actor, n, name="New", icon="flag", is_of_team=False
    ),
    lambda uow, actor, n: change_view_filter(uow, actor, n, query="unread=1"),
    lambda uow, actor, n: place_view(uow, actor, n, index=0),
    delete_view,
]


@pytest.mark.parametrize("change", CHANGES)
def test_somebody_elses_view_does_not_exist(
    workspace: Workspace, change: Change
) -> None:
    view_id = a_view(workspace, workspace.ann)

    for actor in (workspace.bob, workspace.eve, workspace.admin):
        with pytest.raises(ViewNotFoundError), workspace.store.write() as uow:
            change(uow, actor, view_id)
    with workspace.store.write() as uow:
        change(uow, workspace.ann, view_id)
        assert ViewsChanged(workspace.ann.agent_id) in uow.events


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("wrong", [0, -3, 404, 2**80, "1", None, 1.5])
def test_an_id_that_is_none_is_refused(
    workspace: Workspace, change: Change, wrong: object
) -> None:
    with pytest.raises(ViewNotFoundError), workspace.store.write() as uow:
        change(uow, workspace.ann, wrong)  # pyright: ignore[reportArgumentType] - what a browser may send


@pytest.mark.parametrize("change", CHANGES)
def test_a_view_of_the_team_is_changed_by_who_may_and_told_to_all(
    workspace: Workspace, change: Change
) -> None:
    view_id = a_view(workspace, workspace.ann, is_of_team=True)

    with workspace.store.write() as uow:
        change(uow, workspace.bob, view_id)
        assert ViewsChanged(None) in uow.events


@pytest.mark.parametrize(
    "values",
    [
        {"name": "  "},
        {"query": ""},
        {"query": "order=oldest"},
        {"query": "status=sleeping"},
        {"query": "q=" + "x" * 3000},
        {"query": "assignee=me"},
    ],
)
def test_what_is_no_view_is_refused(
    workspace: Workspace, values: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInputError):
        a_view(workspace, workspace.ann, **values)


def test_a_long_name_is_cut_and_a_strange_icon_replaced(workspace: Workspace) -> None:
    view_id = a_view(workspace, workspace.ann, name="n" * 5000, icon="../skull")

    with workspace.store.read() as uow:
        view = uow.session.get_one(SavedView, view_id)
    assert (view.name, view.icon) == ("n" * 60, "filter")


def test_nobody_sees_more_than_fifty(sqlite_store: Store) -> None:

    workspace = a_workspace(sqlite_store)
    for number in range(30):
        a_view(workspace, workspace.ann, name=f"Mine {number}")
    for number in range(20):
        a_view(workspace, workspace.bob, name=f"Ours {number}", is_of_team=True)

    for actor, is_of_team in (
        (workspace.ann, False),
        (workspace.bob, True),
    ):
        with pytest.raises(TooManyViewsError):
            a_view(workspace, actor, is_of_team=is_of_team)
    a_view(workspace, workspace.bob)
    assert len(seen_by(workspace, workspace.ann)) == 50


def test_views_are_put_in_order(workspace: Workspace) -> None:
    ids = [a_view(workspace, workspace.ann, name=name) for name in "ABC"]

    for view_id, index in ((ids[2], 0), (ids[0], 99), (ids[1], -5)):
        with workspace.store.write() as uow:
            place_view(uow, workspace.ann, view_id, index=index)

    assert seen_by(workspace, workspace.ann) == ["B", "C", "A"]


def test_a_view_given_to_the_team_leaves_ones_own(workspace: Workspace) -> None:
    view_id = a_view(workspace, workspace.ann)

    with workspace.store.write() as uow:
        change_view(
            uow, workspace.ann, view_id, name="Ours", icon="flag", is_of_team=True
        )

    assert seen_by(workspace, workspace.eve) == ["Ours"]


def test_counts_are_the_length_of_the_list(workspace: Workspace) -> None:
    first, _ = workspace.a_conversation(), workspace.a_conversation(subject="Two")
    with workspace.store.write() as uow:
        assign_conversation(
            uow, workspace.ann, first, assignee_id=workspace.ann.agent_id
        )
    queries = (
        OPEN_MAIL,
        "channel=chat",
        "assignee=0",
        f"assignee={workspace.ann.agent_id}",
        "unread=1",
        "attachment=1",
        "q=order",
        "span=today&date=created",
    )
    for query in queries:
        a_view(workspace, workspace.ann, query=query, name=query)

    with workspace.store.read() as uow:
        for inbox_id in (None, workspace.inbox_id, workspace.other_inbox_id):
            counts = count_saved_views(uow, workspace.ann, inbox_id, "UTC")
            for view in read_saved_views(uow, workspace.ann):
                wanted = read_saved_view(
                    uow, workspace.ann, view["id"], inbox_id=inbox_id, zone="UTC"
                )
                assert wanted is not None
                rows = list_conversations(uow, workspace.ann, wanted)["rows"]
                assert counts[str(view["id"])] == len(rows), view["name"]


def test_a_view_says_what_it_asks_for_in_vain(workspace: Workspace) -> None:
    cases = {
        OPEN_MAIL: "",
        "assignee=0": "",
        "assignee=4040": "assignee",
        "contact=4040": "contact",
    }
    view_id = 0
    for query, problem in cases.items():
        view_id = a_view(workspace, workspace.ann, query=query)
        with workspace.store.write() as uow:
            assert find_problem(uow, workspace.ann, view_id) == problem
    with workspace.store.write() as uow:
        view = uow.session.get_one(SavedView, view_id)
        view.query = "colour=red"
        uow.session.add(view)
        assert find_problem(uow, workspace.ann, view_id) == "filter"
        assert find_problem(uow, workspace.bob, view_id) == ""


def test_named_spans_go_on_meaning_what_they_say() -> None:
    wanted = ConversationFilter(
        statuses=frozenset({ConversationStatus.OPEN}),
        since=date(2026, 2, 24),
        until=TODAY,
    )

    query = write_query(wanted, TODAY)
    later = read_query(query, date(2026, 5, 10), saved_view_id=7, inbox_id=3)

    assert query == "status=open&span=last_7"
    assert (later.since, later.until) == (date(2026, 5, 4), date(2026, 5, 10))
    assert (later.saved_view_id, later.inbox_id) == (7, 3)
    assert is_understood(query, date(2026, 5, 10))


def test_days_chosen_by_hand_stay() -> None:
    wanted = ConversationFilter(
        channels=frozenset({ChannelKind.EMAIL}), since=date(2026, 1, 5)
    )

    read = read_query(write_query(wanted, TODAY), date(2027, 1, 1))

    assert replace(read, view=wanted.view) == wanted
    assert not is_understood("span=last_week", TODAY)


def test_an_address_names_its_view() -> None:
    wanted = ConversationFilter.from_url("3", "v12", {"q": "late"})

    assert wanted.saved_view_id == 12
    assert wanted.to_path(5) == "/inbox/3/v12/5?q=late"
    for wrong in ("v", "v0x", "v99999999999", "v-1", "x12"):
        assert ConversationFilter.from_url("3", wrong, {}).saved_view_id is None
