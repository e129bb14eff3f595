"""A served workspace, and the people who work in it."""

import base64
import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, Page
from sqlmodel import col, select

from inbox_app.db.unit_of_work import Store
from inbox_app.domain.actor import Actor
from inbox_app.domain.enums import Role
from inbox_app.models import Channel, Conversation, Inbox, InboxMember, Message
from inbox_app.services.agents import add_agent
from tests.builders.mail import a_mail

PASSWORD = "a password for tests"


@dataclass
class Site:
    """The running program, its address, and a second hand on its database.

    What tests write into the database themselves is not heard by the running
    program; mail that comes in through `receive` is.
    """

    store: Store
    address: str = ""
    process: subprocess.Popen[str] | None = None

    def receive(self, channel_id: int, *raws: bytes) -> None:
        """Let mail arrive; returns when it is stored and published."""
        assert self.process is not None
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        mails = [base64.b64encode(raw).decode() for raw in raws]
        order = json.dumps({"channel": channel_id, "mails": mails})
        self.process.stdin.write(f"{order}\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            if line.strip() == "received":
                return
        msg = "the program ended while it took mail in"
        raise AssertionError(msg)


@dataclass(frozen=True)
class Person:
    """Somebody who can log in."""

    email: str
    actor: Actor

    @property
    def id(self) -> int:
        return self.actor.agent_id


@dataclass
class Team:
    """One inbox with a channel; Maya and Tom answer in it. Nobody sees others'."""

    site: Site
    inbox_id: int
    inbox_name: str
    channel_id: int
    address: str
    maya: Person
    tom: Person

    def receive(self, *raws: bytes) -> None:
        """Let mail arrive in the inbox."""
        self.site.receive(self.channel_id, *raws)

    def a_conversation(self, subject: str, **mail: Any) -> int:
        """Receive one mail; returns its conversation."""
        self.receive(a_mail(**{"to": self.address, "subject": subject, **mail}))
        return self.find_conversation(subject)

    def find_conversation(self, subject: str) -> int:
        """Return the newest conversation with this subject."""
        with self.site.store.read() as uow:
            statement = (
                select(Conversation.id)
                .where(
                    Conversation.inbox_id == self.inbox_id,
                    Conversation.subject == subject,
                )
                .order_by(col(Conversation.id).desc())
            )
            return uow.session.exec(statement).first() or 0

    def newest_message_id(self, subject: str) -> str:
        """Return the Message-ID of the last message of a conversation."""
        with self.site.store.read() as uow:
            statement = (
                select(Message.message_id_header)
                .where(Message.conversation_id == self.find_conversation(subject))
                .order_by(col(Message.id).desc())
            )
            return uow.session.exec(statement).first() or ""

    def url(self, view: str = "unassigned", conversation_id: int = 0) -> str:
        """Return the address of a view, or of a conversation in it."""
        path = f"{self.site.address}/inbox/{self.inbox_id}/{view}"
        return f"{path}/{conversation_id}" if conversation_id else path


def make_team(site: Site, number: int) -> Team:
    """Add an inbox and its people to the workspace."""
    with site.store.write() as uow:
        inbox = Inbox(name=f"Support {number}", created_at=uow.now)
        uow.session.add(inbox)
        uow.session.flush()
        inbox_id = inbox.id or 0
        channel = Channel(
            inbox_id=inbox_id,
            address=f"support{number}@example.test",
            from_name="Acme Support",
            is_paused=True,
            created_at=uow.now,
        )
        uow.session.add(channel)
        uow.session.flush()
        people = []
        for name in ("Maya Diaz", "Tom Weber"):
            email = f"{name.split()[0].lower()}{number}@acme.test"
            agent = add_agent(
                uow, email=email, name=name, password=PASSWORD, role=Role.AGENT
            )
            # Tests look at what they closed; `test_triage` tries the usual way.
            agent.after_close = "stay"
            agent_id = agent.id or 0
            uow.session.add(InboxMember(inbox_id=inbox_id, agent_id=agent_id))
            actor = Actor(agent_id, name, Role.AGENT, frozenset({inbox_id}))
            people.append(Person(email, actor))
        return Team(
            site,
            inbox_id,
            inbox.name,
            channel.id or 0,
            channel.address,
            people[0],
            people[1],
        )


def log_in(context: BrowserContext, site: Site, person: Person, url: str = "") -> Page:
    """Log in by the form, in a tab that then shows `url`."""
    page = context.new_page()
    page.goto(url or site.address)
    page.fill("input[name=email]", person.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/inbox/**")
    return page


def subjects_of(page: Page) -> Sequence[str]:
    """Return the subjects of the rows, from the top."""
    return page.locator(".conversation-subject").all_inner_texts()
