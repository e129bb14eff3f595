"""Servers that are not like Dovecot, or not like a mail server at all."""

from collections.abc import Callable, Iterator, Mapping

import pytest

from inbox_app.channels.base import (
    ChannelError,
    ConnectionStep,
    Consequence,
    SyncCursor,
)
from inbox_app.channels.email.imap import MailboxReader
from inbox_app.channels.email.settings import (
    EmailSecret,
    EmailSettings,
    Security,
    ServerSettings,
)
from tests.channels.conftest import UNUSED_SERVER
from tests.servers.scripted_imap import GREETING, ScriptedImap

NEW = SyncCursor("INBOX")
READ_BEFORE = SyncCursor("INBOX", 7, last_uid=4, backfill_uid=1)
FACTS = [
    '* 1 FETCH (UID 3 RFC822.SIZE 2 INTERNALDATE "02-Mar-2026 09:30:00 +0000")',
    '* 2 FETCH (UID 4 RFC822.SIZE 2 INTERNALDATE "02-Mar-2026 09:30:00 +0000")',
    "TAG OK done",
]

Start = Callable[..., tuple[ScriptedImap, MailboxReader]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start servers, each with a reader that is not connected yet."""
    started: list[tuple[ScriptedImap, MailboxReader]] = []

    def start_(
        answers: Mapping[str, list[str]] | None = None,
        greeting: str | None = GREETING,
        security: Security = Security.PLAIN,
    ) -> tuple[ScriptedImap, MailboxReader]:
        server = ScriptedImap(answers or {}, greeting=greeting)
        settings = EmailSettings(
            imap=ServerSettings("127.0.0.1", server.port, security, "ann"),
            smtp=UNUSED_SERVER,
        )
        reader = MailboxReader(
            settings, EmailSecret("secret"), max_mail_bytes=1000, timeout_seconds=0.5
        )
        started.append((server, reader))
        return server, reader

    yield start_
    for server, reader in started:
        reader.close()
        server.stop()


@pytest.mark.parametrize("security", list(Security))
def test_a_server_that_says_nothing_is_given_up(
    security: Security, start: Start
) -> None:
    _, reader = start(greeting=None, security=security)

    with pytest.raises(ChannelError) as fault:
        reader.connect()

    assert fault.value.consequence is Consequence.RETRY
    assert fault.value.key == "channel.test.timed_out"


@pytest.mark.parametrize(
    "greeting", ["HTTP/1.1 400 Bad Request", "* BYE too many connections", "\x00\xff"]
)
def test_a_greeting_that_is_none_is_a_passing_fault(
    greeting: str, start: Start
) -> None:
    _, reader = start(greeting=greeting)

    with pytest.raises(ChannelError) as fault:
        reader.connect()

    assert fault.value.step is ConnectionStep.CONNECT
    assert fault.value.consequence is Consequence.RETRY


def test_a_log_in_refused_for_now_asks_nobody_for_a_password(start: Start) -> None:
    words = "[UNAVAILABLE] Temporary authentication failure"
    _, reader = start({"LOGIN": [f"TAG NO {words}"]})

    with pytest.raises(ChannelError) as fault:
        reader.connect()

    assert fault.value.step is ConnectionStep.LOG_IN
    assert fault.value.consequence is Consequence.RETRY
    assert fault.value.server_words == words


def test_a_message_the_server_cannot_read_does_not_stop_the_others(
    start: Start,
) -> None:
    _, reader = start(
        {
            "UID SEARCH": ["* SEARCH 3 4", "TAG OK done"],
            r"UID FETCH 3:4 \(UID RFC822": FACTS,
            r"UID FETCH 3:4 \(UID BODY": ["TAG NO Some messages could not be read"],
            r"UID FETCH 3 \(UID BODY": ["TAG NO Internal error"],
            r"UID FETCH 4 \(UID BODY": [
                "* 2 FETCH (UID 4 BODY[] {2}\r\nhi)",
                "TAG OK done",
            ],
        }
    )
    reader.connect()
    reader.open_folder(READ_BEFORE)

    (batch,) = reader.new_mail(SyncCursor("INBOX", 7, 2, 3))

    unreadable, good = batch.mails
    assert (unreadable.uid, unreadable.raw, unreadable.is_whole) == (3, b"", False)
    assert (good.uid, good.raw, good.is_whole) == (4, b"hi", True)
    assert batch.cursor.last_uid == 4


def test_without_uidnext_the_newest_message_is_searched_for(start: Start) -> None:
    _, reader = start({"UID SEARCH": ["* SEARCH 3 9 4", "TAG OK done"]})
    reader.connect()

    cursor = reader.open_folder(NEW)

    assert (cursor.uidvalidity, cursor.last_uid, cursor.backfill_uid) == (7, 9, 10)


def test_a_search_that_only_finds_the_last_old_message_finds_nothing(
    start: Start,
) -> None:
    _, reader = start({"UID SEARCH": ["* SEARCH 4", "TAG OK done"]})
    reader.connect()
    reader.open_folder(READ_BEFORE)

    assert list(reader.new_mail(READ_BEFORE)) == []


def test_where_idle_is_offered_and_refused_the_folder_is_polled(start: Start) -> None:
    server, reader = start({"IDLE": ["TAG NO not today"]})
    reader.connect()
    reader.open_folder(READ_BEFORE)

    answers = [reader.wait(timeout_seconds=0.01) for _ in range(3)]

    assert answers == [True, True, True]
    assert server.commands.count("IDLE") == 1


def test_news_in_the_same_breath_as_the_answer_to_idle_is_heard(start: Start) -> None:
    _, reader = start({"IDLE": ["+ idling\r\n* 5 EXISTS"]})
    reader.connect()
    reader.open_folder(READ_BEFORE)

    assert reader.wait(timeout_seconds=600)


def test_an_answer_without_sense_is_a_passing_fault(start: Start) -> None:
    _, reader = start({"UID SEARCH": ["* SEARCH three", "TAG OK done"]})
    reader.connect()
    reader.open_folder(READ_BEFORE)

    with pytest.raises(ChannelError) as fault:
        list(reader.new_mail(READ_BEFORE))

    assert fault.value.step is ConnectionStep.READ
    assert fault.value.consequence is Consequence.RETRY
