"""Taking changes back: who may, when, and that it is exact."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.enums import ActivityKind
from inbox_app.domain.errors import (
    ActivityNotFoundError,
    CannotUndoError,
    ChangedSinceError,
    InboxError,
    NotAMemberError,
)
from inbox_app.domain.snooze import UNTIL_REPLY
from inbox_app.models import (
    Activity,
    Agent,
    Conversation,
    ConversationCount,
    ConversationTag,
    InboxMember,
    Tag,
    Team,
)
from inbox_app.services.actions import ACTIONS, read_arguments
from inbox_app.services.changes import facts_of, undo_activity
from inbox_app.services.conversations import (
    assign_conversation,
    close_conversation,
    reopen_conversation,
)
from inbox_app.services.triage import move_conversation
from tests.builders.workspace import Workspace

Step = tuple[str, dict[str, Any]]


def write(workspace: Workspace, service: Callable[..., Any], *args: Any, **kw: Any):
    with workspace.store.write() as uow:
        return service(uow, *args, **kw)


@pytest.fixture
def closed(workspace: Workspace) -> int:
    """Give the activity of a closing."""
    number = workspace.a_conversation()
    activity = write(workspace, close_conversation, workspace.ann, number)
    assert activity is not None
    return activity


def test_a_change_is_taken_back_by_any_member_and_again_forth(
    workspace: Workspace, closed: int
) -> None:
    (before,) = workspace.conversations()

    redo = write(workspace, undo_activity, workspace.bob, closed)
    assert workspace.conversations()[0].status.value == "open"
    write(workspace, undo_activity, workspace.ann, redo)

    (after,) = workspace.conversations()
    assert (after.status, after.closed_at) == (before.status, before.closed_at)
    with workspace.store.read() as uow:
        activities = uow.session.exec(select(Activity).order_by(col(Activity.id))).all()
    assert [one.kind for one in activities] == [
        ActivityKind.CLOSED,
        ActivityKind.UNDONE,
        ActivityKind.UNDONE,
    ]
    assert [one.undone_at is not None for one in activities] == [True, True, False]


def test_nobody_takes_back_what_is_not_theirs(
    workspace: Workspace, closed: int
) -> None:
    for actor, refusal in (
        (workspace.eve, ActivityNotFoundError),
        (workspace.admin, NotAMemberError),
    ):
        with pytest.raises(refusal):
            write(workspace, undo_activity, actor, closed)

    assert workspace.conversations()[0].status.value == "closed"


@pytest.mark.parametrize("wrong", [0, -1, 2**40, True, "1", None, 1.5, [1]])
def test_what_is_no_activity_is_refused(workspace: Workspace, wrong: Any) -> None:
    with pytest.raises(ActivityNotFoundError):
        write(workspace, undo_activity, workspace.ann, wrong)


def test_a_change_is_taken_back_once(workspace: Workspace, closed: int) -> None:
    write(workspace, undo_activity, workspace.ann, closed)

    with pytest.raises(CannotUndoError):
        write(workspace, undo_activity, workspace.ann, closed)


def test_a_change_is_taken_back_for_thirty_days(
    workspace: Workspace, closed: int
) -> None:
    with workspace.store.write() as uow:
        uow.session.get_one(Activity, closed).created_at -= timedelta(days=30, hours=1)

    with pytest.raises(CannotUndoError):
        write(workspace, undo_activity, workspace.ann, closed)


def test_what_was_changed_since_is_left_alone(
    workspace: Workspace, closed: int
) -> None:
    (before,) = workspace.conversations()
    write(workspace, reopen_conversation, workspace.bob, before.id)

    with pytest.raises(ChangedSinceError):
        write(workspace, undo_activity, workspace.ann, closed)

    assert workspace.conversations()[0].status.value == "open"


def test_a_change_of_something_else_does_not_stand_in_the_way(
    workspace: Workspace, closed: int
) -> None:
    number = workspace.conversations()[0].id
    me = workspace.ann.agent_id
    write(workspace, assign_conversation, workspace.ann, number, assignee_id=me)

    write(workspace, undo_activity, workspace.ann, closed)

    (after,) = workspace.conversations()
    assert (after.status.value, after.assignee_id) == ("open", me)


def test_what_changed_nothing_is_not_taken_back(workspace: Workspace) -> None:
    number = workspace.a_conversation()
    with workspace.store.write() as uow:
        said = Activity(
            conversation_id=number,
            position=9,
            kind=ActivityKind.PARTICIPANT_JOINED,
            created_at=uow.now,
        )
        uow.session.add(said)
        uow.session.flush()
        activity_id = said.id

    with pytest.raises(CannotUndoError):
        write(workspace, undo_activity, workspace.ann, activity_id)


def test_who_cannot_see_where_it_came_from_does_not_send_it_back(
    workspace: Workspace,
) -> None:
    number = workspace.a_conversation()
    with workspace.store.write() as uow:
        uow.session.add(
            InboxMember(
                inbox_id=workspace.other_inbox_id, agent_id=workspace.ann.agent_id
            )
        )
    ann = member_of_both(workspace)
    moved = write(
        workspace, move_conversation, ann, number, inbox_id=workspace.other_inbox_id
    )

    with pytest.raises(NotAMemberError):
        write(workspace, undo_activity, workspace.eve, moved)
    write(workspace, undo_activity, ann, moved)

    assert workspace.conversation(number).inbox_id == workspace.inbox_id


def test_what_was_taken_away_meanwhile_does_not_come_back(
    workspace: Workspace,
) -> None:
    number = workspace.a_conversation()
    bob = workspace.bob.agent_id
    write(workspace, assign_conversation, workspace.ann, number, assignee_id=bob)
    taken = write(
        workspace, assign_conversation, workspace.ann, number, assignee_id=None
    )
    with workspace.store.write() as uow:
        uow.session.get_one(Agent, bob).is_active = False

    with pytest.raises(CannotUndoError):
        write(workspace, undo_activity, workspace.ann, taken)

    assert workspace.conversation(number).assignee_id is None


# ── Any sequence of actions ──────────────────────────────────────────────


def member_of_both(workspace: Workspace) -> Actor:
    ann = workspace.ann
    inboxes = frozenset({workspace.inbox_id, workspace.other_inbox_id})
    return Actor(ann.agent_id, ann.name, ann.role, inboxes)


@pytest.fixture
def furnished(workspace: Workspace) -> Workspace:
    """Add tags, teams and a conversation; Ann is a member of both inboxes."""
    with workspace.store.write() as uow:
        uow.session.add_all([Tag(name=name) for name in ("vip", "bug", "late")])
        uow.session.add_all([Team(name=name) for name in ("First", "Second")])
        uow.session.add(
            InboxMember(
                inbox_id=workspace.other_inbox_id, agent_id=workspace.ann.agent_id
            )
        )
    workspace.a_conversation()
    return workspace


ids = st.sampled_from([1, 2, 3])
steps = st.one_of(
    st.tuples(
        st.just("assign"), st.fixed_dictionaries({"assignee_id": ids | st.none()})
    ),
    st.tuples(
        st.just("assign_team"),
        st.fixed_dictionaries({"team_id": st.sampled_from([1, 2, None])}),
    ),
    st.tuples(
        st.just("snooze"),
        st.fixed_dictionaries(
            {"until": st.sampled_from([UNTIL_REPLY, UNTIL_REPLY - timedelta(days=9)])}
        ).map(lambda given: {"until": given["until"].isoformat()}),
    ),
    st.tuples(
        st.sampled_from(["tag", "untag"]), st.fixed_dictionaries({"tag_id": ids})
    ),
    st.tuples(
        st.just("prioritise"),
        st.fixed_dictionaries({"priority": st.sampled_from(["low", "high", "normal"])}),
    ),
    st.tuples(
        st.just("move"), st.fixed_dictionaries({"inbox_id": st.sampled_from([1, 2])})
    ),
    st.tuples(
        st.sampled_from(
            sorted(name for name, action in ACTIONS.items() if not action.arguments)
        ),
        st.just({}),
    ),
)
some_steps = st.lists(steps, min_size=1, max_size=12)
examples = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def state_of(uow: UnitOfWork) -> dict[str, Any]:
    """All that actions change, wherever it is kept."""
    uow.session.flush()
    (conversation,) = uow.session.exec(select(Conversation)).all()
    uow.session.refresh(conversation)
    tags = uow.session.exec(select(ConversationTag.tag_id)).all()
    assert sorted(tags) == conversation.tag_ids
    counts = uow.session.exec(select(ConversationCount)).all()
    (place,) = [count for count in counts if count.n]
    assert place.n == 1
    assert (place.inbox_id, place.folder, place.assignee_id, place.is_snoozed) == (
        conversation.inbox_id,
        conversation.folder,
        conversation.assignee_id or 0,
        conversation.snoozed_until is not None,
    )
    for count in counts:
        uow.session.expire(count)
    return {**facts_of(conversation), "folder": conversation.folder}


def do(uow: UnitOfWork, actor: Actor, step: Step) -> int | None:
    """Run an action; returns its activity, None when it was refused or did nothing."""
    (conversation,) = uow.session.exec(select(Conversation)).all()
    action = ACTIONS[step[0]]
    try:
        done = action.apply(uow, actor, conversation, **read_arguments(action, step[1]))
    except InboxError:
        return None
    uow.session.flush()
    return done.id if isinstance(done, Activity) else None


class RolledBackError(Exception):
    """Ends an example, so that the next begins from the same database."""


def within(workspace: Workspace, example: Callable[[UnitOfWork, Actor], None]) -> None:
    with suppress(RolledBackError), workspace.store.write() as uow:
        example(uow, member_of_both(workspace))
        raise RolledBackError


def test_every_action_is_among_the_steps() -> None:
    told = {"assign", "assign_team", "snooze", "tag", "untag", "prioritise", "move"}

    assert {name for name, action in ACTIONS.items() if action.arguments} == told


@examples
@given(some_steps)
def test_any_actions_taken_back_in_reverse_leave_what_was(
    furnished: Workspace, sequence: list[Step]
) -> None:
    def example(uow: UnitOfWork, ann: Actor) -> None:
        states, done = [state_of(uow)], []
        for step in sequence:
            uow.now += timedelta(seconds=1)
            activity = do(uow, ann, step)
            if activity is not None:
                done.append(activity)
                states.append(state_of(uow))
        redone = []
        while done:
            uow.now += timedelta(seconds=1)
            assert state_of(uow) == states[len(done)]
            redone.append((undo_activity(uow, ann, done.pop()), len(done) + 1))
            assert state_of(uow) == states[len(done)]
        # And forth again.
        while redone:
            activity, number = redone.pop()
            undo_activity(uow, ann, activity)  # type: ignore[arg-type]
            assert state_of(uow) == states[number]

    within(furnished, example)


@examples
@given(some_steps, st.integers(0, 11))
def test_taking_back_out_of_turn_is_refused_or_exact(
    furnished: Workspace, sequence: list[Step], pick: int
) -> None:
    def example(uow: UnitOfWork, ann: Actor) -> None:
        done = []
        for step in sequence:
            uow.now += timedelta(seconds=1)
            before = state_of(uow)
            activity = do(uow, ann, step)
            if activity is not None:
                done.append((activity, before, state_of(uow)))
        if not done:
            return
        activity, before, after = done[pick % len(done)]
        now = state_of(uow)
        changed = {name for name in after if after[name] != before[name]} - {"folder"}
        try:
            undo_activity(uow, ann, activity)
        except (ChangedSinceError, CannotUndoError):
            assert state_of(uow) == now
            return
        restored = state_of(uow)
        for name in set(now) - {"folder"}:
            assert restored[name] == (before if name in changed else now)[name]

    within(furnished, example)
