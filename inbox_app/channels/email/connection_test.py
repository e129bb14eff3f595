"""Tries a mailbox step by step, so that a person learns what to change."""

import asyncio
from collections.abc import Awaitable

from inbox_app.channels.base import (
    ChannelError,
    ConnectionReport,
    ConnectionStep,
    StepReport,
)
from inbox_app.channels.email import imap_connection, smtp
from inbox_app.channels.email.settings import EmailSecret, EmailSettings

# A person is waiting: shorter than in the background.
TIMEOUT_SECONDS = 15.0
IMAP = "imap"
SMTP = "smtp"
_CONNECTING = (
    ConnectionStep.DNS,
    ConnectionStep.CONNECT,
    ConnectionStep.TLS,
    ConnectionStep.LOG_IN,
)


async def check_connection(
    address: str,
    settings: EmailSettings,
    secret: EmailSecret,
    *,
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> ConnectionReport:
    """Try to read, then to send, without reading or sending anything.

    Never raises: what failed is in the report, in the server's own words.
    """
    reading = asyncio.to_thread(_test_imap, settings, secret, timeout_seconds)
    sending = _test_smtp(address, settings, secret, timeout_seconds)
    steps = await _report(IMAP, reading, (*_CONNECTING, ConnectionStep.FOLDER))
    steps += await _report(SMTP, sending, (*_CONNECTING, ConnectionStep.SEND))
    return ConnectionReport(tuple(steps))


async def _report(
    service: str, attempt: Awaitable[None], steps: tuple[ConnectionStep, ...]
) -> list[StepReport]:
    failure: ChannelError | None = None
    try:
        await attempt
    except ChannelError as error:
        failure = error
    reports = []
    for step in steps:
        error = failure if failure and failure.step is step else None
        reports.append(StepReport(service, step, error))
        if error:
            return reports
    return reports


def _test_imap(
    settings: EmailSettings, secret: EmailSecret, timeout_seconds: float
) -> None:
    mailbox = imap_connection.open_mailbox(
        settings, secret, timeout_seconds=timeout_seconds
    )
    try:
        with imap_connection.failing_at(ConnectionStep.FOLDER):
            mailbox.folder.set(settings.folder, readonly=True)
    finally:
        imap_connection.log_out(mailbox)


async def _test_smtp(
    address: str, settings: EmailSettings, secret: EmailSecret, timeout_seconds: float
) -> None:
    async with smtp.log_in(settings, secret, timeout_seconds=timeout_seconds) as client:
        await smtp.try_sender(client, address)
