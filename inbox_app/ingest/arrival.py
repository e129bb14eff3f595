"""What a message that has come in changes on its conversation."""

from typing import Any

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.enums import (
    ActivityKind,
    ConversationStatus,
    DeliveryState,
    PreviewKind,
)
from inbox_app.domain.events import AgentNotified, DeliveryChanged
from inbox_app.domain.notices import NoticeKind
from inbox_app.ingest.batch import Batch
from inbox_app.ingest.preparing import PreparedMail
from inbox_app.ingest.rows import storable
from inbox_app.ingest.surroundings import (
    FiledConversation,
    OwnMessage,
    ScheduledMessage,
)
from inbox_app.models import Agent, Delivery, InboxMember
from inbox_app.services.notifications import reached_by, ways_of
from inbox_app.services.timeline import next_position, preview_of


class Arrival:
    """Keeps the list row, the status and the notifications right."""

    def __init__(
        self,
        uow: UnitOfWork,
        batch: Batch,
        to_hold: dict[int, list[ScheduledMessage]],
    ) -> None:
        """Gather into `batch`; `to_hold` grows shorter as they write."""
        self._uow = uow
        self._batch = batch
        self._to_hold = to_hold

    def show(
        self,
        mail: PreparedMail,
        conversation: FiledConversation,
        message_id: int,
        position: int,
    ) -> None:
        """Bring the list row up to date; a machine's mail moves and opens nothing."""
        conversation.message_count += 1
        conversation.has_attachments = conversation.has_attachments or any(
            not part.is_embedded for part in mail.mail.attachments
        )
        is_first = conversation.message_count == 1
        if mail.automated and not is_first:
            return
        if mail.received_at < conversation.created_at:
            # An import goes backwards: this is what the conversation began with.
            conversation.created_at = mail.received_at
            conversation.subject = storable(mail.mail.subject)[:998]
        conversation.last_inbound_position = position
        if is_first or mail.received_at >= conversation.last_message_at:
            text = mail.mail.reply_text or mail.mail.text
            conversation.last_message_at = mail.received_at
            conversation.last_message_id = message_id
            conversation.preview = storable(preview_of(text))
            conversation.preview_kind = PreviewKind.INBOUND
            conversation.preview_by = ""
        if not mail.automated:
            self._await_answer(mail, conversation)

    def note_bounce(
        self, mail: PreparedMail, conversation: FiledConversation, bounced: OwnMessage
    ) -> None:
        """A lasting failure stands on the message that bounced."""
        bounce = mail.mail.bounce
        if bounce is None or not bounce.is_permanent:
            return
        failed = bounce.main
        delivery = self._uow.session.get(Delivery, bounced.id)
        if delivery is not None:
            words = f"{failed.address}: {failed.status} {failed.reason}"
            delivery.state = DeliveryState.BOUNCED
            delivery.last_error = storable(" ".join(words.split()))[:2000]
            self._uow.session.add(delivery)
        address = storable(failed.address)[:320]
        self.record(conversation, ActivityKind.BOUNCED, address=address)
        self._uow.emit(DeliveryChanged(conversation.inbox_id, conversation.id))

    def record(
        self, conversation: FiledConversation, kind: ActivityKind, **data: Any
    ) -> None:
        """Gather an activity of the system's own."""
        self._batch.insert(
            "activity",
            conversation_id=conversation.id,
            position=next_position(conversation),
            kind=kind,
            agent_id=None,
            data=data,
            created_at=self._uow.now,
        )

    def _await_answer(
        self, mail: PreparedMail, conversation: FiledConversation
    ) -> None:
        """A person has written: the conversation is open and waits for the team."""
        conversation.waiting_since = conversation.waiting_since or mail.received_at
        if conversation.snoozed_until is not None:
            conversation.snoozed_until = None
            self.record(conversation, ActivityKind.WOKEN)
        if conversation.status is ConversationStatus.CLOSED:
            conversation.status = ConversationStatus.OPEN
            conversation.closed_at = None
            if not self._can_still_answer(conversation):
                conversation.assignee_id = None
            self.record(conversation, ActivityKind.REOPENED)
        for waiting in self._to_hold.pop(conversation.id, ()):
            self._hold(mail, conversation, waiting)
        if conversation.assignee_id and conversation.filtered_reason is None:
            self._notify(
                mail, conversation, conversation.assignee_id, NoticeKind.REPLIED
            )

    def _hold(
        self,
        mail: PreparedMail,
        conversation: FiledConversation,
        waiting: ScheduledMessage,
    ) -> None:
        """Keep a scheduled message back: its author should read this first."""
        delivery = self._uow.session.get(Delivery, waiting.id, with_for_update=True)
        if delivery is None or delivery.state is not DeliveryState.QUEUED:
            return
        delivery.held_at = self._uow.now
        self._uow.session.add(delivery)
        self.record(conversation, ActivityKind.SEND_HELD)
        if waiting.author_id is not None:
            self._notify(mail, conversation, waiting.author_id, NoticeKind.SEND_HELD)
        self._uow.emit(DeliveryChanged(conversation.inbox_id, conversation.id))

    def _can_still_answer(self, conversation: FiledConversation) -> bool:
        agent_id = conversation.assignee_id
        if agent_id is None:
            return False
        agent = self._uow.session.get(Agent, agent_id)
        key = (conversation.inbox_id, agent_id)
        member = self._uow.session.get(InboxMember, key)
        return agent is not None and agent.is_active and member is not None

    def _notify(
        self,
        mail: PreparedMail,
        conversation: FiledConversation,
        agent_id: int,
        kind: NoticeKind,
    ) -> None:
        ways = ways_of(self._uow, agent_id, kind)
        if ways.is_none or conversation.trashed_at is not None:
            return
        self._batch.insert(
            "notification",
            agent_id=agent_id,
            kind=kind,
            conversation_id=conversation.id,
            by_name=storable(mail.sender.name or mail.sender.address)[:200],
            text=conversation.preview or conversation.subject[:300],
            created_at=self._uow.now,
            read_at=None,
            **reached_by(self._uow, ways),
        )
        self._uow.emit(AgentNotified(agent_id, conversation.id))
