"""Rows to read: a team, its conversations, and what hangs on them."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.enums import (
    ActivityKind,
    ChannelKind,
    ConversationStatus,
    DeliveryState,
    Direction,
    DraftKind,
    Role,
)
from inbox_app.models import (
    Activity,
    Agent,
    Attachment,
    Channel,
    Comment,
    Contact,
    Conversation,
    ConversationReadMark,
    Delivery,
    Draft,
    Inbox,
    InboxMember,
    Message,
    MessageBody,
    SearchDocument,
)

SUPPORT, SALES = 1, 2


@dataclass
class Desk:
    """Two inboxes. Ann and Bob answer in Support, Eve in Sales; Ada is admin."""

    uow: UnitOfWork
    ann: Actor
    bob: Actor
    eve: Actor
    ada: Actor
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def a_conversation(
        self, *, minutes: int = 0, is_closed: bool = False, **fields: Any
    ) -> int:
        """Add one, so many minutes after the start; returns its id."""
        at = self.at(minutes)
        values: dict[str, Any] = {
            "inbox_id": SUPPORT,
            "channel_id": fields.get("inbox_id", SUPPORT),
            "subject": "A question",
            "reply_token": f"token{next(self.numbers)}",
            "contact_name": "Clara Customer",
            "contact_address": "clara@customer.example",
            "last_message_at": at,
            "created_at": at,
            "last_inbound_position": 1,
            "last_position": 1,
        }
        if is_closed:
            values |= {"status": ConversationStatus.CLOSED, "closed_at": at}
        return self._add(Conversation(**(values | fields)))

    def a_message(
        self,
        conversation_id: int,
        *,
        position: int = 1,
        direction: Direction = Direction.INBOUND,
        minutes: int = 0,
        state: DeliveryState | None = None,
        text: str = "Hello",
        **fields: Any,
    ) -> int:
        """Add a message with its body, searchable; returns its id."""
        number = next(self.numbers)
        in_message = set(Message.model_fields)
        message_id = self._add(
            Message(
                conversation_id=conversation_id,
                channel_id=SUPPORT,
                position=position,
                direction=direction,
                message_id_header=f"<{number}@customer.example>",
                dedupe_key=str(number),
                created_at=self.at(minutes),
                **{key: fields[key] for key in fields.keys() & in_message},
            )
        )
        body: dict[str, Any] = {
            "from_name": "Clara Customer",
            "from_address": "clara@customer.example",
            "subject": "A question",
            "text": text,
            "reply_text": text,
        } | {key: fields[key] for key in fields.keys() - in_message}
        self._add(MessageBody(message_id=message_id, **body))
        if state is not None:
            due_at = self.uow.now + timedelta(seconds=10)
            self._add(
                Delivery(
                    message_id=message_id,
                    channel_id=SUPPORT,
                    state=state,
                    due_at=due_at,
                )
            )
        self.a_document(
            conversation_id,
            minutes=minutes,
            message_id=message_id,
            subject=body["subject"],
            body=text,
            people=f"{body['from_name']} {body['from_address']}",
        )
        return message_id

    def a_comment(
        self, conversation_id: int, *, position: int, html: str = "<p>Note</p>"
    ) -> int:
        """Add a comment of Ann's, searchable; returns its id."""
        comment_id = self._add(
            Comment(
                conversation_id=conversation_id,
                position=position,
                author_id=self.ann.agent_id,
                html=html,
                created_at=self.uow.now,
            )
        )
        text = html.removeprefix("<p>").removesuffix("</p>")
        self.a_document(conversation_id, comment_id=comment_id, body=text)
        return comment_id

    def an_activity(self, conversation_id: int, *, position: int) -> int:
        """Add "Ann assigned Bob"; returns its id."""
        return self._add(
            Activity(
                conversation_id=conversation_id,
                position=position,
                kind=ActivityKind.ASSIGNED,
                agent_id=self.ann.agent_id,
                data={"name": "Bob Berg", "after": self.bob.agent_id, "before": None},
                created_at=self.uow.now,
            )
        )

    def an_attachment(self, message_id: int | None, **fields: Any) -> int:
        """Add a file; returns its id."""
        values: dict[str, Any] = {
            "message_id": message_id,
            "filename": "invoice.pdf",
            "content_type": "application/pdf",
            "size": 1234,
            "blob_key": "0" * 64,
            "created_at": self.uow.now,
        }
        return self._add(Attachment(**(values | fields)))

    def a_document(
        self, conversation_id: int, *, minutes: int = 0, **fields: Any
    ) -> None:
        """Make a text searchable."""
        tie = next(self.numbers)
        document_id = (int(self.at(minutes).timestamp()) << 12) + tie
        self._add(
            SearchDocument(id=document_id, conversation_id=conversation_id, **fields)
        )

    def a_draft(self, conversation_id: int, actor: Actor, **fields: Any) -> None:
        """Add a reply that somebody is writing."""
        self._add(
            Draft(
                agent_id=actor.agent_id,
                conversation_id=conversation_id,
                kind=DraftKind.REPLY,
                updated_at=self.uow.now,
                **fields,
            )
        )

    def read(self, conversation_id: int, actor: Actor, *, position: int = 1) -> None:
        """Let somebody have read a conversation up to a position."""
        self._add(
            ConversationReadMark(
                agent_id=actor.agent_id,
                conversation_id=conversation_id,
                position=position,
            )
        )

    def at(self, minutes: int) -> datetime:
        """The time so many minutes after the start."""
        return self.uow.now + timedelta(minutes=minutes)

    def _add(self, row: Any) -> int:
        self.uow.session.add(row)
        self.uow.session.flush()
        return getattr(row, "id", 0)


def a_desk(uow: UnitOfWork) -> Desk:
    """Add the team to an empty database."""
    names = ("Ann Arbor", "Bob Berg", "Eve Early", "Ada Admin")
    roles = (Role.AGENT, Role.AGENT, Role.AGENT, Role.ADMIN)
    _add_all(
        uow,
        [
            Agent(
                id=number,
                email=f"{name.split()[0].lower()}@team.example",
                name=name,
                password_hash="",
                role=role,
                created_at=uow.now,
            )
            for number, (name, role) in enumerate(zip(names, roles, strict=True), 1)
        ],
    )
    _add_all(
        uow,
        [
            Inbox(id=SUPPORT, name="Support", created_at=uow.now),
            Inbox(id=SALES, name="Sales", created_at=uow.now),
        ],
    )
    _add_all(
        uow,
        [
            Contact(id=1, name="Clara Customer", created_at=uow.now),
            *(InboxMember(inbox_id=SUPPORT, agent_id=number) for number in (1, 2)),
            InboxMember(inbox_id=SALES, agent_id=3),
            *(_channel(uow, number) for number in (SUPPORT, SALES)),
        ],
    )
    inboxes = ({SUPPORT}, {SUPPORT}, {SALES}, set())
    actors = [
        Actor(number, name, role, frozenset(mine))
        for number, (name, role, mine) in enumerate(
            zip(names, roles, inboxes, strict=True), 1
        )
    ]
    ann, bob, eve, ada = actors
    return Desk(uow, ann, bob, eve, ada)


def _channel(uow: UnitOfWork, number: int) -> Channel:
    return Channel(
        id=number,
        inbox_id=number,
        kind=ChannelKind.EMAIL,
        address=f"inbox{number}@team.example",
        from_name="The Team",
        secret=b"very secret",
        created_at=uow.now,
    )


def _add_all(uow: UnitOfWork, rows: Sequence[Any]) -> None:
    uow.session.add_all(rows)
    uow.session.flush()
