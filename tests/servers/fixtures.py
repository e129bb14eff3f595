"""The servers as pytest fixtures: one of each for the whole run."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

from tests.servers.certificate import Certificate
from tests.servers.dovecot import Dovecot, MailboxAccount
from tests.servers.postgres import Postgres
from tests.servers.smtp_sink import SmtpSink

_mailbox_numbers = count(1)


@pytest.fixture(scope="session")
def dovecot_server() -> Iterator[Dovecot]:
    """Share one IMAP server among all tests; ask for `dovecot` instead."""
    server = Dovecot()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def dovecot(dovecot_server: Dovecot) -> Dovecot:
    """Give an IMAP server that runs, also if the last test killed it."""
    dovecot_server.start()
    return dovecot_server


@pytest.fixture
def add_mailbox(dovecot: Dovecot) -> Callable[[], MailboxAccount]:
    """Make empty mailboxes, each for one test alone."""

    def add() -> MailboxAccount:
        return dovecot.add_user(f"support{next(_mailbox_numbers)}@example.test")

    return add


@pytest.fixture
def mailbox(add_mailbox: Callable[[], MailboxAccount]) -> MailboxAccount:
    """Give an empty mailbox for this test alone."""
    return add_mailbox()


@pytest.fixture(scope="session")
def certificate(dovecot_server: Dovecot) -> Certificate:
    """Give the certificate that all servers of the run show."""
    return dovecot_server.certificate


@pytest.fixture
def start_sink(certificate: Certificate) -> Iterator[Callable[..., SmtpSink]]:
    """Start SMTP servers with the options of `SmtpSink`; they end with the test."""
    started: list[SmtpSink] = []

    def start(**options: Any) -> SmtpSink:
        sink = SmtpSink(certificate, **options)
        sink.start()
        started.append(sink)
        return sink

    yield start
    for sink in started:
        sink.stop()


@pytest.fixture
def smtp_sink(start_sink: Callable[..., SmtpSink]) -> SmtpSink:
    """Give an SMTP server that takes everything, unencrypted."""
    return start_sink()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Share one PostgreSQL among all tests."""
    server = Postgres()
    server.start()
    yield server
    server.stop()
