"""What an agent sends leaves as it should, once, and nothing is lost on the way."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from sqlalchemy.exc import OperationalError

from inbox_app.channels.base import ChannelAccount, SendResult
from inbox_app.channels.email.channel import EmailChannel
from inbox_app.channels.registry import register_channel
from inbox_app.db.unit_of_work import Store
from inbox_app.domain.enums import ChannelHealth, DeliveryState
from inbox_app.domain.events import DeliveryChanged
from inbox_app.ingest.pipeline import IncomingMail, ingest_mails
from inbox_app.models import Attachment, Delivery
from inbox_app.services.channels import (
    connect_channel,
    pause_channel,
    record_health,
    update_channel,
)
from inbox_app.services.outbox import lease_due
from inbox_app.services.unsent_replies import retry_send, undo_send
from inbox_app.workers.outbox import MOST_AT_ONCE, MOST_PER_ACCOUNT
from inbox_app.workers.sent_copies import SentCopies
from tests.builders.mail import a_mail
from tests.builders.workspace import Workspace
from tests.clock import Clock
from tests.servers.dovecot import Dovecot, MailboxAccount
from tests.servers.smtp_sink import Mishap, ReceivedMail, SinkSecurity, SmtpSink
from tests.workers.mailboxes import CLARA, Connected, connect
from tests.workers.waiting import Watch

DAVE = {"name": "Dave", "address": "dave@customer.example"}
ERIN = {"name": "Erin", "address": "erin@elsewhere.example"}
PNG = b"\x89PNG\r\n\x1a\n and so on"

StartOutbox = Callable[[Store], Awaitable[asyncio.Task[None]]]


class SlowChannel(EmailChannel):
    """A channel whose server takes as long as a test wants."""

    begun = asyncio.Event()
    release = asyncio.Event()

    async def send(
        self,
        account: ChannelAccount,
        raw: bytes,
        *,
        sender: str,
        recipients: Sequence[str],
    ) -> SendResult:
        """Say that it has begun, and wait."""
        self.begun.set()
        await self.release.wait()
        return SendResult(tuple(recipients))


register_channel("slow")(SlowChannel)


class Desk:
    """An account that sends into a sink, and time that passes when told to."""

    def __init__(self, connected: Connected, sink: SmtpSink, watch: Watch) -> None:
        """Take what the test was given."""
        self.connected = connected
        self.sink = sink
        self.watch = watch

    def pass_time(self, **span: float) -> None:
        """Let time pass, and the outbox look at it."""
        clock = self.connected.store.clock
        assert isinstance(clock, Clock)
        clock.advance(**span)
        self.connected.store.bus.publish([DeliveryChanged(0, 0)])

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait without stopping the loop that the outbox runs on."""
        await asyncio.to_thread(self.watch.until, holds)

    async def reaches(self, message_id: int, state: DeliveryState) -> None:
        """Wait until a message has come to this state."""
        await self.until(lambda: self.connected.delivery(message_id).state is state)

    async def was_tried(self, message_id: int, times: int = 1) -> None:
        """Wait until a message has been tried so often and waits again."""

        def holds() -> bool:
            delivery = self.connected.delivery(message_id)
            return delivery.attempts == times and delivery.state is DeliveryState.QUEUED

        await self.until(holds)


@pytest.fixture
def desk(
    workspace: Workspace,
    dovecot: Dovecot,
    mailbox: MailboxAccount,
    smtp_sink: SmtpSink,
    watch: Watch,
) -> Desk:
    """Give a desk whose server takes everything."""
    connected = connect(workspace, dovecot, mailbox, sink=smtp_sink)
    return Desk(connected, smtp_sink, watch)


def parsed(mail: ReceivedMail) -> EmailMessage:
    message = message_from_bytes(mail.raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def uploaded(connected: Connected, conversation_id: int, name: str, kind: str) -> int:
    """A file that Ann has put into her draft."""
    with connected.store.write() as uow:
        file = Attachment(
            conversation_id=conversation_id,
            uploader_id=connected.workspace.ann.agent_id,
            filename=name,
            content_type=kind,
            size=len(PNG),
            blob_key=uow.blobs.put(PNG),
            created_at=uow.now,
        )
        uow.session.add(file)
        uow.session.flush()
        return file.id or 0


def connect_another(
    connected: Connected, mailbox: MailboxAccount, sink: SmtpSink
) -> int:
    """Connect an account to Eve's inbox; returns a conversation there."""
    workspace = connected.workspace
    settings = dict(connected.channel.settings)
    settings["smtp"] = {**settings["smtp"], "port": sink.port}
    with connected.store.write() as uow:
        channel_id = connect_channel(
            uow,
            workspace.admin,
            workspace.other_inbox_id,
            address=mailbox.address,
            settings=settings,
            secret={"imap": mailbox.password},
        )
    incoming = [IncomingMail(a_mail(), connected.store.clock())]
    ingest_mails(connected.store, channel_id, incoming)
    return workspace.conversations()[-1].id or 0


async def test_a_reply_arrives_as_the_customers_program_expects_it(
    desk: Desk, start_outbox: StartOutbox
) -> None:
    connected = desk.connected
    conversation_id = connected.workspace.a_conversation(
        message_id="<2@c>", references=["<1@c>"], subject="Größe?", text="How big?\n"
    )
    image = uploaded(connected, conversation_id, "plan.png", "image/png")
    file = uploaded(connected, conversation_id, "Maße.pdf", "application/pdf")
    await start_outbox(connected.store)

    message_id = connected.reply(
        conversation_id,
        html=f'<p>So <b>big</b>:</p><p><img src="/attachments/{image}?view=1"></p>',
        cc=[DAVE],
        bcc=[ERIN],
        attachment_ids=[file],
    )
    assert desk.sink.received == []
    desk.pass_time(seconds=11)
    await desk.reaches(message_id, DeliveryState.SENT)

    (mail,) = desk.sink.received
    message = parsed(mail)
    stored = connected.workspace.messages()[-1]
    token = connected.workspace.conversation(conversation_id).reply_token
    local, _, domain = connected.mailbox.address.partition("@")
    assert mail.envelope_from == connected.mailbox.address
    assert mail.recipients == (CLARA["address"], DAVE["address"], ERIN["address"])
    assert message["From"] == f"Acme Support <{connected.mailbox.address}>"
    assert message["To"] == "Clara Customer <clara@customer.example>"
    assert message["Cc"] == "Dave <dave@customer.example>"
    assert message["Bcc"] is None
    assert b"erin@" not in mail.raw
    assert message["Reply-To"] == f"Acme Support <{local}+{token}@{domain}>"
    assert message["Subject"] == "Re: Größe?"
    assert message["Message-ID"] == stored.message_id_header
    assert message["In-Reply-To"] == "<2@c>"
    assert message["References"].split() == ["<1@c>", "<2@c>"]

    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "> How big?" in text.get_content()
    shown = html.get_content()
    assert "<b>big</b>" in shown
    assert shown.index("big</b>") < shown.index("How big?")
    assert "<blockquote" in shown
    parts = {p.get_filename(): p for p in message.walk() if p.get_filename()}
    assert set(parts) == {"plan.png", "Maße.pdf"}
    assert parts["Maße.pdf"].get_content() == PNG
    assert parts["Maße.pdf"].get_content_disposition() == "attachment"
    assert parts["plan.png"].get_content_disposition() == "inline"
    content_id = parts["plan.png"]["Content-ID"].strip("<>")
    assert f'src="cid:{content_id}"' in shown
    assert "/attachments/" not in shown


async def test_one_copy_lies_in_the_sent_folder(
    desk: Desk,
    start_outbox: StartOutbox,
    start_copies: Callable[[Store], SentCopies],
) -> None:
    connected = desk.connected
    conversation_id = connected.workspace.a_conversation()
    await start_outbox(connected.store)
    message_id = connected.reply(conversation_id)
    desk.pass_time(seconds=11)
    await desk.reaches(message_id, DeliveryState.SENT)
    connected.dovecot.kill()

    copies = start_copies(connected.store)
    await desk.until(lambda: connected.delivery(message_id).leased_until)
    connected.dovecot.start()
    desk.pass_time(minutes=5)
    await desk.until(lambda: connected.delivery(message_id).is_filed)
    # As if the process had died before it could note that.
    with connected.store.write() as uow:
        delivery = uow.session.get_one(Delivery, message_id)
        delivery.is_filed = False
    desk.pass_time(minutes=5)
    await desk.until(lambda: connected.delivery(message_id).is_filed)

    assert copies.is_alive()
    (copy,) = connected.dovecot.raw_messages(connected.mailbox.address, "Sent")
    kept = message_from_bytes(copy, policy=policy.default)
    sent = parsed(desk.sink.received[0])
    for name in ("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To"):
        assert kept[name] == sent[name]


async def test_what_is_refused_for_now_is_sent_later_under_the_same_name(
    desk: Desk, start_outbox: StartOutbox
) -> None:
    connected = desk.connected
    conversation_id = connected.workspace.a_conversation()
    desk.sink.refuse_next_message("451 4.7.1 greylisted, come back")
    await start_outbox(connected.store)

    message_id = connected.reply(conversation_id)
    desk.pass_time(seconds=11)
    await desk.was_tried(message_id)
    waiting = connected.delivery(message_id)
    assert desk.sink.received == []
    desk.pass_time(minutes=1)
    await desk.reaches(message_id, DeliveryState.SENT)

    assert "451 4.7.1 greylisted, come back" in waiting.last_error
    (mail,) = desk.sink.received
    ours = connected.workspace.messages()[-1].message_id_header
    assert parsed(mail)["Message-ID"] == ours
    assert connected.delivery(message_id).last_error == ""


async def test_what_is_refused_for_good_stops_with_the_servers_words(
    desk: Desk, start_outbox: StartOutbox
) -> None:
    connected = desk.connected
    conversation_id = connected.workspace.a_conversation()
    desk.sink.refuse_recipient(CLARA["address"], "550 5.1.1 no such person")
    await start_outbox(connected.store)

    message_id = connected.reply(conversation_id)
    desk.pass_time(seconds=11)
    await desk.reaches(message_id, DeliveryState.FAILED)
    desk.pass_time(hours=5)
    other = connected.reply(conversation_id, to=[DAVE])
    desk.pass_time(seconds=11)
    await desk.reaches(other, DeliveryState.SENT)

    failed = connected.delivery(message_id)
    assert "550 5.1.1 no such person" in failed.last_error
    assert failed.attempts == 1
    assert [mail.recipients for mail in desk.sink.received] == [(DAVE["address"],)]


async def test_who_has_the_mail_is_not_sent_to_again(
    desk: Desk, start_outbox: StartOutbox
) -> None:
    connected = desk.connected
    conversation_id = connected.workspace.a_conversation()
    desk.sink.refuse_recipient(DAVE["address"], "450 4.2.1 full", once=True)
    desk.sink.refuse_recipient(ERIN["address"], "550 5.1.1 unknown")
    await start_outbox(connected.store)

    message_id = connected.reply(conversation_id, cc=[DAVE], bcc=[ERIN])
    desk.pass_time(seconds=11)
    await desk.was_tried(message_id)
    desk.pass_time(minutes=1)
    await desk.reaches(message_id, DeliveryState.FAILED)
    desk.sink.accept_recipient(ERIN["address"])
    with connected.store.write() as uow:
        retry_send(uow, connected.workspace.ann, message_id)
    await desk.reaches(message_id, DeliveryState.SENT)

    assert [mail.recipients for mail in desk.sink.received] == [
        (CLARA["address"],),
        (DAVE["address"],),
        (ERIN["address"],),
    ]
    assert len({parsed(mail)["Message-ID"] for mail in desk.sink.received}) == 1


@pytest.mark.parametrize("mishap", [Mishap.CUT_DURING_DATA, Mishap.CUT_AFTER_DATA])
async def test_a_connection_that_drops_is_tried_again(
    desk: Desk, start_outbox: StartOutbox, mishap: Mishap
) -> None:
    connected = desk.connected
    conversation_id = connected.workspace.a_conversation()
    desk.sink.spoil_next_message(mishap)
    await start_outbox(connected.store)

    message_id = connected.reply(conversation_id)
    desk.pass_time(seconds=11)
    await desk.was_tried(message_id)
    desk.pass_time(minutes=1)
    await desk.reaches(message_id, DeliveryState.SENT)

    # Nobody can know whether the server took the first: the name tells.
    names = {parsed(mail)["Message-ID"] for mail in desk.sink.received}
    assert names == {connected.workspace.messages()[-1].message_id_header}


async def test_what_a_killed_process_was_sending_is_sent_again(
    desk: Desk, start_outbox: StartOutbox
) -> None:
    connected = desk.connected
    conversation_id = connected.workspace.a_conversation()
    message_id = connected.reply(conversation_id)
    desk.pass_time(seconds=11)
    with connected.store.write() as uow:
        # The process that took this lease never comes back.
        assert len(lease_due(uow)) == 1
    await start_outbox(connected.store)

    desk.pass_time(minutes=3)
    await desk.reaches(message_id, DeliveryState.SENT)

    (mail,) = desk.sink.received
    ours = connected.workspace.messages()[-1].message_id_header
    assert parsed(mail)["Message-ID"] == ours


async def test_what_is_taken_back_in_time_never_leaves(
    desk: Desk, start_outbox: StartOutbox
) -> None:
    connected = desk.connected
    conversation_id = connected.workspace.a_conversation()
    await start_outbox(connected.store)
    message_id = connected.reply(conversation_id)
    desk.pass_time(seconds=5)

    with connected.store.write() as uow:
        undo_send(uow, connected.workspace.ann, message_id)
    other = connected.reply(conversation_id, to=[DAVE])
    desk.pass_time(minutes=1)
    await desk.reaches(other, DeliveryState.SENT)

    assert [mail.recipients for mail in desk.sink.received] == [(DAVE["address"],)]


async def test_a_paused_account_sends_nothing_until_it_goes_on(
    desk: Desk, start_outbox: StartOutbox
) -> None:
    connected = desk.connected
    admin, channel_id = connected.workspace.admin, connected.workspace.channel_id
    conversation_id = connected.workspace.a_conversation()
    message_id = connected.reply(conversation_id)
    with connected.store.write() as uow:
        pause_channel(uow, admin, channel_id, is_paused=True)
    desk.pass_time(seconds=11)
    with connected.store.write() as uow:
        assert lease_due(uow) == []
    await start_outbox(connected.store)

    with connected.store.write() as uow:
        pause_channel(uow, admin, channel_id, is_paused=False)
    await desk.reaches(message_id, DeliveryState.SENT)


async def test_a_wrong_password_keeps_the_mail_and_asks_for_a_person(
    workspace: Workspace,
    dovecot: Dovecot,
    mailbox: MailboxAccount,
    watch: Watch,
    start_sink: Callable[..., SmtpSink],
    start_outbox: StartOutbox,
) -> None:
    sink = start_sink(
        security=SinkSecurity.STARTTLS, passwords={mailbox.address: "smtp-password"}
    )
    connected = connect(
        workspace,
        dovecot,
        mailbox,
        sink=sink,
        smtp_username=mailbox.address,
        smtp_password="wrong",
    )
    desk = Desk(connected, sink, watch)
    conversation_id = workspace.a_conversation()
    await start_outbox(connected.store)

    message_id = connected.reply(conversation_id)
    desk.pass_time(seconds=11)
    await desk.was_tried(message_id)
    with connected.store.write() as uow:
        # Reading works: that must not hide that sending does not.
        record_health(uow, workspace.channel_id, ChannelHealth.OK)
    channel, waiting = connected.channel, connected.delivery(message_id)
    right = {"imap": mailbox.password, "smtp": "smtp-password"}
    with connected.store.write() as uow:
        update_channel(uow, workspace.admin, workspace.channel_id, secret=right)
    await desk.reaches(message_id, DeliveryState.SENT)

    assert channel.health is ChannelHealth.NEEDS_LOGIN
    assert channel.last_error_step == "channel.send.log_in_failed"
    assert channel.last_error.startswith("535")
    assert waiting.last_error.startswith("535")
    (mail,) = sink.received
    assert mail.encrypted
    assert mail.logged_in_as == mailbox.address
    assert connected.channel.last_error == ""


async def test_after_a_wrong_password_the_others_of_the_account_wait_as_well(
    desk: Desk, start_outbox: StartOutbox
) -> None:
    connected = desk.connected
    address = connected.mailbox.address
    conversation_id = connected.workspace.a_conversation()
    desk.sink.refuse_recipient(DAVE["address"], "450 4.2.1 full", once=True)
    await start_outbox(connected.store)
    first = connected.reply(conversation_id, to=[DAVE])
    desk.pass_time(seconds=11)
    await desk.was_tried(first)

    desk.sink.refuse_sender(address, "530 5.7.0 log in first")
    second = connected.reply(conversation_id)
    desk.pass_time(seconds=11)
    await desk.was_tried(second)

    soon = connected.store.clock()
    assert (connected.delivery(first).due_at - soon).total_seconds() >= 600
    assert connected.channel.health is ChannelHealth.NEEDS_LOGIN


async def test_a_server_that_hangs_holds_up_its_own_account_alone(
    desk: Desk,
    start_outbox: StartOutbox,
    start_sink: Callable[..., SmtpSink],
    add_mailbox: Callable[[], MailboxAccount],
) -> None:
    connected, workspace = desk.connected, desk.connected.workspace
    conversation_id = workspace.a_conversation()
    for _ in range(MOST_PER_ACCOUNT):
        desk.sink.spoil_next_message(Mishap.STALL_AFTER_DATA)
    other_sink = start_sink()
    other = connect_another(connected, add_mailbox(), other_sink)
    await start_outbox(connected.store)

    hanging = [connected.reply(conversation_id) for _ in range(MOST_AT_ONCE + 2)]
    message_id = connected.reply(other, actor=workspace.eve)
    desk.pass_time(seconds=11)
    await desk.reaches(message_id, DeliveryState.SENT)

    assert len(other_sink.received) == 1
    assert len(desk.sink.received) == MOST_PER_ACCOUNT
    states = [connected.delivery(id_).state for id_ in hanging]
    assert states.count(DeliveryState.SENDING) == MOST_PER_ACCOUNT
    assert states.count(DeliveryState.QUEUED) == len(hanging) - MOST_PER_ACCOUNT


async def test_the_end_of_the_process_lets_what_is_half_sent_finish(
    desk: Desk, start_outbox: StartOutbox
) -> None:
    connected, workspace = desk.connected, desk.connected.workspace
    conversation_id = workspace.a_conversation()
    begun, release = SlowChannel.begun, SlowChannel.release = (
        asyncio.Event(),
        asyncio.Event(),
    )
    with connected.store.write() as uow:
        settings = {**connected.channel.settings, "driver": "slow"}
        update_channel(uow, workspace.admin, workspace.channel_id, settings=settings)
    task = await start_outbox(connected.store)
    message_id = connected.reply(conversation_id)
    desk.pass_time(seconds=11)
    await asyncio.wait_for(begun.wait(), 10)

    task.cancel()
    release.set()
    await asyncio.gather(task, return_exceptions=True)

    assert connected.delivery(message_id).state is DeliveryState.SENT


async def test_a_database_that_is_away_when_the_server_answers_costs_no_second_mail(
    desk: Desk, start_outbox: StartOutbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inbox_app.workers.outbox.FAULT_PAUSE_SECONDS", 0.05)
    connected, workspace = desk.connected, desk.connected.workspace
    conversation_id = workspace.a_conversation()
    begun, release = SlowChannel.begun, SlowChannel.release = (
        asyncio.Event(),
        asyncio.Event(),
    )
    with connected.store.write() as uow:
        settings = {**connected.channel.settings, "driver": "slow"}
        update_channel(uow, workspace.admin, workspace.channel_id, settings=settings)
    await start_outbox(connected.store)
    message_id = connected.reply(conversation_id)
    desk.pass_time(seconds=11)
    await asyncio.wait_for(begun.wait(), 10)

    tried = asyncio.Event()
    whole = connected.store.in_unit_of_work

    async def away(*_args: object, **_values: object) -> None:
        tried.set()
        raise OperationalError("", {}, Exception("the database went away"))

    connected.store.in_unit_of_work = away  # type: ignore[method-assign]
    release.set()
    await asyncio.wait_for(tried.wait(), 10)
    connected.store.in_unit_of_work = whole  # type: ignore[method-assign]

    await desk.reaches(message_id, DeliveryState.SENT)
    assert connected.delivery(message_id).attempts == 1


async def test_the_answer_to_what_was_sent_comes_back_to_the_conversation(
    desk: Desk, start_outbox: StartOutbox, start_sync: Callable[..., object]
) -> None:
    connected = desk.connected
    start_sync(connected.store, connected.account)
    await desk.until(connected.is_well)
    connected.deliver(a_mail(subject="Where is it?", to=connected.mailbox.address))
    await desk.until(lambda: connected.has(messages=1))
    (conversation,) = connected.workspace.conversations()
    await start_outbox(connected.store)
    message_id = connected.reply(conversation.id or 0)
    desk.pass_time(seconds=11)
    await desk.reaches(message_id, DeliveryState.SENT)
    sent = parsed(desk.sink.received[0])

    connected.deliver(
        a_mail(
            subject=sent["Subject"],
            to=sent["Reply-To"],
            in_reply_to=sent["Message-ID"],
            references=[*sent["References"].split(), sent["Message-ID"]],
            text="Thank you!\n",
        )
    )
    await desk.until(lambda: connected.has(messages=3))

    (joined,) = connected.workspace.conversations()
    assert joined.id == conversation.id
    assert joined.message_count == 3
    assert joined.preview == "Thank you!"
