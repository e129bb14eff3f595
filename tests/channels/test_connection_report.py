"""What a person is told when a mailbox cannot be connected."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from inbox_app.channels.base import (
    ChannelError,
    ConnectionReport,
    ConnectionStep,
    Consequence,
)
from inbox_app.channels.email.connection_test import check_connection
from inbox_app.channels.email.settings import (
    AuthMethod,
    EmailSecret,
    EmailSettings,
    Security,
)
from tests.channels.conftest import MakeSettings
from tests.servers.dovecot import MailboxAccount
from tests.servers.smtp_sink import SinkSecurity, SmtpSink
from tests.servers.unprivileged import free_port

StartSink = Callable[..., SmtpSink]


def check(settings: EmailSettings, secret: EmailSecret) -> ConnectionReport:
    address = settings.imap.username
    return asyncio.run(check_connection(address, settings, secret, timeout_seconds=10))


def failure_of(report: ConnectionReport) -> tuple[str, ChannelError]:
    failure = report.failure
    assert failure is not None
    assert failure.error is not None
    return failure.service, failure.error


def with_imap(settings: EmailSettings, **changes: Any) -> EmailSettings:
    return replace(settings, imap=replace(settings.imap, **changes))


def with_smtp(settings: EmailSettings, **changes: Any) -> EmailSettings:
    return replace(settings, smtp=replace(settings.smtp, **changes))


@pytest.fixture
def login_sink(start_sink: StartSink, mailbox: MailboxAccount) -> SmtpSink:
    return start_sink(
        security=SinkSecurity.STARTTLS,
        passwords={mailbox.address: mailbox.password},
        tokens={mailbox.address: mailbox.token},
    )


@pytest.fixture
def settings(
    make_settings: MakeSettings, login_sink: SmtpSink, mailbox: MailboxAccount
) -> EmailSettings:
    return make_settings(sink=login_sink, smtp_username=mailbox.address)


def test_a_good_account_passes_every_step_and_no_mail_is_sent(
    settings: EmailSettings, secret: EmailSecret, login_sink: SmtpSink
) -> None:
    report = check(settings, secret)

    assert report.is_ok
    assert [(one.service, one.step.value) for one in report.steps] == [
        *[("imap", step) for step in ("dns", "connect", "tls", "log_in", "folder")],
        *[("smtp", step) for step in ("dns", "connect", "tls", "log_in", "send")],
    ]
    assert login_sink.received == []


def test_a_good_token_passes(settings: EmailSettings, token: EmailSecret) -> None:
    with_token = with_imap(settings, auth=AuthMethod.XOAUTH2)

    assert check(with_smtp(with_token, auth=AuthMethod.XOAUTH2), token).is_ok


@pytest.mark.parametrize(
    ("change", "step", "key"),
    [
        ({"host": "imap.unknown.invalid"}, "dns", "dns_failed"),
        ({"host": "a..b"}, "dns", "dns_failed"),
        ({"port": "closed"}, "connect", "connect_refused"),
        ({"port": "plain"}, "tls", "tls_failed"),
        ({"host": "127.0.0.2"}, "connect", "connect_refused"),
    ],
)
@pytest.mark.parametrize(
    ("expected_service", "change_it"), [("imap", with_imap), ("smtp", with_smtp)]
)
def test_the_step_that_fails_is_named(
    expected_service: str,
    change_it: Callable[..., EmailSettings],
    change: dict[str, str],
    step: str,
    key: str,
    settings: EmailSettings,
    secret: EmailSecret,
    smtp_sink: SmtpSink,
) -> None:
    ports = {"closed": free_port(), "plain": smtp_sink.port}
    changes = {name: ports.get(value, value) for name, value in change.items()}

    report = check(change_it(settings, **changes, security=Security.TLS), secret)

    service, error = failure_of(report)
    assert (service, error.step) == (expected_service, step)
    assert error.key == f"channel.test.{key}"
    assert error.server_words
    assert error.consequence is Consequence.RETRY


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_a_certificate_nobody_vouches_for_is_refused(
    security: Security, make_settings: MakeSettings, secret: EmailSecret
) -> None:
    report = check(make_settings(imap_security=security, ca_bundle=""), secret)
    _, error = failure_of(report)

    assert error.step is ConnectionStep.TLS
    assert error.key == "channel.test.tls_untrusted"
    assert "self-signed certificate" in error.server_words


def test_a_certificate_nobody_vouches_for_is_refused_when_sending(
    settings: EmailSettings, secret: EmailSecret, smtp_sink: SmtpSink
) -> None:
    report = check(with_smtp(settings, host="127.0.0.1"), secret)
    untrusting = replace(settings, ca_bundle="/no/such/bundle.pem")

    assert report.is_ok
    _, error = failure_of(check(untrusting, secret))
    assert error.step is ConnectionStep.TLS


def test_a_server_without_starttls_gets_no_password(
    settings: EmailSettings, secret: EmailSecret, smtp_sink: SmtpSink
) -> None:
    report = check(with_smtp(settings, port=smtp_sink.port), secret)
    service, error = failure_of(report)

    assert service == "smtp"
    assert error.key == "channel.test.tls_missing"


def test_a_password_does_not_cross_the_network_unencrypted(
    settings: EmailSettings, secret: EmailSecret
) -> None:
    open_to_all = with_imap(settings, host="imap.example.test", security=Security.PLAIN)

    report = check(open_to_all, secret)
    _, error = failure_of(report)

    assert error.step is ConnectionStep.TLS
    assert error.key == "channel.test.plain_refused"


@pytest.mark.parametrize("password", ["wrong", "", "pässwörd", "two\r\nlines", 'q"\\'])
def test_a_wrong_password_asks_for_the_right_one(
    password: str, settings: EmailSettings, mailbox: MailboxAccount
) -> None:
    report = check(settings, EmailSecret(password, smtp=mailbox.password))
    _, error = failure_of(report)

    assert [one.service for one in report.steps if not one.is_ok] == ["imap"]
    assert error.step is ConnectionStep.LOG_IN
    assert error.key == "channel.test.log_in_failed"
    assert error.consequence is Consequence.NEEDS_LOGIN


@pytest.mark.parametrize("auth", list(AuthMethod))
def test_a_wrong_secret_for_sending_is_told_apart_from_one_for_reading(
    auth: AuthMethod, settings: EmailSettings, mailbox: MailboxAccount
) -> None:
    secret = EmailSecret(mailbox.password, smtp="wrong")

    report = check(with_smtp(settings, auth=auth), secret)
    service, error = failure_of(report)

    assert service == "smtp"
    assert error.step is ConnectionStep.LOG_IN
    assert error.consequence is Consequence.NEEDS_LOGIN
    assert "535" in error.server_words


def test_a_missing_folder_is_named(
    settings: EmailSettings, secret: EmailSecret
) -> None:
    report = check(replace(settings, folder="Support"), secret)
    _, error = failure_of(report)

    assert error.step is ConnectionStep.FOLDER
    assert "Mailbox doesn't exist: Support" in error.server_words


def test_a_missing_log_in_for_sending_is_noticed(
    settings: EmailSettings, secret: EmailSecret
) -> None:
    report = check(with_smtp(settings, username=""), secret)
    service, error = failure_of(report)

    assert service == "smtp"
    assert "530" in error.server_words
    assert error.consequence is Consequence.NEEDS_LOGIN
