"""Hands messages to a mail server and reports each recipient's fate."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

import aiosmtplib

from inbox_app.channels.base import (
    ChannelError,
    ConnectionStep,
    Consequence,
    Refusal,
    SendResult,
)
from inbox_app.channels.email.faults import (
    LOG_IN_CODES,
    MAIL_FAULTS,
    channel_error,
)
from inbox_app.channels.email.headers import UnusableAddressError, envelope_address
from inbox_app.channels.email.settings import (
    AuthMethod,
    EmailSecret,
    EmailSettings,
    Security,
    ServerSettings,
)
from inbox_app.channels.email.tls import refuse_eavesdropping, trusting_context

TIMEOUT_SECONDS = 60.0
_MAILBOX_NAME_NOT_ALLOWED = 553


async def send_mail(
    settings: EmailSettings,
    secret: EmailSecret,
    raw: bytes,
    *,
    sender: str,
    recipients: Sequence[str],
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> SendResult:
    """Send one message to all recipients the server takes.

    Args:
        settings: the server and how to log in.
        secret: what to log in with.
        raw: the message with CRLF line ends; it travels as it is.
        sender: where bounces go.
        recipients: everybody who gets it, Bcc included.
        timeout_seconds: how long the server may take for one answer.

    Raises:
        ChannelError: nobody was sent anything, or, when `may_have_arrived`, the
            server took the message and vanished without an answer.
    """
    sender = envelope_address(sender) if sender else ""
    async with log_in(settings, secret, timeout_seconds=timeout_seconds) as client:
        refused = []
        with _failing_at(ConnectionStep.SEND):
            try:
                await client.mail(
                    sender,
                    options=_mail_options(client, raw, (sender, *recipients)),
                    encoding="utf-8",
                )
            except aiosmtplib.SMTPSenderRefused as error:
                if error.code in LOG_IN_CODES:
                    raise
                return _refused_by_all(recipients, error)
            for recipient in recipients:
                refusal = await _add_recipient(client, recipient)
                if refusal:
                    refused.append(refusal)
        out = {refusal.recipient for refusal in refused}
        accepted = tuple(one for one in recipients if one not in out)
        if not accepted:
            return SendResult((), tuple(refused), refused[0].server_words)
        return await _hand_over(client, raw, accepted, tuple(refused))


@asynccontextmanager
async def log_in(
    settings: EmailSettings,
    secret: EmailSecret,
    *,
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> AsyncIterator[aiosmtplib.SMTP]:
    """Give a connection that may send; it is closed at the end.

    Raises:
        ChannelError: it names the step that failed.
    """
    client = await connect(settings, timeout_seconds=timeout_seconds)
    try:
        await authenticate(client, settings.smtp, secret.for_smtp)
        yield client
        with contextlib.suppress(*MAIL_FAULTS):
            await client.quit()
    finally:
        _hang_up(client)


async def connect(
    settings: EmailSettings, *, timeout_seconds: float = TIMEOUT_SECONDS
) -> aiosmtplib.SMTP:
    """Open an encrypted connection; nobody has logged in yet.

    Raises:
        ChannelError: at the step DNS, CONNECT or TLS.
    """
    server = settings.smtp
    refuse_eavesdropping(server, allows_plain=settings.allows_plain)
    context = None
    if server.security is not Security.PLAIN:
        with _failing_at(ConnectionStep.TLS):
            context = trusting_context(settings.ca_bundle)
    with _failing_at(ConnectionStep.CONNECT):
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.security is Security.TLS,
            start_tls=False,
            tls_context=context,
            timeout=timeout_seconds,
        )
        await client.connect()
    try:
        with _failing_at(ConnectionStep.CONNECT):
            await client.ehlo()
        if server.security is Security.STARTTLS:
            await _start_tls(client)
    except ChannelError:
        _hang_up(client)
        raise
    return client


def _hang_up(client: aiosmtplib.SMTP) -> None:
    transport = client.transport
    if isinstance(transport, asyncio.Transport):
        # At once: the last words of TLS could keep the socket open for long.
        transport.abort()
    client.close()


async def _start_tls(client: aiosmtplib.SMTP) -> None:
    if not client.supports_extension("starttls"):
        raise ChannelError(
            ConnectionStep.TLS,
            Consequence.GIVE_UP,
            str(client.last_ehlo_response.message if client.last_ehlo_response else ""),
            reason="tls_missing",
        )
    with _failing_at(ConnectionStep.TLS):
        await client.starttls()
        await client.ehlo()


async def authenticate(
    client: aiosmtplib.SMTP, server: ServerSettings, secret: str
) -> None:
    """Log in, by one method only: every failed one counts against the account.

    Raises:
        ChannelError: at the step LOG_IN.
    """
    if not server.username:
        return
    methods = client.supported_auth_methods
    with _failing_at(ConnectionStep.LOG_IN):
        if server.auth is AuthMethod.XOAUTH2:
            await client.auth_xoauth2(server.username, secret)
        elif "plain" in methods:
            await client.auth_plain(server.username, secret)
        elif "login" in methods:
            await client.auth_login(server.username, secret)
        else:
            await client.login(server.username, secret)


async def try_sender(client: aiosmtplib.SMTP, address: str) -> None:
    """Ask whether mail from this address may be sent here, and send none.

    Raises:
        ChannelError: at the step SEND.
    """
    with _failing_at(ConnectionStep.SEND):
        await client.mail(envelope_address(address), encoding="utf-8")
        await client.rset()


async def _add_recipient(client: aiosmtplib.SMTP, recipient: str) -> Refusal | None:
    try:
        address = envelope_address(recipient)
    except UnusableAddressError:
        words = "553 5.1.3 not an address"
        return Refusal(recipient, _MAILBOX_NAME_NOT_ALLOWED, words)
    if not address.isascii() and not client.supports_extension("smtputf8"):
        words = "553 5.6.7 the server takes no addresses with such letters"
        return Refusal(recipient, _MAILBOX_NAME_NOT_ALLOWED, words)
    try:
        await client.rcpt(address, encoding="utf-8")
    except aiosmtplib.SMTPRecipientRefused as error:
        return Refusal(recipient, error.code, f"{error.code} {error.message}")
    return None


async def _hand_over(
    client: aiosmtplib.SMTP,
    raw: bytes,
    accepted: tuple[str, ...],
    refused: tuple[Refusal, ...],
) -> SendResult:
    try:
        answer = await client.data(raw)
    except aiosmtplib.SMTPDataError as error:
        everyone = _refused_by_all(accepted, error)
        return SendResult((), refused + everyone.refused, everyone.server_words)
    except MAIL_FAULTS as error:
        fault = channel_error(error, ConnectionStep.SEND)
        raise ChannelError(
            fault.step,
            fault.consequence,
            fault.server_words,
            reason=fault.reason,
            may_have_arrived=True,
        ) from error
    return SendResult(accepted, refused, f"{answer.code} {answer.message}")


def _refused_by_all(
    recipients: Sequence[str], error: aiosmtplib.SMTPResponseException
) -> SendResult:
    words = f"{error.code} {error.message}"
    refused = tuple(Refusal(recipient, error.code, words) for recipient in recipients)
    return SendResult((), refused, words)


def _mail_options(
    client: aiosmtplib.SMTP, raw: bytes, addresses: Sequence[str]
) -> list[str]:
    options = []
    if client.supports_extension("size"):
        options.append(f"SIZE={len(raw)}")
    local_parts = (address.rpartition("@")[0] for address in addresses)
    if client.supports_extension("smtputf8") and not all(
        local_part.isascii() for local_part in local_parts
    ):
        options.append("SMTPUTF8")
    if client.supports_extension("8bitmime") and not raw.isascii():
        options.append("BODY=8BITMIME")
    return options


@contextmanager
def _failing_at(step: ConnectionStep) -> Iterator[None]:
    try:
        yield
    except MAIL_FAULTS as error:
        raise channel_error(error, step) from error
