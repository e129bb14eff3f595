"""Scheduled messages: leaving at their time, held, changed, sent now, taken back."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from inbox_app.db.unit_of_work import Store
from inbox_app.domain.enums import ActivityKind, ConversationStatus, DeliveryState
from inbox_app.domain.errors import (
    InvalidTimeError,
    MessageNotFoundError,
    NotAMemberError,
    TooLateToUndoError,
)
from inbox_app.domain.scheduling import TOMORROW, Schedule
from inbox_app.models import Activity, Delivery, Draft, Notification
from inbox_app.queries.timeline import read_items
from inbox_app.services.outbox import lease_due, next_due_at, record_failure
from inbox_app.services.scheduling import reschedule, send_now
from inbox_app.services.unsent_replies import retry_send, undo_send
from inbox_app.viewmodels.conversation import TimelineItem
from tests.builders.mail import a_mail
from tests.builders.workspace import Workspace
from tests.services.test_replies import delivery, reply

LATER = Schedule(TOMORROW, "Europe/Paris")
HOLDING = Schedule(TOMORROW, "Europe/Paris", hold_if_answered=True)


def scheduled(
    workspace: Workspace, schedule: Schedule = LATER, **values: object
) -> tuple[int, int]:
    """Schedule Ann's answer; returns conversation and message."""
    conversation_id = workspace.a_conversation(message_id="<1@c>")
    return conversation_id, reply(
        workspace, conversation_id, schedule=schedule, **values
    )


def answer_arrives(workspace: Workspace, **mail: object) -> None:
    given = {"to": "support@example.test", "in_reply_to": "<1@c>", **mail}
    workspace.receive(a_mail(**given))


def pass_time(store: Store, **span: float) -> None:
    store.clock.advance(**span)  # type: ignore[attr-defined]


def leased(store: Store) -> list[int]:
    with store.write() as uow:
        return [due.message_id for due in lease_due(uow)]


def shown(workspace: Workspace, conversation_id: int, message_id: int) -> TimelineItem:
    with workspace.store.read() as uow:
        items, _ = read_items(uow, conversation_id, limit=50)
    return next(item for item in items if item["key"] == f"m{message_id}")


def test_it_leaves_at_its_time_and_bears_that_date(workspace: Workspace) -> None:
    conversation_id, message_id = scheduled(workspace, also_close=True)

    due_at = delivery(workspace.store, message_id).due_at
    assert workspace.conversation(conversation_id).status is ConversationStatus.CLOSED
    item = shown(workspace, conversation_id, message_id)
    assert datetime.fromisoformat(item["scheduled_for"]) == due_at
    assert (item["undo_until"], item["is_held"]) == ("", False)
    with workspace.store.read() as uow:
        assert next_due_at(uow) == due_at
    pass_time(workspace.store, minutes=5)
    assert leased(workspace.store) == []
    pass_time(workspace.store, days=1)
    with workspace.store.write() as uow:
        (due,) = lease_due(uow)
        assert (due.message_id, due.written_at) == (message_id, uow.now)
    assert shown(workspace, conversation_id, message_id)["scheduled_for"] == ""


def test_a_time_that_is_past_by_our_clock_is_refused_and_nothing_kept(
    workspace: Workspace,
) -> None:
    conversation_id = workspace.a_conversation()
    # The agent's own clock may run behind: what is still to come there is past here.
    past = (workspace.store.clock() - timedelta(minutes=1)).astimezone(UTC)
    schedule = Schedule(past.strftime("%Y-%m-%dT%H:%M"), "UTC")

    with pytest.raises(InvalidTimeError):
        reply(workspace, conversation_id, schedule=schedule)

    assert len(workspace.messages()) == 1


def test_it_is_held_when_they_write_first(workspace: Workspace) -> None:
    conversation_id, message_id = scheduled(workspace, HOLDING, also_close=True)

    answer_arrives(workspace)

    assert workspace.conversation(conversation_id).status is ConversationStatus.OPEN
    item = shown(workspace, conversation_id, message_id)
    assert (item["is_held"], item["holds_if_answered"]) == (True, True)
    pass_time(workspace.store, days=3)
    assert leased(workspace.store) == []
    with workspace.store.read() as uow:
        assert next_due_at(uow) is None
        kinds = uow.session.exec(select(Activity.kind)).all()
        assert kinds.count(ActivityKind.SEND_HELD) == 1
        told = select(Notification.agent_id).where(Notification.kind == "send_held")
        assert uow.session.exec(told).all() == [workspace.ann.agent_id]


def test_a_second_message_holds_and_tells_no_more(workspace: Workspace) -> None:
    scheduled(workspace, HOLDING)

    answer_arrives(workspace)
    answer_arrives(workspace, text="And another thing")

    with workspace.store.read() as uow:
        told = select(Notification).where(Notification.kind == "send_held")
        assert len(uow.session.exec(told).all()) == 1


@pytest.mark.parametrize("automatic", [True, False])
def test_it_leaves_all_the_same_unless_a_person_wrote_and_it_was_to_be_held(
    workspace: Workspace, *, automatic: bool
) -> None:
    _, message_id = scheduled(workspace, HOLDING if automatic else LATER)
    headers = {"Auto-Submitted": "auto-replied"} if automatic else {}

    answer_arrives(workspace, headers=headers)
    pass_time(workspace.store, days=1)

    assert leased(workspace.store) == [message_id]


def test_a_message_to_another_conversation_holds_nothing(workspace: Workspace) -> None:
    _, message_id = scheduled(workspace, HOLDING)

    workspace.a_conversation(subject="Something else")

    assert delivery(workspace.store, message_id).held_at is None


def test_what_is_held_can_be_sent_now_and_still_taken_back(
    workspace: Workspace,
) -> None:
    conversation_id, message_id = scheduled(workspace, HOLDING)
    answer_arrives(workspace)
    pass_time(workspace.store, hours=1)

    with workspace.store.write() as uow:
        send_now(uow, workspace.bob, message_id)

    item = shown(workspace, conversation_id, message_id)
    assert item["scheduled_for"] == ""
    assert item["undo_until"]
    assert leased(workspace.store) == []
    pass_time(workspace.store, seconds=11)
    with workspace.store.write() as uow:
        (due,) = lease_due(uow)
    assert workspace.store.clock() - due.written_at == timedelta(seconds=11)


def test_another_time_lets_what_was_held_go(workspace: Workspace) -> None:
    _, message_id = scheduled(workspace, HOLDING)
    answer_arrives(workspace)
    when = workspace.store.clock().astimezone(UTC) + timedelta(days=2)
    wish = Schedule(when.strftime("%Y-%m-%dT%H:%M"), "UTC")

    with workspace.store.write() as uow:
        reschedule(uow, workspace.ann, message_id, schedule=wish)

    found = delivery(workspace.store, message_id)
    assert (found.held_at, found.hold_if_answered) == (None, False)
    assert found.due_at.strftime("%Y-%m-%dT%H:%M") == wish.when
    with workspace.store.write() as uow, pytest.raises(InvalidTimeError):
        reschedule(uow, workspace.ann, message_id, schedule=Schedule("2001-01-01"))
    assert delivery(workspace.store, message_id).due_at == found.due_at


def test_cancelling_gives_the_text_back(workspace: Workspace) -> None:
    _, message_id = scheduled(workspace, HOLDING)
    answer_arrives(workspace)

    with workspace.store.write() as uow:
        undo_send(uow, workspace.ann, message_id)

    with workspace.store.read() as uow:
        assert uow.session.get(Delivery, message_id) is None
        assert uow.session.exec(select(Draft.html)).all() == ["<p>Here you are.</p>"]


def test_what_is_not_scheduled_any_more_is_left_alone(workspace: Workspace) -> None:
    conversation_id, message_id = scheduled(workspace)
    plain = reply(workspace, conversation_id)
    pass_time(workspace.store, days=1)
    assert set(leased(workspace.store)) == {message_id, plain}

    for number in (message_id, plain):
        with workspace.store.write() as uow, pytest.raises(TooLateToUndoError):
            send_now(uow, workspace.ann, number)
        with workspace.store.write() as uow, pytest.raises(TooLateToUndoError):
            reschedule(uow, workspace.ann, number, schedule=LATER)


def test_a_failed_one_is_tried_again_at_once(workspace: Workspace) -> None:
    _, message_id = scheduled(workspace)
    pass_time(workspace.store, days=1)
    leased(workspace.store)
    with workspace.store.write() as uow:
        record_failure(uow, message_id, server_words="550", is_permanent=True)

    with workspace.store.write() as uow:
        retry_send(uow, workspace.ann, message_id)

    assert leased(workspace.store) == [message_id]
    assert delivery(workspace.store, message_id).state is DeliveryState.SENDING


def test_only_members_of_its_inbox_touch_a_scheduled_message(
    workspace: Workspace,
) -> None:
    _, message_id = scheduled(workspace)

    for actor, number, error in (
        (workspace.eve, message_id, MessageNotFoundError),
        (workspace.admin, message_id, NotAMemberError),
        (workspace.ann, 999_999, MessageNotFoundError),
        (workspace.ann, -1, MessageNotFoundError),
    ):
        with workspace.store.write() as uow, pytest.raises(error):
            send_now(uow, actor, number)
        with workspace.store.write() as uow, pytest.raises(error):
            reschedule(uow, actor, number, schedule=LATER)
