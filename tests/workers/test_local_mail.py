"""Mail on this machine: taken in by the listener, kept in the outbox folder."""

import errno
import smtplib
from collections.abc import Iterator
from pathlib import Path

import pytest

from inbox_app.channels.base import ChannelAccount
from inbox_app.channels.local.channel import LocalChannel, outbox_folder
from inbox_app.channels.local.listener import MailListener
from inbox_app.config import get_settings, use_settings
from inbox_app.db.unit_of_work import Store
from inbox_app.models import Channel
from inbox_app.workers.supervisor import start_listener
from tests.builders.mail import Attached, a_mail
from tests.builders.workspace import Workspace, a_workspace
from tests.clock import Clock
from tests.databases import make_settings
from tests.servers.unprivileged import free_port
from tests.workers.test_mailbox_sync import FullDisk, LosableStore

ADDRESS = "support@localhost"


@pytest.fixture
def local(tmp_path: Path, sqlite_url: str, clock: Clock) -> Iterator[Workspace]:
    """Give a workspace whose account is local, with its listener."""
    settings = make_settings(
        tmp_path, sqlite_url, demo_smtp_port=free_port(), max_mail_bytes=100_000
    )
    store = LosableStore(settings, clock=clock)
    workspace = a_workspace(store)
    with store.write() as uow:
        channel = uow.session.get_one(Channel, workspace.channel_id)
        channel.address, channel.settings = ADDRESS, {"driver": "local"}
    listener: MailListener = start_listener(store)
    yield workspace
    listener.stop()
    store.close()


def send(store: Store, raw: bytes, to: str = ADDRESS) -> None:
    with smtplib.SMTP("127.0.0.1", store.settings.demo_smtp_port) as client:
        client.sendmail("clara@customer.example", [to], raw)


def test_mail_to_the_sample_address_arrives(local: Workspace) -> None:
    send(local.store, a_mail(subject="Hello"))

    (conversation,) = local.conversations()
    assert conversation.subject == "Hello"


def test_mail_to_a_conversations_own_address_joins_it(local: Workspace) -> None:
    send(local.store, a_mail(to=ADDRESS, subject="Hello"))
    (conversation,) = local.conversations()
    own = f"support+{conversation.reply_token}@localhost"

    send(local.store, a_mail(to=own, subject="Re: Hello"), to=own)

    assert local.conversation(conversation.id or 0).message_count == 2


def test_mail_to_nobody_is_refused(local: Workspace) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        send(local.store, a_mail(), to="nobody@localhost")

    assert refusal.value.recipients["nobody@localhost"][0] == 550


def test_mail_over_the_limit_is_refused(local: Workspace) -> None:
    big = a_mail(attachments=[Attached("film", bytes(200_000))])

    with pytest.raises(smtplib.SMTPException):
        send(local.store, big)

    assert local.ledger() == []


def test_a_full_disk_asks_the_sender_to_come_back(local: Workspace) -> None:
    local.store.blobs = FullDisk(local.store.blobs.folder)

    with pytest.raises(smtplib.SMTPDataError) as refusal:
        send(local.store, a_mail())

    assert refusal.value.smtp_code == 452
    assert local.ledger() == []


def test_a_lost_database_asks_the_sender_to_come_back(local: Workspace) -> None:
    assert isinstance(local.store, LosableStore)
    local.store.is_lost = True

    with pytest.raises(smtplib.SMTPDataError) as refusal:
        send(local.store, a_mail())

    assert refusal.value.smtp_code == 451
    assert "database" not in str(refusal.value.smtp_error)


async def test_what_is_sent_lies_in_the_outbox_folder_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = get_settings()
    use_settings(make_settings(tmp_path))
    account = ChannelAccount(ADDRESS, {})
    try:
        sent = await LocalChannel().send(
            account, b"mail", sender=ADDRESS, recipients=["clara@customer.example"]
        )
        (kept,) = outbox_folder().iterdir()

        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(Path, "replace", full)
        with pytest.raises(OSError, match="No space"):
            await LocalChannel().send(account, b"more", sender="", recipients=[])
        shown = list(outbox_folder().glob("*.eml"))
    finally:
        use_settings(before)

    assert sent.accepted == ("clara@customer.example",)
    assert kept.read_bytes() == b"mail"
    assert shown == [kept]


def test_the_same_words_sent_twice_without_a_message_id_are_two_mails(
    local: Workspace,
) -> None:
    for _ in range(2):
        send(local.store, a_mail(subject="Hello", message_id=""))

    assert len(local.conversations()) == 2
