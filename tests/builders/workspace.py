"""An inbox with agents and a channel, and mail that comes into it."""

from dataclasses import dataclass

from sqlmodel import select

from inbox_app.db.unit_of_work import Store
from inbox_app.domain.actor import Actor
from inbox_app.domain.enums import Role
from inbox_app.ingest.pipeline import IncomingMail, ingest_mails
from inbox_app.models import (
    Agent,
    Channel,
    Conversation,
    Inbox,
    InboxMember,
    LedgerEntry,
    Message,
)
from tests.builders.mail import a_mail


@dataclass(frozen=True)
class Workspace:
    """Two inboxes; ann and bob answer in the first, eve only in the second."""

    store: Store
    inbox_id: int
    other_inbox_id: int
    channel_id: int
    admin: Actor
    ann: Actor
    bob: Actor
    eve: Actor

    def receive(self, *raws: bytes) -> None:
        """Take mails in as the SMTP listener would."""
        now = self.store.clock()
        ingest_mails(
            self.store, self.channel_id, [IncomingMail(raw, now) for raw in raws]
        )

    def a_conversation(self, **mail: object) -> int:
        """Receive one mail; returns its conversation."""
        raw = a_mail(**{"to": "support@example.test", **mail})
        self.receive(raw)
        return self.conversations()[-1].id or 0

    def conversations(self) -> list[Conversation]:
        """All there are, oldest first."""
        with self.store.read() as uow:
            return list(uow.session.exec(select(Conversation).order_by("id")).all())

    def conversation(self, conversation_id: int) -> Conversation:
        """One as it is now."""
        with self.store.read() as uow:
            return uow.session.get_one(Conversation, conversation_id)

    def messages(self) -> list[Message]:
        """All there are, oldest first."""
        with self.store.read() as uow:
            return list(uow.session.exec(select(Message).order_by("id")).all())

    def ledger(self) -> list[LedgerEntry]:
        """Every line, oldest first."""
        with self.store.read() as uow:
            return list(uow.session.exec(select(LedgerEntry).order_by("id")).all())


def a_workspace(store: Store) -> Workspace:
    """Make it in an empty database."""
    with store.write() as uow:
        inboxes = [
            Inbox(name=name, created_at=uow.now) for name in ("Support", "Sales")
        ]
        uow.session.add_all(inboxes)
        uow.session.flush()
        first, second = (inbox.id or 0 for inbox in inboxes)
        channel = Channel(
            inbox_id=first,
            address="support@example.test",
            from_name="Acme Support",
            settings={"plus_addressing": True},
            created_at=uow.now,
        )
        uow.session.add(channel)
        actors = {}
        for name, role, ids in (
            ("Admin", Role.ADMIN, ()),
            ("Ann", Role.AGENT, (first,)),
            ("Bob", Role.AGENT, (first,)),
            ("Eve", Role.AGENT, (second,)),
        ):
            agent = Agent(
                email=f"{name.lower()}@acme.test",
                name=name,
                role=role,
                password_hash="",
                created_at=uow.now,
            )
            uow.session.add(agent)
            uow.session.flush()
            agent_id = agent.id or 0
            for inbox_id in ids:
                uow.session.add(InboxMember(inbox_id=inbox_id, agent_id=agent_id))
            actors[name] = Actor(agent_id, name, role, frozenset(ids))
        uow.session.flush()
        return Workspace(
            store,
            first,
            second,
            channel.id or 0,
            actors["Admin"],
            actors["Ann"],
            actors["Bob"],
            actors["Eve"],
        )
