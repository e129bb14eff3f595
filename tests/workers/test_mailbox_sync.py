"""A mailbox on a real server is read whole, once, and through every trouble."""

import errno
import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import delete

from inbox_app.channels.email.fetch import BATCH_MAILS
from inbox_app.config import Settings
from inbox_app.db.blobs import BlobStore
from inbox_app.db.unit_of_work import Store, UnitOfWork
from inbox_app.domain.enums import ChannelHealth, LedgerFate
from inbox_app.models import LedgerEntry
from inbox_app.services.channels import give_up_lease, take_lease
from tests.builders.mail import Attached, a_mail
from tests.builders.workspace import a_workspace
from tests.clock import START, Clock
from tests.databases import make_settings
from tests.servers.dovecot import Dovecot, MailboxAccount
from tests.workers.conftest import StartSync
from tests.workers.mailboxes import Connected, connect
from tests.workers.waiting import Watch

LONG_AGO = START - timedelta(days=60)
LATELY = START - timedelta(days=5)


class FullDisk(BlobStore):
    """A disk on which there is room for so many more files."""

    def __init__(self, folder: Path, room: int = 0) -> None:
        """Begin nearly full."""
        super().__init__(folder)
        self.room = room

    def put(self, content: bytes) -> str:
        """Store, or fail as a full disk does."""
        if self.room <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.room -= 1
        return super().put(content)


class LosableStore(Store):
    """A store whose database goes away and comes back."""

    is_lost = False

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """Write, or fail as a lost database does."""
        if self.is_lost:
            raise OperationalError("", {}, Exception("the database went away"))
        with super().write() as uow:
            yield uow


def test_the_import_goes_back_over_the_chosen_span_and_says_how_far_it_is(
    connected: Connected, watch: Watch, start_sync: StartSync
) -> None:
    connected.deliver(a_mail(), received_at=LONG_AGO)
    connected.deliver(*(a_mail() for _ in range(3)), received_at=LATELY)

    start_sync(connected.store, connected.account)
    watch.until(connected.is_well)

    assert connected.has(messages=3)
    assert {m.created_at for m in connected.workspace.messages()} == {LATELY}
    channel, cursor = connected.channel, connected.cursor
    assert (channel.backfill_done, channel.backfill_total) == (3, 3)
    assert channel.last_synced_at == START
    assert cursor.is_backfilled
    assert (cursor.backfill_uid, cursor.last_uid) == (2, 4)


def test_an_imported_conversation_reads_from_its_beginning(
    connected: Connected, watch: Watch, start_sync: StartSync
) -> None:
    # More than one piece, the newest of which is imported first.
    thread = [
        a_mail(
            subject="Order" if number == 0 else "Re: Order",
            message_id=f"<{number}@thread.example>",
            references=["<0@thread.example>"] if number else [],
        )
        for number in range(3)
    ]
    for number, raw in enumerate(thread):
        moment = LATELY + timedelta(days=number)
        connected.deliver(raw, received_at=moment)
        others = (a_mail() for _ in range(BATCH_MAILS))
        connected.deliver(*others, received_at=moment)

    start_sync(connected.store, connected.account)
    watch.until(connected.is_well)

    named = {m.message_id_header: m for m in connected.workspace.messages()}
    ours = [named[f"<{number}@thread.example>"] for number in range(3)]
    (conversation_id,) = {message.conversation_id for message in ours}
    conversation = connected.workspace.conversation(conversation_id)
    assert [message.position for message in ours] == [1, 2, 3]
    assert conversation.last_position == conversation.last_inbound_position == 3
    assert conversation.last_message_id == ours[2].id


def test_new_mail_is_there_at_once(
    connected: Connected, watch: Watch, start_sync: StartSync
) -> None:
    start_sync(connected.store, connected.account)
    watch.until(connected.is_well)

    connected.deliver(a_mail(subject="Hello"))

    watch.until(lambda: connected.has(messages=1))
    assert connected.workspace.conversations()[0].subject == "Hello"
    assert connected.cursor.last_uid == 1


def test_after_a_restart_reading_goes_on_where_it_was(
    connected: Connected, watch: Watch, start_sync: StartSync
) -> None:
    connected.deliver(*(a_mail() for _ in range(3)))
    first = start_sync(connected.store, connected.account)
    watch.until(connected.is_well)
    first.stop()
    first.join()
    with connected.store.write() as uow:
        # A mail that is read again would have a new line.
        uow.session.execute(delete(LedgerEntry))
    connected.deliver(a_mail())

    start_sync(connected.store, connected.account)

    watch.until(lambda: connected.has(messages=4))
    assert len(connected.fates()) == 1


def test_mail_that_is_deleted_on_the_server_stays_and_disturbs_nothing(
    connected: Connected, watch: Watch, start_sync: StartSync
) -> None:
    connected.deliver(*(a_mail() for _ in range(3)))
    start_sync(connected.store, connected.account)
    watch.until(lambda: connected.is_well() and connected.has(messages=3))

    with _own_client(connected) as client:
        client.store("1:2", "+FLAGS", r"(\Deleted)")
        client.expunge()
    connected.deliver(a_mail())

    watch.until(lambda: connected.has(messages=4))
    assert connected.is_well()


def test_a_server_that_dies_is_waited_for_and_no_mail_is_lost(
    connected: Connected, watch: Watch, start_sync: StartSync
) -> None:
    start_sync(connected.store, connected.account)
    watch.until(connected.is_well)

    connected.dovecot.kill()
    watch.until(lambda: connected.channel.health is ChannelHealth.RETRYING)
    words, step = connected.channel.last_error, connected.channel.last_error_step
    connected.deliver(a_mail(), a_mail())
    connected.dovecot.start()

    watch.until(lambda: connected.has(messages=2) and connected.is_well())
    assert words
    assert step.startswith("channel.test.")
    assert connected.channel.last_error == connected.channel.last_error_step == ""


def test_a_mailbox_that_is_numbered_anew_doubles_nothing(
    connected: Connected, watch: Watch, start_sync: StartSync
) -> None:
    connected.deliver(*(a_mail() for _ in range(3)))
    first = start_sync(connected.store, connected.account)
    watch.until(connected.is_well)
    first.stop()
    first.join()
    connected.dovecot.reset_uidvalidity(connected.mailbox.address)

    start_sync(connected.store, connected.account)

    watch.until(lambda: len(connected.fates()) == 6 and connected.has(messages=3))
    assert connected.fates()[3:] == [LedgerFate.DUPLICATE] * 3
    watch.until(connected.is_well)
    assert connected.channel.backfill_done == connected.channel.backfill_total == 3


def test_a_mail_over_the_limit_is_in_the_ledger_and_the_others_arrive(
    tmp_path: Path,
    database_url: str,
    clock: Clock,
    dovecot: Dovecot,
    mailbox: MailboxAccount,
    start_sync: StartSync,
) -> None:
    store = Store(
        make_settings(tmp_path, database_url, max_mail_bytes=100_000), clock=clock
    )
    connected = connect(a_workspace(store), dovecot, mailbox)
    watch = Watch(store)
    big = a_mail(subject="Too big", attachments=[Attached("film", bytes(200_000))])
    connected.deliver(a_mail(), big, a_mail())

    sync = start_sync(store, connected.account)

    watch.until(connected.is_well)
    lines = {line.uid: line for line in connected.workspace.ledger()}
    assert [lines[uid].fate for uid in (1, 2, 3)] == [
        LedgerFate.RECEIVED,
        LedgerFate.TOO_LARGE,
        LedgerFate.RECEIVED,
    ]
    assert lines[2].size == len(big)
    assert b"Too big" in store.blobs.get(lines[2].raw_key)
    sync.stop()
    sync.join()
    store.close()


def test_a_full_disk_holds_the_mailbox_where_it_is_until_there_is_room(
    connected: Connected, watch: Watch, start_sync: StartSync
) -> None:
    start_sync(connected.store, connected.account)
    watch.until(connected.is_well)
    disk = connected.store.blobs = FullDisk(connected.store.blobs.folder)

    connected.deliver(a_mail())
    watch.until(lambda: connected.channel.health is ChannelHealth.RETRYING)
    cursor, words = connected.cursor, connected.channel.last_error
    lines = connected.workspace.ledger()
    disk.room = 100

    watch.until(lambda: connected.has(messages=1) and connected.is_well())
    assert "No space left" in words
    assert cursor.last_uid == 0
    assert lines == []


def test_a_disk_that_fills_up_between_mail_and_attachment_loses_nothing(
    connected: Connected, watch: Watch, start_sync: StartSync
) -> None:
    start_sync(connected.store, connected.account)
    watch.until(connected.is_well)
    disk = connected.store.blobs = FullDisk(connected.store.blobs.folder, room=1)

    connected.deliver(a_mail(attachments=[Attached("plan.pdf", b"%PDF")]))
    watch.until(lambda: connected.channel.health is ChannelHealth.RETRYING)
    fates = connected.fates()
    disk.room = 100

    watch.until(lambda: connected.has(messages=1) and connected.is_well())
    assert fates == [LedgerFate.PENDING]
    assert connected.fates() == [LedgerFate.RECEIVED]


def test_a_full_disk_is_not_called_well_between_two_tries(
    connected: Connected, watch: Watch, start_sync: StartSync
) -> None:
    connected.deliver(a_mail())
    disk = connected.store.blobs = FullDisk(connected.store.blobs.folder)
    seen: list[ChannelHealth] = []
    connected.store.bus.subscribe(lambda _: seen.append(connected.channel.health))

    start_sync(connected.store, connected.account)
    watch.until(lambda: connected.dovecot.log_text.count(_login(connected)) >= 2)
    disk.room = 100
    watch.until(lambda: seen[-1] is ChannelHealth.OK)

    assert list(dict.fromkeys(seen)) == [
        ChannelHealth.RETRYING,
        ChannelHealth.SYNCING,
        ChannelHealth.OK,
    ]
    assert seen.count(ChannelHealth.RETRYING) == 1


def test_a_lost_database_ends_no_thread(
    settings: Settings,
    clock: Clock,
    dovecot: Dovecot,
    mailbox: MailboxAccount,
    start_sync: StartSync,
) -> None:
    store = LosableStore(settings, clock=clock)
    connected = connect(a_workspace(store), dovecot, mailbox)
    watch = Watch(store)
    sync = start_sync(store, connected.account)
    watch.until(connected.is_well)

    store.is_lost = True
    connected.deliver(a_mail())
    watch.until(lambda: dovecot.log_text.count(_logout(connected)) >= 1)
    store.is_lost = False

    watch.until(lambda: connected.has(messages=1) and connected.is_well())
    sync.stop()
    sync.join()
    store.close()


def test_of_two_threads_only_one_reads(
    connected: Connected, watch: Watch, start_sync: StartSync
) -> None:
    first = start_sync(connected.store, connected.account)
    watch.until(connected.is_well)

    second = start_sync(connected.store, connected.account)
    connected.deliver(a_mail())
    watch.until(lambda: connected.has(messages=1))

    assert first.is_alive()
    assert second.is_alive()
    assert connected.dovecot.log_text.count(_login(connected)) == 1


def test_who_has_lost_the_lease_stores_nothing(
    connected: Connected, watch: Watch, clock: Clock, start_sync: StartSync
) -> None:
    start_sync(connected.store, connected.account)
    watch.until(connected.is_well)
    clock.advance(minutes=10)
    with connected.store.write() as uow:
        assert take_lease(uow, connected.workspace.channel_id, "elsewhere")

    connected.deliver(a_mail())
    watch.until(lambda: connected.dovecot.log_text.count(_logout(connected)) == 1)

    assert connected.workspace.ledger() == []
    assert connected.cursor.last_uid == 0
    with connected.store.write() as uow:
        give_up_lease(uow, connected.workspace.channel_id, "elsewhere")


def test_waiting_for_mail_tells_nobody_anything(
    connected: Connected, watch: Watch, clock: Clock, start_sync: StartSync
) -> None:
    sync = start_sync(connected.store, connected.account)
    watch.until(connected.is_well)
    watch.events.clear()

    for _ in range(3):
        moment = clock.advance(minutes=1)
        # As after a minute without news.
        assert sync._reader is not None
        sync._reader.wake()
        watch.until(lambda at=moment: connected.channel.last_synced_at == at)

    assert watch.events == []


@contextmanager
def _own_client(connected: Connected) -> Iterator[imaplib.IMAP4]:
    """Another mail program that looks at the same mailbox."""
    dovecot, mailbox = connected.dovecot, connected.mailbox
    context = ssl.create_default_context(cafile=str(dovecot.certificate.path))
    with imaplib.IMAP4_SSL(
        "localhost", dovecot.imaps_port, ssl_context=context
    ) as client:
        client.login(mailbox.address, mailbox.password)
        client.select()
        yield client


def _login(connected: Connected) -> str:
    return f"Login: user=<{connected.mailbox.address}>"


def _logout(connected: Connected) -> str:
    return f"imap({connected.mailbox.address})"


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> Any:
    """Troubles on purpose need not fill the report."""
    caplog.set_level("CRITICAL", "inbox_app")
