"""What events mean to one agent's tab."""

from inbox_app.domain.actor import Actor
from inbox_app.domain.enums import Role
from inbox_app.domain.events import (
    AgentChanged,
    AgentNotified,
    ChannelChanged,
    ConversationChanged,
    ConversationRead,
    DraftChanged,
    ManyConversationsChanged,
    MessageReceived,
)
from inbox_app.state.live_batch import LiveBatch, read_batch

ANN = Actor(1, "Ann", Role.AGENT, frozenset({5}))


def test_what_happens_in_an_inbox_of_others_touches_nothing() -> None:
    events = [
        MessageReceived(6, 60),
        ManyConversationsChanged(6),
        ChannelChanged(6, 1),
        AgentNotified(2, 60),
        AgentChanged(2),
    ]

    assert read_batch(ANN, events) == LiveBatch()


def test_a_message_touches_its_row_the_counts_and_the_badges() -> None:
    batch = read_batch(ANN, [MessageReceived(5, 50), ConversationChanged(5, 51)])

    assert batch == LiveBatch(rows={50, 51}, counts=True, inboxes=True)


def test_only_ones_own_reading_counts_and_moves_no_badge() -> None:
    assert read_batch(ANN, [ConversationRead(5, 50, 2)]) == LiveBatch()
    assert read_batch(ANN, [ConversationRead(5, 50, 1)]) == LiveBatch(
        rows={50}, counts=True
    )


def test_anybodys_draft_touches_the_row_alone() -> None:
    assert read_batch(ANN, [DraftChanged(5, 50, 2)]) == LiveBatch(rows={50})


def test_a_backlog_touches_every_row() -> None:
    batch = read_batch(ANN, [MessageReceived(5, 50), ManyConversationsChanged(5)])

    assert batch == LiveBatch(rows=None, counts=True, inboxes=True)


def test_missed_events_touch_everything() -> None:
    batch = read_batch(ANN, None)

    assert batch == LiveBatch(
        rows=None,
        counts=True,
        inboxes=True,
        notifications=True,
        views=True,
        person=True,
    )
