"""Kinds of channel, built in and added."""

import asyncio

import pytest

from inbox_app.channels.base import ChannelAccount, OutgoingMail
from inbox_app.channels.email.settings import EmailSecret
from inbox_app.channels.registry import channel_kinds, get_channel, register_channel
from tests.channels.conftest import MakeSettings
from tests.channels.test_compose import PLAIN
from tests.servers.dovecot import Dovecot, MailboxAccount
from tests.servers.smtp_sink import SmtpSink


def test_the_email_channel_is_there() -> None:
    assert "email" in channel_kinds()


def test_a_kind_nobody_registered_is_unknown() -> None:
    with pytest.raises(KeyError):
        get_channel("carrier pigeon")


def test_a_kind_is_registered_once() -> None:
    get_channel("email")

    with pytest.raises(ValueError, match="email"):
        register_channel("email")(type(get_channel("email")))


def test_a_stored_account_can_be_tested_written_from_and_copied_to(
    make_settings: MakeSettings,
    secret: EmailSecret,
    smtp_sink: SmtpSink,
    dovecot: Dovecot,
    mailbox: MailboxAccount,
) -> None:
    channel = get_channel("email")
    account = ChannelAccount(
        mailbox.address,
        make_settings(sink=smtp_sink).to_mapping(),
        secret.to_mapping(),
    )
    mail: OutgoingMail = PLAIN

    report = asyncio.run(channel.test_connection(account))
    raw = channel.compose(mail)
    result = asyncio.run(
        channel.send(
            account, raw, sender=mailbox.address, recipients=[mail.to[0].address]
        )
    )
    was_copied = channel.keep_copy(account, raw, mail.message_id)

    assert report.is_ok
    assert result.accepted == ("clara@customer.example",)
    assert smtp_sink.received[0].raw == raw
    assert was_copied
    assert dovecot.raw_messages(mailbox.address, "Sent") == [raw]
    assert "right-password" not in repr(account)
