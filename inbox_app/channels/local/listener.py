"""A small SMTP server on this machine, so that a real mail can be sent at once."""

import asyncio
import logging
import re
import secrets
import socket
from collections.abc import Callable
from typing import Any
from weakref import WeakSet

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

PORTS_TO_TRY = 20

_MESSAGE_ID = re.compile(rb"^message-id[ \t]*:", re.IGNORECASE | re.MULTILINE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")

log = logging.getLogger(__name__)


class SmtpController(Controller):
    """A controller that hangs up before it stops.

    Of itself aiosmtpd closes its event loop over the connections it still has,
    and their sockets stay open until they are collected.
    """

    TURNS_TO_CLOSE = 10

    def __init__(self, handler: object, **options: Any) -> None:
        """Take what aiosmtpd's controller takes."""
        self._sessions: WeakSet[SMTP] = WeakSet()
        super().__init__(handler, **options)

    def factory(self) -> SMTP:
        """Make one session, and remember it until it is gone."""
        session = self.make_session()
        self._sessions.add(session)
        return session

    def make_session(self) -> SMTP:
        """Make one session."""
        return SMTP(self.handler, **self.SMTP_kwargs)

    def cancel_tasks(self, stop_loop: bool = True) -> None:  # noqa: FBT001, FBT002
        """End every session; the loop stops once the sockets are closed."""
        super().cancel_tasks(stop_loop=False)
        for session in self._sessions:
            if isinstance(session.transport, asyncio.Transport):
                session.transport.abort()
        if stop_loop:
            self._stop_after(self.TURNS_TO_CLOSE)

    def _stop_after(self, turns: int) -> None:
        if turns:
            self.loop.call_soon(self._stop_after, turns - 1)
        else:
            self.loop.stop()


class MailListener:
    """Takes mail for the addresses that `find_channel` knows, in its own thread."""

    def __init__(
        self,
        port: int,
        *,
        find_channel: Callable[[str], int | None],
        take_in: Callable[[int, bytes], None],
        max_mail_bytes: int,
    ) -> None:
        """Be ready to listen on `port`."""
        self.port = port
        self._find_channel = find_channel
        self._take_in = take_in
        self._controller = SmtpController(
            self,
            hostname="127.0.0.1",
            port=self.port,
            data_size_limit=max_mail_bytes,
            enable_SMTPUTF8=True,
            ident="inbox",
        )

    def start(self) -> None:
        """Listen.

        Raises:
            OSError: the port was taken meanwhile.
        """
        self._controller.start()

    def stop(self) -> None:
        """Stop listening."""
        self._controller.stop(no_assert=True)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Take recipients that belong to a channel."""
        try:
            channel_id = await asyncio.to_thread(self._find_channel, address)
        except Exception:
            # A lost database: the sender tries again, where a 5xx would lose the mail.
            log.exception("it cannot be told whose mail this is")
            return "451 4.3.0 try again later"
        if channel_id is None:
            return "550 5.1.1 no such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take the mail in, once for each channel it is for."""
        content = envelope.content
        raw = content.encode() if isinstance(content, str) else content or b""
        try:
            await asyncio.to_thread(
                self._deliver, envelope.rcpt_tos, with_message_id(raw)
            )
        except OSError as error:
            log.warning("a mail could not be stored: %s", error)
            return "452 4.3.1 the mail could not be stored, try again later"
        except Exception:
            # A lost database, as above.
            log.exception("a mail could not be taken in")
            return "451 4.3.0 try again later"
        return "250 OK"

    def _deliver(self, recipients: list[str], raw: bytes) -> None:
        channels = {self._find_channel(address) for address in recipients}
        for channel_id in channels - {None}:
            self._take_in(channel_id or 0, raw)


def with_message_id(raw: bytes) -> bytes:
    """Name a mail that has no name, as every mail server does (RFC 6409, 8.3).

    Two such mails with the same words would else be taken for one that came twice.
    """
    if _MESSAGE_ID.search(_HEAD_END.split(raw, 1)[0]):
        return raw
    return f"Message-ID: <{secrets.token_hex(16)}@localhost>\r\n".encode() + raw


def free_port(first: int) -> int:
    """Return the first port from `first` on that nobody listens on."""
    for port in range(first, first + PORTS_TO_TRY):
        with socket.socket() as probe:
            # As the server itself does: what a past run left closing is no listener.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return probe.getsockname()[1]
    return first
