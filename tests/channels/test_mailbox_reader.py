"""Reading a mailbox on a real IMAP server."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest

from inbox_app.channels.base import (
    ChannelError,
    ConnectionStep,
    Consequence,
    MailBatch,
    SyncCursor,
)
from inbox_app.channels.email.imap import MailboxReader
from inbox_app.channels.email.settings import AuthMethod, EmailSecret, Security
from tests.builders.mail import a_mail
from tests.channels.conftest import MakeSettings
from tests.servers.dovecot import Dovecot, MailboxAccount

LIMIT = 1_000_000
NEW = SyncCursor("INBOX")

OpenReader = Callable[..., MailboxReader]


@pytest.fixture
def open_reader(
    make_settings: MakeSettings, secret: EmailSecret
) -> Iterator[OpenReader]:
    """Connect readers, and log them out at the end."""
    opened: list[MailboxReader] = []

    def open_(
        secret: EmailSecret = secret, max_mail_bytes: int = LIMIT, **settings: object
    ) -> MailboxReader:
        reader = MailboxReader(
            make_settings(**settings),
            secret,
            max_mail_bytes=max_mail_bytes,
            timeout_seconds=10,
        )
        opened.append(reader)
        reader.connect()
        return reader

    yield open_
    for reader in opened:
        reader.close()


def raws(batches: Iterator[MailBatch]) -> list[bytes]:
    return [mail.raw for batch in batches for mail in batch.mails]


def last_cursor(batches: Iterator[MailBatch], otherwise: SyncCursor) -> SyncCursor:
    for batch in batches:
        otherwise = batch.cursor
    return otherwise


@pytest.mark.parametrize("security", list(Security))
def test_mail_is_read_byte_by_byte_over_every_kind_of_connection(
    security: Security,
    open_reader: OpenReader,
    dovecot: Dovecot,
    mailbox: MailboxAccount,
) -> None:
    sent = a_mail(text="Größe: 5 €")
    arrived_at = datetime(2026, 3, 1, 7, 30, tzinfo=UTC)
    dovecot.deliver(mailbox.address, sent, received_at=arrived_at)

    reader = open_reader(imap_security=security)
    cursor = reader.open_folder(NEW)
    (batch,) = reader.backfill(cursor, None)

    (mail,) = batch.mails
    assert mail.raw == sent
    assert mail.size == len(sent)
    assert mail.internal_date == arrived_at
    assert (mail.folder, mail.uidvalidity) == ("INBOX", cursor.uidvalidity)
    assert mail.is_whole


def test_an_access_token_opens_the_mailbox(
    open_reader: OpenReader,
    token: EmailSecret,
    dovecot: Dovecot,
    mailbox: MailboxAccount,
) -> None:
    dovecot.deliver(mailbox.address, a_mail())

    reader = open_reader(token, auth=AuthMethod.XOAUTH2)

    assert len(raws(reader.backfill(reader.open_folder(NEW), None))) == 1


def test_an_expired_token_asks_for_a_new_log_in(
    open_reader: OpenReader,
    token: EmailSecret,
    dovecot: Dovecot,
    mailbox: MailboxAccount,
) -> None:
    dovecot.introspection.revoke(mailbox.token)

    with pytest.raises(ChannelError) as failure:
        open_reader(token, auth=AuthMethod.XOAUTH2)

    assert failure.value.step is ConnectionStep.LOG_IN
    assert failure.value.consequence is Consequence.NEEDS_LOGIN


def test_reading_leaves_mail_unread(
    open_reader: OpenReader, dovecot: Dovecot, mailbox: MailboxAccount
) -> None:
    dovecot.deliver(mailbox.address, a_mail())
    reader = open_reader()

    raws(reader.backfill(reader.open_folder(NEW), None))

    assert reader._mailbox.uids("UNSEEN") == ["1"]


def test_mail_that_was_there_first_comes_newest_first_and_new_mail_oldest_first(
    open_reader: OpenReader, dovecot: Dovecot, mailbox: MailboxAccount
) -> None:
    old = [a_mail(subject=f"old {number}") for number in range(3)]
    new = [a_mail(subject=f"new {number}") for number in range(3)]
    for raw in old:
        dovecot.deliver(mailbox.address, raw)
    reader = open_reader()
    cursor = reader.open_folder(NEW)
    for raw in new:
        dovecot.deliver(mailbox.address, raw)

    arrived = raws(reader.new_mail(cursor))
    there_before = raws(reader.backfill(cursor, None))

    assert arrived == new
    assert there_before == old[::-1]


def test_nothing_is_handed_over_twice(
    open_reader: OpenReader, dovecot: Dovecot, mailbox: MailboxAccount
) -> None:
    dovecot.deliver(mailbox.address, a_mail())
    reader = open_reader()
    cursor = last_cursor(reader.backfill(reader.open_folder(NEW), None), NEW)
    dovecot.deliver(mailbox.address, a_mail())
    cursor = last_cursor(reader.new_mail(cursor), cursor)

    again = open_reader()
    cursor_then = again.open_folder(cursor)

    assert cursor_then == cursor
    assert cursor.is_backfilled
    assert raws(again.new_mail(cursor_then)) == []
    assert raws(again.backfill(cursor_then, None)) == []


def test_a_backfill_reaches_back_to_the_chosen_day(
    open_reader: OpenReader, dovecot: Dovecot, mailbox: MailboxAccount
) -> None:
    days = {
        subject: datetime(2026, 1, day, 12, tzinfo=UTC)
        for subject, day in {"early": 3, "wanted": 20, "late": 30}.items()
    }
    for subject, day in days.items():
        raw = a_mail(subject=subject)
        dovecot.deliver(mailbox.address, raw, received_at=day)
    reader = open_reader()

    found = raws(reader.backfill(reader.open_folder(NEW), date(2026, 1, 20)))

    assert len(found) == 2
    assert b"Subject: late" in found[0]
    assert b"Subject: wanted" in found[1]


def test_a_backfill_tells_its_progress_and_goes_on_where_it_was_stopped(
    open_reader: OpenReader, dovecot: Dovecot, mailbox: MailboxAccount
) -> None:
    for number in range(250):
        dovecot.deliver(mailbox.address, a_mail(subject=str(number)))
    reader = open_reader()
    first = next(reader.backfill(reader.open_folder(NEW), None))

    again = open_reader()
    rest = list(again.backfill(again.open_folder(first.cursor), None))

    assert (first.done, first.total) == (100, 250)
    assert [(batch.done, batch.total) for batch in rest] == [(100, 150), (150, 150)]
    uids = [mail.uid for batch in (first, *rest) for mail in batch.mails]
    assert uids == list(range(250, 0, -1))
    assert rest[-1].cursor.is_backfilled
    assert not first.cursor.is_backfilled


def test_an_empty_mailbox_is_backfilled_at_once(open_reader: OpenReader) -> None:
    reader = open_reader()

    (batch,) = reader.backfill(reader.open_folder(NEW), None)

    assert batch.mails == ()
    assert batch.cursor.is_backfilled


def test_cursors_of_a_backfill_and_of_new_mail_can_be_joined() -> None:
    backfilling = SyncCursor("INBOX", 7, last_uid=50, backfill_uid=20)
    reading_new = SyncCursor("INBOX", 7, last_uid=55, backfill_uid=51)

    joined = backfilling.joined_with(reading_new)

    assert joined == SyncCursor("INBOX", 7, last_uid=55, backfill_uid=20)


def test_arriving_mail_ends_the_wait(
    open_reader: OpenReader, dovecot: Dovecot, mailbox: MailboxAccount
) -> None:
    reader = open_reader()
    cursor = reader.open_folder(NEW)
    raws(reader.new_mail(cursor))
    sent = a_mail()
    arrival = threading.Timer(0.2, dovecot.deliver, (mailbox.address, sent))
    arrival.start()

    has_news = reader.wait(timeout_seconds=60)

    arrival.join()
    assert has_news
    assert raws(reader.new_mail(cursor)) == [sent]


def test_mail_that_arrives_between_looking_and_waiting_is_not_slept_through(
    open_reader: OpenReader, dovecot: Dovecot, mailbox: MailboxAccount
) -> None:
    reader = open_reader()
    cursor = reader.open_folder(NEW)
    raws(reader.new_mail(cursor))
    dovecot.deliver(mailbox.address, a_mail())

    assert reader.wait(timeout_seconds=60)


def test_a_wait_ends_without_news_after_its_time(open_reader: OpenReader) -> None:
    reader = open_reader()
    cursor = reader.open_folder(NEW)
    raws(reader.new_mail(cursor))

    assert not reader.wait(timeout_seconds=0.05)
    assert raws(reader.new_mail(cursor)) == []


def test_a_wait_can_be_ended_from_another_thread(open_reader: OpenReader) -> None:
    reader = open_reader()
    cursor = reader.open_folder(NEW)
    raws(reader.new_mail(cursor))
    call = threading.Timer(0.1, reader.wake)
    call.start()

    has_news = reader.wait(timeout_seconds=600)

    call.join()
    assert not has_news


def test_without_idle_the_folder_is_looked_at_from_time_to_time(
    open_reader: OpenReader, dovecot: Dovecot, mailbox: MailboxAccount
) -> None:
    reader = open_reader()
    cursor = reader.open_folder(NEW)
    capabilities = reader._mailbox.client.capabilities
    reader._mailbox.client.capabilities = tuple(
        name for name in capabilities if name != "IDLE"
    )
    dovecot.deliver(mailbox.address, a_mail())

    assert reader.wait(timeout_seconds=0.01)
    assert len(raws(reader.new_mail(cursor))) == 1


def test_a_killed_server_is_a_passing_fault_and_a_new_connection_goes_on(
    open_reader: OpenReader, dovecot: Dovecot, mailbox: MailboxAccount
) -> None:
    reader = open_reader()
    cursor = reader.open_folder(NEW)
    dovecot.kill()
    sent = a_mail()
    dovecot.deliver(mailbox.address, sent)

    with pytest.raises(ChannelError) as while_reading:
        raws(reader.new_mail(cursor))
    with pytest.raises(ChannelError) as while_connecting:
        reader.connect()
    dovecot.start()
    reader.connect()

    assert while_reading.value.consequence is Consequence.RETRY
    assert while_connecting.value.consequence is Consequence.RETRY
    assert while_connecting.value.key == "channel.test.connect_refused"
    assert raws(reader.new_mail(reader.open_folder(cursor))) == [sent]


def test_a_server_killed_while_we_wait_ends_the_wait_with_a_passing_fault(
    open_reader: OpenReader, dovecot: Dovecot
) -> None:
    reader = open_reader()
    raws(reader.new_mail(reader.open_folder(NEW)))
    failure = threading.Timer(0.1, dovecot.kill)
    failure.start()

    with pytest.raises(ChannelError) as fault:
        reader.wait(timeout_seconds=600)

    failure.join()
    assert fault.value.consequence is Consequence.RETRY


def test_a_renumbered_mailbox_is_read_again_from_the_start(
    open_reader: OpenReader, dovecot: Dovecot, mailbox: MailboxAccount
) -> None:
    dovecot.deliver(mailbox.address, a_mail(subject="one"))
    dovecot.deliver(mailbox.address, a_mail(subject="two"))
    reader = open_reader()
    cursor = last_cursor(reader.backfill(reader.open_folder(NEW), None), NEW)
    reader.close()
    dovecot.reset_uidvalidity(mailbox.address)

    again = open_reader()
    renumbered = again.open_folder(cursor)

    assert renumbered.uidvalidity != cursor.uidvalidity
    assert not renumbered.is_backfilled
    assert len(raws(again.backfill(renumbered, None))) == 2


def test_deleted_mail_is_no_fault(
    open_reader: OpenReader, dovecot: Dovecot, mailbox: MailboxAccount
) -> None:
    for subject in ("first", "second", "third"):
        dovecot.deliver(mailbox.address, a_mail(subject=subject))
    reader = open_reader()
    cursor = reader.open_folder(NEW)
    other = open_reader()
    other._mailbox.folder.set("INBOX")
    other._mailbox.delete(["2"])

    batches = list(reader.backfill(cursor, None))

    assert [mail.uid for batch in batches for mail in batch.mails] == [3, 1]
    assert batches[-1].cursor.is_backfilled


def test_of_a_mail_over_the_limit_only_the_header_is_read(
    open_reader: OpenReader, dovecot: Dovecot, mailbox: MailboxAccount
) -> None:
    small = a_mail(subject="small")
    huge = a_mail(subject="huge", text="x" * 70 + "\n" + "long line\n" * 20_000)
    for raw in (small, huge, small):
        dovecot.deliver(mailbox.address, raw)
    reader = open_reader(max_mail_bytes=100_000)

    (batch,) = reader.backfill(reader.open_folder(NEW), None)

    after, stub, before = batch.mails
    assert (after.raw, before.raw) == (small, small)
    assert not stub.is_whole
    assert stub.size == len(huge)
    assert b"Subject: huge" in stub.raw
    assert b"long line" not in stub.raw


def test_a_missing_folder_is_named_with_the_servers_words(
    open_reader: OpenReader,
) -> None:
    reader = open_reader()

    with pytest.raises(ChannelError) as failure:
        reader.open_folder(SyncCursor("No such folder"))

    assert failure.value.step is ConnectionStep.FOLDER
    assert failure.value.consequence is Consequence.GIVE_UP
    assert "doesn't exist" in failure.value.server_words


def test_folders_with_accents_and_spaces_are_read(
    open_reader: OpenReader, dovecot: Dovecot, mailbox: MailboxAccount
) -> None:
    reader = open_reader()
    reader._mailbox.folder.create("Réclamations été")
    reader._mailbox.append(a_mail(), "Réclamations été")

    cursor = reader.open_folder(SyncCursor("Réclamations été"))

    assert len(raws(reader.backfill(cursor, None))) == 1
