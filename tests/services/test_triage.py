"""Sorting work: snooze, priority, tags, teams and moving, allowed and refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from inbox_app.domain.actor import Actor
from inbox_app.domain.enums import ActivityKind, Folder, Priority
from inbox_app.domain.errors import (
    ChangedSinceError,
    ConversationNotFoundError,
    InboxNotFoundError,
    InvalidInputError,
    NotAMemberError,
    TagNotFoundError,
    TeamNotFoundError,
)
from inbox_app.domain.events import ConversationChanged
from inbox_app.domain.snooze import UNTIL_REPLY
from inbox_app.models import Activity, ConversationTag, Notification, ThreadKey
from inbox_app.services.changes import facts_of, undo_activity
from inbox_app.services.conversations import (
    assign_conversation,
    assign_conversation_to_team,
    close_conversation,
    filter_conversation,
    mark_read,
    restore_conversation,
    trash_conversation,
)
from inbox_app.services.triage import (
    MomentPassedError,
    NotOpenError,
    move_conversation,
    prioritise_conversation,
    snooze_conversation,
    tag_conversation,
    untag_conversation,
    wake_conversation,
)
from inbox_app.services.waking import next_wake_at, wake_due
from tests.builders.mail import a_mail
from tests.builders.triage import a_tag, a_team
from tests.builders.workspace import Workspace
from tests.clock import START

TOMORROW = START + timedelta(days=1)
WRONG_IDS = (0, -1, 2**40, True, "1", None, 1.5, [1])


def member_of_both(workspace: Workspace) -> Actor:
    return replace(
        workspace.ann,
        inbox_ids=frozenset({workspace.inbox_id, workspace.other_inbox_id}),
    )


def run(workspace: Workspace, use_case: Callable[..., Any], *args: Any, **kw: Any):
    with workspace.store.write() as uow:
        return use_case(uow, *args, **kw)


def actions(workspace: Workspace) -> list[tuple[Callable[..., Any], dict[str, Any]]]:
    """Everything that sorts, with arguments that change a fresh conversation."""
    return [
        (snooze_conversation, {"until": TOMORROW}),
        (prioritise_conversation, {"priority": Priority.URGENT}),
        (tag_conversation, {"tag_id": a_tag(workspace)}),
        (assign_conversation_to_team, {"team_id": a_team(workspace)}),
        (move_conversation, {"inbox_id": workspace.other_inbox_id}),
    ]


def test_every_action_is_recorded_told_and_taken_back_exactly(
    workspace: Workspace,
) -> None:
    number = workspace.a_conversation()
    actor = member_of_both(workspace)
    for action, arguments in actions(workspace):
        before = facts_of(workspace.conversation(number))
        with workspace.store.write() as uow:
            activity_id = action(uow, actor, number, **arguments)
            assert any(isinstance(event, ConversationChanged) for event in uow.events)
        assert facts_of(workspace.conversation(number)) != before

        again = run(workspace, action, actor, number, **arguments)
        assert again is None
        assert activity_id is not None
        run(workspace, undo_activity, actor, activity_id)

        assert facts_of(workspace.conversation(number)) == before


def test_nobody_sorts_what_is_not_theirs(workspace: Workspace) -> None:
    number = workspace.a_conversation()
    before = workspace.conversation(number)
    for action, arguments in [*actions(workspace), (wake_conversation, {})]:
        for actor, refusal in (
            (workspace.eve, ConversationNotFoundError),
            (workspace.admin, NotAMemberError),
        ):
            with pytest.raises(refusal):
                run(workspace, action, actor, number, **arguments)

    assert workspace.conversation(number) == before


def test_a_change_that_was_changed_again_cannot_be_taken_back(
    workspace: Workspace,
) -> None:
    number = workspace.a_conversation()
    ann = workspace.ann
    first = run(workspace, prioritise_conversation, ann, number, priority="high")
    run(workspace, prioritise_conversation, ann, number, priority="low")

    with pytest.raises(ChangedSinceError):
        run(workspace, undo_activity, ann, first)

    assert workspace.conversation(number).priority is Priority.LOW


def test_what_is_no_tag_team_inbox_or_priority_is_refused(workspace: Workspace) -> None:
    number = workspace.a_conversation()
    ann = workspace.ann
    for wrong in WRONG_IDS:
        with pytest.raises(TagNotFoundError):
            run(workspace, tag_conversation, ann, number, tag_id=wrong)
        with pytest.raises(TagNotFoundError):
            run(workspace, untag_conversation, ann, number, tag_id=wrong)
        with pytest.raises(InboxNotFoundError):
            run(workspace, move_conversation, ann, number, inbox_id=wrong)
        if wrong:
            with pytest.raises(TeamNotFoundError):
                run(workspace, assign_conversation_to_team, ann, number, team_id=wrong)
    for wrong in ("", "x" * 10_000, None, 3):
        with pytest.raises(InvalidInputError):
            run(workspace, prioritise_conversation, ann, number, priority=wrong)


def test_only_what_is_open_can_rest_and_only_until_later(workspace: Workspace) -> None:
    ann = workspace.ann
    for before in (close_conversation, trash_conversation, filter_conversation):
        number = workspace.a_conversation(subject=before.__name__)
        run(workspace, before, ann, number)
        with pytest.raises(NotOpenError):
            run(workspace, snooze_conversation, ann, number, until=TOMORROW)
    number = workspace.a_conversation()
    with pytest.raises(MomentPassedError):
        run(workspace, snooze_conversation, ann, number, until=START)


def test_a_closed_or_trashed_conversation_can_still_be_sorted(
    workspace: Workspace,
) -> None:
    ann, tag_id = workspace.ann, a_tag(workspace)
    for before, folder in (
        (close_conversation, Folder.CLOSED),
        (trash_conversation, Folder.TRASH),
    ):
        number = workspace.a_conversation(subject=before.__name__)
        run(workspace, before, ann, number)

        run(workspace, tag_conversation, ann, number, tag_id=tag_id)
        run(workspace, prioritise_conversation, ann, number, priority="high")

        conversation = workspace.conversation(number)
        assert (conversation.folder, conversation.tag_ids) == (folder, [tag_id])


def test_a_tag_stands_on_the_row_and_in_the_table(workspace: Workspace) -> None:
    number = workspace.a_conversation()
    ann, first, second = workspace.ann, a_tag(workspace), a_tag(workspace, "vip")

    run(workspace, tag_conversation, ann, number, tag_id=second)
    run(workspace, tag_conversation, ann, number, tag_id=first)
    run(workspace, untag_conversation, ann, number, tag_id=second)

    with workspace.store.read() as uow:
        rows = uow.session.exec(select(ConversationTag)).all()
    assert [(row.conversation_id, row.tag_id) for row in rows] == [(number, first)]
    assert workspace.conversation(number).tag_ids == [first]


def test_moving_takes_the_threads_along_and_drops_who_is_no_member(
    workspace: Workspace,
) -> None:
    number = workspace.a_conversation(message_id="<one@x.example>")
    actor = member_of_both(workspace)
    run(workspace, assign_conversation, actor, number, assignee_id=actor.agent_id)

    activity = run(
        workspace, move_conversation, actor, number, inbox_id=workspace.other_inbox_id
    )

    moved = workspace.conversation(number)
    assert (moved.inbox_id, moved.assignee_id) == (workspace.other_inbox_id, None)
    with workspace.store.read() as uow:
        keys = uow.session.exec(select(ThreadKey)).all()
    assert {key.inbox_id for key in keys} == {workspace.other_inbox_id}
    run(workspace, undo_activity, actor, activity)
    back = workspace.conversation(number)
    assert (back.inbox_id, back.assignee_id) == (workspace.inbox_id, actor.agent_id)


def test_nobody_moves_to_an_inbox_where_they_only_look_in(workspace: Workspace) -> None:
    number = workspace.a_conversation()
    admin = replace(workspace.admin, inbox_ids=frozenset({workspace.inbox_id}))

    with pytest.raises(InboxNotFoundError):
        run(
            workspace,
            move_conversation,
            workspace.ann,
            number,
            inbox_id=workspace.other_inbox_id,
        )
    with pytest.raises(NotAMemberError):
        run(
            workspace,
            move_conversation,
            admin,
            number,
            inbox_id=workspace.other_inbox_id,
        )


def test_what_is_due_wakes_unread_and_tells_its_owner(workspace: Workspace) -> None:
    due, later, mine = (workspace.a_conversation(subject=n) for n in ("a", "b", "c"))
    ann, bob = workspace.ann, workspace.bob
    run(workspace, assign_conversation, ann, due, assignee_id=bob.agent_id)
    for actor in (ann, bob):
        run(workspace, mark_read, actor, due, 99)
    run(workspace, snooze_conversation, ann, due, until=TOMORROW)
    run(workspace, snooze_conversation, ann, later, until=TOMORROW + timedelta(hours=1))
    run(workspace, snooze_conversation, ann, mine, until=UNTIL_REPLY)
    with workspace.store.read() as uow:
        assert next_wake_at(uow) == TOMORROW
        before = len(uow.session.exec(select(Notification)).all())
    workspace.store.clock.advance(days=1)  # type: ignore[attr-defined]

    assert run(workspace, wake_due) == 1

    assert workspace.conversation(due).snoozed_until is None
    assert workspace.conversation(later).snoozed_until is not None
    assert workspace.conversation(mine).snoozed_until == UNTIL_REPLY
    with workspace.store.read() as uow:
        told = uow.session.exec(select(Notification)).all()[before:]
        activity = uow.session.exec(
            select(Activity).where(Activity.kind == ActivityKind.WOKEN)
        ).one()
    assert [(line.agent_id, line.kind) for line in told] == [(bob.agent_id, "woken")]
    assert activity.agent_id is None
    assert run(workspace, wake_due) == 0


def test_what_lies_in_the_trash_sleeps_until_it_is_restored(
    workspace: Workspace,
) -> None:
    number = workspace.a_conversation()
    run(workspace, snooze_conversation, workspace.ann, number, until=TOMORROW)
    run(workspace, trash_conversation, workspace.ann, number)
    workspace.store.clock.advance(days=2)  # type: ignore[attr-defined]

    assert run(workspace, wake_due) == 0
    with workspace.store.read() as uow:
        assert next_wake_at(uow) is None
    run(workspace, restore_conversation, workspace.ann, number)

    assert run(workspace, wake_due) == 1


def test_a_batch_wakes_no_more_than_it_should(workspace: Workspace) -> None:
    for n in range(3):
        number = workspace.a_conversation(subject=str(n))
        run(workspace, snooze_conversation, workspace.ann, number, until=TOMORROW)
    workspace.store.clock.advance(days=2)  # type: ignore[attr-defined]

    assert run(workspace, wake_due, limit=2) == 2
    assert run(workspace, wake_due, limit=2) == 1


def test_a_message_from_outside_wakes_and_an_automatic_one_does_not(
    workspace: Workspace,
) -> None:
    number = workspace.a_conversation(message_id="<one@x.example>")
    run(workspace, snooze_conversation, workspace.ann, number, until=UNTIL_REPLY)

    workspace.receive(
        a_mail(
            in_reply_to="<one@x.example>",
            message_id="<auto@x.example>",
            headers={"Auto-Submitted": "auto-replied"},
        )
    )
    assert workspace.conversation(number).snoozed_until == UNTIL_REPLY
    workspace.receive(
        a_mail(in_reply_to="<one@x.example>", message_id="<two@x.example>")
    )

    assert workspace.conversation(number).snoozed_until is None
    with workspace.store.read() as uow:
        kinds = [a.kind for a in uow.session.exec(select(Activity).order_by("id"))]
    assert kinds[-1] is ActivityKind.WOKEN
