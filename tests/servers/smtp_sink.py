"""A real SMTP server on loopback that refuses, stalls and hangs up on demand."""

# ruff: noqa: N802 - aiosmtpd finds its hooks by these names

import asyncio
import base64
import binascii
import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from threading import Condition
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from inbox_app.channels.local.listener import SmtpController
from tests.servers.certificate import Certificate
from tests.servers.unprivileged import free_port


class SinkSecurity(StrEnum):
    """How a client must encrypt."""

    PLAIN = "plain"
    STARTTLS = "starttls"
    TLS = "tls"


class Mishap(StrEnum):
    """What goes wrong with a connection that sends mail."""

    # Cut while the client still writes: the mail was not taken.
    CUT_DURING_DATA = "cut during data"
    # Cut once all is written and before the answer: the mail was taken.
    CUT_AFTER_DATA = "cut after data"
    # All is written and no answer ever comes.
    STALL_AFTER_DATA = "stall after data"


@dataclass(frozen=True, slots=True)
class ReceivedMail:
    """One message the sink took, byte by byte as it came."""

    envelope_from: str
    recipients: tuple[str, ...]
    raw: bytes
    encrypted: bool
    logged_in_as: str | None


@dataclass
class _Plan:
    """What tests asked the sink to do, and what it saw."""

    recipient_replies: dict[str, list[str]] = field(default_factory=dict)
    permanent_recipient_replies: dict[str, str] = field(default_factory=dict)
    sender_replies: dict[str, str] = field(default_factory=dict)
    data_replies: list[str] = field(default_factory=list)
    mishaps: list[Mishap] = field(default_factory=list)
    received: list[ReceivedMail] = field(default_factory=list)


class SmtpSink:
    """Takes all mail and keeps it; what it should refuse is told before."""

    def __init__(
        self,
        certificate: Certificate,
        *,
        security: SinkSecurity = SinkSecurity.PLAIN,
        passwords: dict[str, str] | None = None,
        tokens: dict[str, str] | None = None,
        size_limit: int = 33_554_432,
    ) -> None:
        """Prepare a server on a free port.

        Args:
            certificate: what it shows where TLS is asked for.
            security: plain, STARTTLS required, or TLS from the first byte.
            passwords: user names to passwords; given, a log-in is required.
            tokens: user names to access tokens, for XOAUTH2.
            size_limit: bytes of a message, announced and enforced.
        """
        self.host = "127.0.0.1"
        self.port = free_port()
        self.security = security
        self._arrived = Condition()
        self._plan = _Plan()
        context = certificate.server_context()
        handler = _Handler(
            self._plan,
            self._arrived,
            tokens or {},
            needs_login=passwords is not None or tokens is not None,
        )
        # A controller can be started once: a new one each time.
        self._make_controller = partial(
            _Controller,
            handler,
            hostname=self.host,
            port=self.port,
            **_security_options(security, context),
            **_login_options(security, passwords, tokens),
            plan=self._plan,
            data_size_limit=size_limit,
        )
        self._controller: _Controller | None = None

    @property
    def received(self) -> list[ReceivedMail]:
        """What came so far, oldest first."""
        with self._arrived:
            return list(self._plan.received)

    def wait_for_mail(
        self, count: int = 1, timeout_seconds: float = 10
    ) -> list[ReceivedMail]:
        """Wait until this many messages are there, and return all."""
        with self._arrived:
            enough = self._arrived.wait_for(
                lambda: len(self._plan.received) >= count, timeout_seconds
            )
            assert enough, f"{len(self._plan.received)} of {count} messages arrived"
            return list(self._plan.received)

    def refuse_recipient(self, address: str, reply: str, *, once: bool = False) -> None:
        """Answer RCPT TO for this address with the given line."""
        if once:
            self._plan.recipient_replies.setdefault(address, []).append(reply)
        else:
            self._plan.permanent_recipient_replies[address] = reply

    def accept_recipient(self, address: str) -> None:
        """Forget what `refuse_recipient` was told."""
        self._plan.recipient_replies.pop(address, None)
        self._plan.permanent_recipient_replies.pop(address, None)

    def refuse_sender(self, address: str, reply: str) -> None:
        """Answer MAIL FROM with this address with the given line."""
        self._plan.sender_replies[address] = reply

    def refuse_next_message(self, reply: str) -> None:
        """Answer the next message's end with the given line."""
        self._plan.data_replies.append(reply)

    def spoil_next_message(self, mishap: Mishap) -> None:
        """Let the connection that sends the next message meet a mishap."""
        self._plan.mishaps.append(mishap)

    def start(self) -> None:
        """Listen, in a thread of its own."""
        self._controller = self._make_controller()
        self._controller.start()

    def stop(self) -> None:
        """Hang up and stop listening; the port stays the same for a new start."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None


def _security_options(
    security: SinkSecurity, context: ssl.SSLContext
) -> dict[str, Any]:
    if security is SinkSecurity.TLS:
        return {"ssl_context": context}
    if security is SinkSecurity.STARTTLS:
        return {"tls_context": context, "require_starttls": True}
    return {}


def _login_options(
    security: SinkSecurity,
    passwords: dict[str, str] | None,
    tokens: dict[str, str] | None,
) -> dict[str, Any]:
    if passwords is None and tokens is None:
        return {"auth_exclude_mechanism": ["LOGIN", "PLAIN", "XOAUTH2"]}
    known = passwords or {}

    def check_password(
        _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        expected = known.get(data.login.decode())
        is_right = expected is not None and data.password.decode() == expected
        return AuthResult(success=is_right, handled=False, auth_data=data)

    return {
        "authenticator": check_password,
        # aiosmtpd does not count TLS from the first byte as TLS.
        "auth_require_tls": security is SinkSecurity.STARTTLS,
        "auth_exclude_mechanism": [] if tokens else ["XOAUTH2"],
    }


class _Handler:
    """What aiosmtpd calls for each command; runs in the server's thread."""

    def __init__(
        self,
        plan: _Plan,
        arrived: Condition,
        tokens: dict[str, str],
        *,
        needs_login: bool,
    ) -> None:
        self._plan = plan
        self._arrived = arrived
        self._tokens = tokens
        self._needs_login = needs_login

    async def handle_MAIL(
        self,
        _server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if self._needs_login and not session.authenticated:
            return "530 5.7.0 Authentication required"
        if address in self._plan.sender_replies:
            return self._plan.sender_replies[address]
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        replies = self._plan.recipient_replies.get(address)
        if replies:
            return replies.pop(0)
        if address in self._plan.permanent_recipient_replies:
            return self._plan.permanent_recipient_replies[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self._plan.data_replies:
            return self._plan.data_replies.pop(0)
        mail = ReceivedMail(
            envelope_from=envelope.mail_from or "",
            recipients=tuple(envelope.rcpt_tos),
            raw=bytes(envelope.original_content or b""),
            encrypted=_is_encrypted(server),
            logged_in_as=_login_name(session),
        )
        with self._arrived:
            self._plan.received.append(mail)
            self._arrived.notify_all()
        if self._plan.mishaps:
            await _let_happen(self._plan.mishaps.pop(0), server)
        return "250 2.0.0 taken"

    async def auth_XOAUTH2(self, server: SMTP, arguments: list[str]) -> AuthResult:
        try:
            answer = base64.b64decode(arguments[1], validate=True).decode()
        except (IndexError, binascii.Error, UnicodeDecodeError):
            return AuthResult(success=False, handled=False)
        parts = dict(part.split("=", 1) for part in answer.split("\x01") if part)
        user = parts.get("user", "")
        token = parts.get("auth", "").removeprefix("Bearer ")
        if token and self._tokens.get(user) == token:
            login = LoginPassword(user.encode(), b"")
            return AuthResult(success=True, auth_data=login)
        # A refusal comes in two steps: its reason as a challenge, then the code.
        await server.challenge_auth('{"status":"401","schemes":"bearer"}')
        return AuthResult(success=False, handled=False)


def _is_encrypted(server: SMTP) -> bool:
    transport = server.transport
    return transport is not None and bool(transport.get_extra_info("sslcontext"))


def _login_name(session: Session) -> str | None:
    data = session.auth_data
    return data.login.decode() if isinstance(data, LoginPassword) else None


async def _let_happen(mishap: Mishap, server: SMTP) -> None:
    if mishap is Mishap.CUT_AFTER_DATA:
        _cut(server)
    if mishap is Mishap.STALL_AFTER_DATA:
        # Ends when the client hangs up or the sink is stopped.
        await asyncio.Event().wait()


def _cut(server: SMTP) -> None:
    transport = server.transport
    assert isinstance(transport, asyncio.Transport)
    transport.abort()


class _Session(SMTP):
    """An SMTP session that may be cut while a message is being written."""

    def __init__(self, handler: _Handler, *, plan: _Plan, **options: Any) -> None:
        self._plan_of_sink = plan
        super().__init__(handler, **options)

    async def smtp_DATA(self, arg: str) -> None:
        mishaps = self._plan_of_sink.mishaps
        if mishaps[:1] == [Mishap.CUT_DURING_DATA]:
            mishaps.pop(0)
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            _cut(self)
            return
        await super().smtp_DATA(arg)


class _Controller(SmtpController):
    """A controller that serves the sessions above."""

    def __init__(self, handler: _Handler, *, plan: _Plan, **options: Any) -> None:
        self._plan_of_sink = plan
        super().__init__(handler, **options)

    def make_session(self) -> SMTP:
        return _Session(self.handler, plan=self._plan_of_sink, **self.SMTP_kwargs)
