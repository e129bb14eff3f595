"""Fill an empty workspace: mails through the ingest, agents through the services."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape

from sqlmodel import col, select

from inbox_app.channels.local.channel import DRIVER
from inbox_app.db.unit_of_work import Store
from inbox_app.domain.actor import Actor
from inbox_app.domain.addresses import parse_addresses
from inbox_app.domain.enums import Role
from inbox_app.ingest.pipeline import IncomingMail, ingest_mails
from inbox_app.models import Agent, Conversation, Inbox, InboxMember, Message
from inbox_app.sample.mails import write_bounce, write_mail
from inbox_app.sample.sales import SALES
from inbox_app.sample.script import (
    Assign,
    Bounce,
    Close,
    Delete,
    Mail,
    Note,
    Reply,
    Step,
    Story,
)
from inbox_app.sample.support import SUPPORT
from inbox_app.services.channels import connect_channel
from inbox_app.services.comments import add_comment
from inbox_app.services.conversations import (
    assign_conversation,
    close_conversation,
    mark_read,
    trash_conversation,
)
from inbox_app.services.passwords import hash_password
from inbox_app.services.replies import send_reply

PASSWORD = "welcome-to-the-inbox"
INBOXES = {"support": "Acme Support", "sales": "Acme Sales"}
# First name → (name, role, language, inboxes).
TEAM = {
    "Maya": ("Maya Diaz", Role.ADMIN, "en", ("support", "sales")),
    "Tom": ("Tom Weber", Role.AGENT, "en", ("support",)),
    "Inès": ("Inès Moreau", Role.AGENT, "fr", ("support", "sales")),
    "Sam": ("Sam Okafor", Role.AGENT, "en", ("sales",)),
}
SIGNATURE = "<p>{name}<br>Acme</p>"


def agent_address(first_name: str) -> str:
    """What an agent of the sample logs in with."""
    plain = first_name.lower().replace("è", "e")
    return f"{plain}@acme.example"


def fill_workspace(store: Store) -> bool:
    """Make the sample, unless somebody has begun to work; tells whether it did."""
    with store.read() as uow:
        if uow.session.exec(select(Agent.id).limit(1)).first() is not None:
            return False
    _Player(store).play([*SUPPORT, *SALES])
    return True


@dataclass
class _Progress:
    """Where a story stands."""

    story: Story
    message_ids: list[str] = field(default_factory=list)
    conversation_id: int = 0


class _Player:
    """Plays all steps of all stories in the order of their time."""

    def __init__(self, store: Store) -> None:
        self._opened_at = store.clock()
        self._now = self._opened_at
        # The same database, at the time of the step that is being played; what is
        # sent may leave at once.
        settings = store.settings.model_copy(update={"undo_seconds": 0})
        self._store = Store(settings, engine=store.engine, clock=lambda: self._now)
        self._actors: dict[str, Actor] = {}
        self._channels: dict[str, int] = {}

    def play(self, stories: Iterable[Story]) -> None:
        self._at(Step(60 * 24 * 60))
        self._found_team()
        steps = [
            (step, progress)
            for progress in map(_Progress, stories)
            for step in progress.story.steps
        ]
        steps.sort(key=lambda pair: -pair[0].ago)
        for step, progress in steps:
            self._at(step)
            self._play(step, progress)

    def _at(self, step: Step) -> datetime:
        self._now = self._opened_at - timedelta(minutes=step.ago)
        return self._now

    def _found_team(self) -> None:
        with self._store.write() as uow:
            inboxes = {}
            for key, name in INBOXES.items():
                inbox = Inbox(name=name, created_at=uow.now)
                uow.session.add(inbox)
                uow.session.flush()
                inboxes[key] = inbox.id or 0
            for first_name, (name, role, language, keys) in TEAM.items():
                agent = Agent(
                    email=agent_address(first_name),
                    name=name,
                    role=role,
                    language="" if language == "en" else language,
                    password_hash=hash_password(PASSWORD),
                    signature_html=SIGNATURE.format(name=escape(name)),
                    created_at=uow.now,
                )
                uow.session.add(agent)
                uow.session.flush()
                assert agent.id is not None
                ids = frozenset(inboxes[key] for key in keys)
                for inbox_id in ids:
                    uow.session.add(InboxMember(inbox_id=inbox_id, agent_id=agent.id))
                self._actors[first_name] = Actor(agent.id, name, role, ids, language)
            uow.session.flush()
            for key, inbox_id in inboxes.items():
                self._channels[key] = connect_channel(
                    uow,
                    self._actors["Maya"],
                    inbox_id,
                    address=f"{key}@localhost",
                    settings={"driver": DRIVER, "plus_addressing": True},
                    secret={},
                    from_name=INBOXES[key],
                )

    def _play(self, step: Step, progress: _Progress) -> None:
        match step:
            case Mail():
                self._mail(step, progress)
            case Bounce():
                self._bounce(step, progress)
            case Reply():
                self._reply(step, progress)
            case Note():
                self._note(step, progress)
            case Assign() | Close() | Delete():
                self._move(step, progress)

    def _mail(self, mail: Mail, progress: _Progress) -> None:
        story = progress.story
        message_id = f"<{secrets.token_hex(8)}@mail.example>"
        raw = write_mail(
            mail,
            customer=story.customer,
            to=f"{story.inbox}@localhost",
            subject=story.subject,
            at=self._now,
            message_id=message_id,
            references=progress.message_ids,
        )
        self._take_in(story, raw)
        progress.message_ids.append(message_id)
        if not progress.conversation_id:
            with self._store.read() as uow:
                progress.conversation_id = uow.session.exec(
                    select(Message.conversation_id).where(
                        Message.message_id_header == message_id
                    )
                ).one()

    def _bounce(self, bounce: Bounce, progress: _Progress) -> None:
        story = progress.story
        raw = write_bounce(
            bounce,
            recipient=parse_addresses(story.customer)[0].address,
            to=f"{story.inbox}@localhost",
            at=self._now,
            original_id=progress.message_ids[-1],
        )
        self._take_in(story, raw)

    def _take_in(self, story: Story, raw: bytes) -> None:
        channel_id = self._channels[story.inbox]
        ingest_mails(self._store, channel_id, [IncomingMail(raw, self._now)])

    def _reply(self, reply: Reply, progress: _Progress) -> None:
        actor = self._actors[reply.agent]
        customer = parse_addresses(progress.story.customer)[0]
        with self._store.write() as uow:
            conversation = uow.session.get_one(Conversation, progress.conversation_id)
            send_reply(
                uow,
                actor,
                progress.conversation_id,
                html=reply.html + SIGNATURE.format(name=escape(actor.name)),
                to=[{"name": customer.name, "address": customer.address}],
                seen_position=conversation.last_position,
            )
            mark_read(uow, actor, progress.conversation_id, conversation.last_position)
        with self._store.read() as uow:
            progress.message_ids.append(
                uow.session.exec(
                    select(Message.message_id_header)
                    .where(Message.conversation_id == progress.conversation_id)
                    .order_by(col(Message.position).desc())
                    .limit(1)
                ).one()
            )

    def _note(self, note: Note, progress: _Progress) -> None:
        html = escape(note.text)
        for first_name in note.mentions:
            who = self._actors[first_name]
            html = html.replace(
                f"@{first_name}",
                f'<span class="mention" data-type="mention" data-id="{who.agent_id}"'
                f' data-label="{escape(who.name)}">@{escape(who.name)}</span>',
            )
        with self._store.write() as uow:
            add_comment(
                uow,
                self._actors[note.agent],
                progress.conversation_id,
                html=f"<p>{html}</p>",
            )

    def _move(self, step: Assign | Close | Delete, progress: _Progress) -> None:
        actor = self._actors[step.agent]
        with self._store.write() as uow:
            if isinstance(step, Assign):
                assign_conversation(
                    uow,
                    actor,
                    progress.conversation_id,
                    assignee_id=self._actors[step.to].agent_id,
                )
            elif isinstance(step, Close):
                close_conversation(uow, actor, progress.conversation_id)
            else:
                trash_conversation(uow, actor, progress.conversation_id)
