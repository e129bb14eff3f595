"""Sending to a real SMTP server that refuses, stalls and hangs up on demand."""

import asyncio
from collections.abc import Callable, Sequence

import pytest

from inbox_app.channels.base import (
    ChannelError,
    ConnectionStep,
    Consequence,
    SendResult,
)
from inbox_app.channels.email.settings import AuthMethod, EmailSecret, EmailSettings
from inbox_app.channels.email.smtp import send_mail
from tests.builders.mail import a_mail
from tests.channels.conftest import MakeSettings
from tests.servers.dovecot import MailboxAccount
from tests.servers.smtp_sink import Mishap, SinkSecurity, SmtpSink

StartSink = Callable[..., SmtpSink]
SENDER = "support@example.test"
CLARA = "clara@customer.example"
BOB = "bob@customer.example"


def send(
    settings: EmailSettings,
    secret: EmailSecret,
    raw: bytes,
    recipients: Sequence[str] = (CLARA,),
    timeout_seconds: float = 10,
) -> SendResult:
    return asyncio.run(
        send_mail(
            settings,
            secret,
            raw,
            sender=SENDER,
            recipients=recipients,
            timeout_seconds=timeout_seconds,
        )
    )


@pytest.fixture
def settings(make_settings: MakeSettings, smtp_sink: SmtpSink) -> EmailSettings:
    return make_settings(sink=smtp_sink)


@pytest.mark.parametrize("auth", list(AuthMethod))
@pytest.mark.parametrize("security", list(SinkSecurity))
def test_mail_leaves_over_every_kind_of_connection(
    security: SinkSecurity,
    auth: AuthMethod,
    start_sink: StartSink,
    make_settings: MakeSettings,
    mailbox: MailboxAccount,
) -> None:
    sink = start_sink(
        security=security,
        passwords={mailbox.address: mailbox.password},
        tokens={mailbox.address: mailbox.token},
    )
    settings = make_settings(sink=sink, smtp_username=mailbox.address, auth=auth)
    is_token = auth is AuthMethod.XOAUTH2
    secret = EmailSecret(mailbox.token if is_token else mailbox.password)
    raw = a_mail(text="A line.\n.\n..dots at the start\nThe end.\n")

    result = send(settings, secret, raw, [CLARA, BOB])

    (received,) = sink.received
    assert result.accepted == (CLARA, BOB)
    assert received.raw == raw
    assert received.envelope_from == SENDER
    assert received.recipients == (CLARA, BOB)
    assert received.logged_in_as == mailbox.address
    assert received.encrypted == (security is not SinkSecurity.PLAIN)


def test_a_refused_recipient_does_not_keep_it_from_the_others(
    settings: EmailSettings, secret: EmailSecret, smtp_sink: SmtpSink
) -> None:
    smtp_sink.refuse_recipient(CLARA, "550 5.1.1 No such person")

    result = send(settings, secret, a_mail(), [CLARA, BOB])

    (refusal,) = result.refused
    assert smtp_sink.received[0].recipients == (BOB,)
    assert result.accepted == (BOB,)
    assert refusal.recipient == CLARA
    assert refusal.is_permanent
    assert refusal.server_words == "550 5.1.1 No such person"
    assert not result.can_retry


def test_a_recipient_refused_for_now_can_be_tried_again(
    settings: EmailSettings, secret: EmailSecret, smtp_sink: SmtpSink
) -> None:
    smtp_sink.refuse_recipient(CLARA, "451 4.7.1 Greylisted", once=True)

    first = send(settings, secret, a_mail())
    second = send(settings, secret, a_mail())

    assert first.accepted == ()
    assert first.can_retry
    assert first.server_words == "451 4.7.1 Greylisted"
    assert second.accepted == (CLARA,)
    assert len(smtp_sink.received) == 1


@pytest.mark.parametrize(
    ("reply", "can_retry"),
    [("452 4.3.1 Disk full", True), ("554 5.7.1 Looks like spam", False)],
)
def test_a_refused_message_is_refused_for_everybody(
    reply: str,
    can_retry: bool,
    settings: EmailSettings,
    secret: EmailSecret,
    smtp_sink: SmtpSink,
) -> None:
    smtp_sink.refuse_next_message(reply)

    result = send(settings, secret, a_mail(), [CLARA, BOB])

    assert result.accepted == ()
    assert [refusal.recipient for refusal in result.refused] == [CLARA, BOB]
    assert result.can_retry == can_retry
    assert result.server_words == reply


def test_a_mail_over_the_servers_limit_is_refused_before_it_is_written(
    start_sink: StartSink, make_settings: MakeSettings, secret: EmailSecret
) -> None:
    sink = start_sink(size_limit=10_000)

    result = send(make_settings(sink=sink), secret, a_mail(text="words\n" * 5000))

    assert sink.received == []
    assert not result.can_retry
    assert result.server_words.startswith("552")


@pytest.mark.parametrize("mishap", [Mishap.CUT_DURING_DATA, Mishap.CUT_AFTER_DATA])
def test_a_connection_cut_while_handing_over_leaves_the_outcome_open(
    mishap: Mishap, settings: EmailSettings, secret: EmailSecret, smtp_sink: SmtpSink
) -> None:
    smtp_sink.spoil_next_message(mishap)

    with pytest.raises(ChannelError) as failure:
        send(settings, secret, a_mail())

    assert failure.value.step is ConnectionStep.SEND
    assert failure.value.consequence is Consequence.RETRY
    assert failure.value.may_have_arrived


def test_a_server_that_never_answers_is_given_up_after_a_time(
    settings: EmailSettings, secret: EmailSecret, smtp_sink: SmtpSink
) -> None:
    smtp_sink.spoil_next_message(Mishap.STALL_AFTER_DATA)

    with pytest.raises(ChannelError) as failure:
        send(settings, secret, a_mail(), timeout_seconds=0.3)

    assert failure.value.key == "channel.test.timed_out"
    assert failure.value.may_have_arrived


def test_a_server_that_is_down_is_a_passing_fault_and_nothing_was_sent(
    settings: EmailSettings, secret: EmailSecret, smtp_sink: SmtpSink
) -> None:
    smtp_sink.stop()

    with pytest.raises(ChannelError) as failure:
        send(settings, secret, a_mail())
    smtp_sink.start()
    result = send(settings, secret, a_mail())

    assert failure.value.consequence is Consequence.RETRY
    assert not failure.value.may_have_arrived
    assert result.accepted == (CLARA,)


def test_addresses_with_letters_of_all_scripts_are_sent_to(
    settings: EmailSettings, secret: EmailSecret, smtp_sink: SmtpSink
) -> None:
    result = send(settings, secret, a_mail(), ["josé@example.test"])

    assert result.accepted == ("josé@example.test",)
    assert smtp_sink.received[0].recipients == ("josé@example.test",)


def test_names_of_hosts_travel_in_ascii_and_what_is_no_address_is_refused(
    settings: EmailSettings, secret: EmailSecret, smtp_sink: SmtpSink
) -> None:
    result = send(
        settings,
        secret,
        a_mail(),
        ["ana@münchen.example", "nobody", "a@b.example>\r\nDATA"],
    )

    assert result.accepted == ("ana@münchen.example",)
    assert smtp_sink.received[0].recipients == ("ana@xn--mnchen-3ya.example",)
    assert [one.recipient for one in result.refused] == [
        "nobody",
        "a@b.example>\r\nDATA",
    ]
    assert all(one.is_permanent for one in result.refused)


def test_a_refused_sender_is_told_for_every_recipient(
    start_sink: StartSink, make_settings: MakeSettings, secret: EmailSecret
) -> None:
    sink = start_sink()
    sink.refuse_sender(SENDER, "550 5.7.60 Not allowed to send as this sender")

    result = send(make_settings(sink=sink), secret, a_mail(), [CLARA, BOB])

    assert [one.recipient for one in result.refused] == [CLARA, BOB]
    assert not result.can_retry
