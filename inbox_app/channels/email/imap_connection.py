"""Opens a mailbox: connection, encryption, log-in."""

import contextlib
import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import MailboxLoginError

from inbox_app.channels.base import ChannelError, ConnectionStep, Consequence
from inbox_app.channels.email.faults import MAIL_FAULTS, channel_error
from inbox_app.channels.email.settings import (
    AuthMethod,
    EmailSecret,
    EmailSettings,
    Security,
)
from inbox_app.channels.email.tls import refuse_eavesdropping, trusting_context

TIMEOUT_SECONDS = 30.0
_CONTROL_CHARACTER = re.compile(r"[\x00-\x1f\x7f]")


@contextmanager
def failing_at(step: ConnectionStep) -> Iterator[None]:
    """Name the step in every fault raised inside."""
    try:
        yield
    except MAIL_FAULTS as error:
        raise channel_error(error, step) from error


def connect(
    settings: EmailSettings, *, timeout_seconds: float = TIMEOUT_SECONDS
) -> BaseMailBox:
    """Open an encrypted connection; nobody has logged in yet.

    Raises:
        ChannelError: at the step DNS, CONNECT or TLS.
    """
    server = settings.imap
    refuse_eavesdropping(server, allows_plain=settings.allows_plain)
    with failing_at(ConnectionStep.CONNECT):
        if server.security is Security.PLAIN:
            return MailBoxUnencrypted(server.host, server.port, timeout_seconds)
        with failing_at(ConnectionStep.TLS):
            context = trusting_context(settings.ca_bundle)
        if server.security is Security.TLS:
            return MailBox(
                server.host, server.port, timeout_seconds, ssl_context=context
            )
        return _TidyStartTls(
            server.host, server.port, timeout_seconds, ssl_context=context
        )


class _TidyStartTls(MailBoxStartTls):
    """STARTTLS that hangs up when encryption fails, and says which step it was."""

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        plain = MailBoxUnencrypted(self._host, self._port, self._timeout)
        try:
            _start_tls(plain, self._ssl_context)
        except ChannelError:
            hang_up(plain)
            raise
        return plain.client


def _start_tls(mailbox: BaseMailBox, context: ssl.SSLContext | None) -> None:
    if "STARTTLS" not in mailbox.client.capabilities:
        raise ChannelError(
            ConnectionStep.TLS,
            Consequence.GIVE_UP,
            " ".join(mailbox.client.capabilities),
            reason="tls_missing",
        )
    with failing_at(ConnectionStep.TLS):
        mailbox.client.starttls(context)


def log_in(mailbox: BaseMailBox, settings: EmailSettings, secret: EmailSecret) -> None:
    """Prove who we are; a refusal hangs up.

    Raises:
        ChannelError: at the step LOG_IN.
    """
    server = settings.imap
    try:
        with failing_at(ConnectionStep.LOG_IN):
            if _CONTROL_CHARACTER.search(server.username + secret.imap):
                # It would end the command and begin another one.
                message = "line breaks cannot be part of a name or password"
                raise MailboxLoginError(("NO", [message]), "OK")
            if server.auth is AuthMethod.XOAUTH2:
                mailbox.xoauth2(server.username, secret.imap, initial_folder=None)
            elif (server.username + secret.imap).isascii():
                mailbox.login(server.username, secret.imap, initial_folder=None)
            else:
                mailbox.login_utf8(server.username, secret.imap, initial_folder=None)
            # Servers offer more once they know who asks, and the library asks
            # for their abilities only before.
            mailbox.client._get_capabilities()  # noqa: SLF001
    except ChannelError:
        hang_up(mailbox)
        raise


def open_mailbox(
    settings: EmailSettings,
    secret: EmailSecret,
    *,
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> BaseMailBox:
    """Connect and log in.

    Raises:
        ChannelError: it names the step that failed.
    """
    mailbox = connect(settings, timeout_seconds=timeout_seconds)
    log_in(mailbox, settings, secret)
    return mailbox


def log_out(mailbox: BaseMailBox) -> None:
    """Say goodbye if the server still listens, and close the connection."""
    with contextlib.suppress(*MAIL_FAULTS):
        mailbox.logout()
    hang_up(mailbox)


def hang_up(mailbox: BaseMailBox) -> None:
    """Close the connection without a word."""
    with contextlib.suppress(*MAIL_FAULTS):
        mailbox.client.shutdown()
