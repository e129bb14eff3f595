"""What a batch of events means to one agent's tab: which parts must look again."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from inbox_app.domain.actor import Actor
from inbox_app.domain.events import (
    AgentChanged,
    AgentNotified,
    ChannelChanged,
    ConversationEvent,
    ConversationRead,
    DraftChanged,
    Event,
    InboxChanged,
    ManyConversationsChanged,
    ViewsChanged,
)


@dataclass(slots=True)
class LiveBatch:
    """The parts of the screen that a batch touches."""

    # Conversations whose row may look different; None: any of them.
    rows: set[int] | None = field(default_factory=set)
    counts: bool = False
    inboxes: bool = False
    notifications: bool = False
    views: bool = False
    # Who the agent is, or what they may see, may have changed.
    person: bool = False


def read_batch(actor: Actor, events: Iterable[Event] | None) -> LiveBatch:
    """Sort events by what they touch; None stands for events that were missed."""
    if events is None:
        return LiveBatch(
            rows=None,
            counts=True,
            inboxes=True,
            notifications=True,
            views=True,
            person=True,
        )
    batch = LiveBatch()
    for event in events:
        match event:
            case ConversationEvent(inbox_id=inbox_id) if actor.may_see(inbox_id):
                _take_conversation(batch, actor, event)
            case ManyConversationsChanged(inbox_id) if actor.may_see(inbox_id):
                batch.rows = None
                batch.counts = batch.inboxes = True
            case ChannelChanged(inbox_id) | InboxChanged(inbox_id):
                batch.inboxes |= actor.may_see(inbox_id)
            case AgentNotified() | ViewsChanged() | AgentChanged():
                if event.agent_id in {None, actor.agent_id}:
                    _take_own(batch, event)
            case _:
                pass
    return batch


def _take_own(
    batch: LiveBatch, event: AgentNotified | ViewsChanged | AgentChanged
) -> None:
    batch.notifications |= isinstance(event, AgentNotified)
    batch.views |= isinstance(event, ViewsChanged)
    batch.person |= isinstance(event, AgentChanged)


def _take_conversation(
    batch: LiveBatch, actor: Actor, event: ConversationEvent
) -> None:
    is_own_mark = isinstance(event, ConversationRead)
    if is_own_mark and event.agent_id != actor.agent_id:
        return
    if batch.rows is not None:
        batch.rows.add(event.conversation_id)
    if isinstance(event, DraftChanged):
        return
    batch.counts = True
    # Reading moves no conversation: the badges of the inboxes stay.
    batch.inboxes |= not is_own_mark
