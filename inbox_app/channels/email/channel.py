"""E-mail as a channel: the port of `channels.base`, over IMAP and SMTP."""

from collections.abc import Sequence

from inbox_app.channels.base import (
    ChannelAccount,
    ConnectionReport,
    MailReader,
    OutgoingMail,
    SendResult,
)
from inbox_app.channels.email.compose import compose_mail
from inbox_app.channels.email.connection_test import check_connection
from inbox_app.channels.email.imap import MailboxReader
from inbox_app.channels.email.sent_folder import append_to_sent
from inbox_app.channels.email.settings import read_account
from inbox_app.channels.email.smtp import send_mail
from inbox_app.channels.registry import register_channel
from inbox_app.domain.enums import ChannelKind


@register_channel(ChannelKind.EMAIL)
class EmailChannel:
    """A mailbox that is read by IMAP and writes by SMTP."""

    async def test_connection(self, account: ChannelAccount) -> ConnectionReport:
        """Try reading and sending, and name what fails."""
        return await check_connection(account.address, *read_account(account))

    def open_reader(
        self, account: ChannelAccount, *, max_mail_bytes: int
    ) -> MailReader:
        """Return a reader of the account's mailbox."""
        settings, secret = read_account(account)
        return MailboxReader(settings, secret, max_mail_bytes=max_mail_bytes)

    def compose(self, mail: OutgoingMail) -> bytes:
        """Write the message as MIME."""
        return compose_mail(mail)

    async def send(
        self,
        account: ChannelAccount,
        raw: bytes,
        *,
        sender: str,
        recipients: Sequence[str],
    ) -> SendResult:
        """Send by SMTP."""
        settings, secret = read_account(account)
        return await send_mail(
            settings, secret, raw, sender=sender, recipients=recipients
        )

    def keep_copy(self, account: ChannelAccount, raw: bytes, message_id: str) -> bool:
        """Append to the Sent folder."""
        settings, secret = read_account(account)
        return append_to_sent(settings, secret, raw, message_id)
