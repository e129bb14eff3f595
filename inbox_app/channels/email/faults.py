"""Turns what mail libraries raise into faults told apart by their consequence."""

import imaplib
import re
import socket
import ssl

import aiosmtplib
from imap_tools.errors import ImapToolsError, UnexpectedCommandStatusError

from inbox_app.channels.base import (
    PERMANENT_CODE,
    ChannelError,
    ConnectionStep,
    Consequence,
)

# All that the libraries raise when a server or the network misbehaves. The last
# two come from servers that answer what no parser expects.
MAIL_FAULTS = (
    OSError,
    EOFError,
    imaplib.IMAP4.error,
    ImapToolsError,
    aiosmtplib.SMTPException,
    ValueError,
    LookupError,
)
# A server that is full or being repaired refuses the log-in as well: asking for
# a new password then would be wrong (RFC 5530 and what large providers write).
_PASSING_REFUSAL = re.compile(
    r"UNAVAILABLE|INUSE|LIMIT|SERVERBUG|CONTACTADMIN|too many|temporar|try again"
    r"|later|throttl|maximum number|exceeded|busy|internal error|not connected",
    re.IGNORECASE,
)
_MISSING_FOLDER = re.compile(
    r"NONEXISTENT|TRYCREATE|doesn't exist|does not exist|not exist|unknown mailbox"
    r"|no such|not found|CANNOT|invalid mailbox",
    re.IGNORECASE,
)
# RFC 4954: the account's log-in is at fault, not the message.
LOG_IN_CODES = frozenset({530, 534, 535, 538})


def channel_error(error: Exception, step: ConnectionStep) -> ChannelError:
    """Describe what was raised while a step was being made."""
    if isinstance(error, ChannelError):
        return error
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return _smtp_refusal(error, step)
    cause = error.__cause__
    if isinstance(error, aiosmtplib.SMTPConnectError) and isinstance(cause, OSError):
        return channel_error(cause, step)
    if isinstance(error, OSError | EOFError | imaplib.IMAP4.abort | UnicodeError):
        return _network_error(error, step)
    words = server_words(error)
    return ChannelError(step, _consequence_of_refusal(step, words), words)


def _network_error(error: Exception, step: ConnectionStep) -> ChannelError:
    words = server_words(error)
    # A connection that breaks later is a failure of that step.
    is_connecting = step is ConnectionStep.CONNECT
    reason = ""
    if isinstance(error, socket.gaierror | UnicodeError) and is_connecting:
        step = ConnectionStep.DNS
    elif isinstance(error, ssl.SSLCertVerificationError):
        step, reason = ConnectionStep.TLS, "tls_untrusted"
    elif isinstance(error, ssl.SSLError) and is_connecting:
        step = ConnectionStep.TLS
    elif isinstance(error, ConnectionRefusedError):
        reason = "connect_refused"
    elif isinstance(error, TimeoutError):
        reason = "timed_out"
    return ChannelError(step, Consequence.RETRY, words, reason=reason)


def _smtp_refusal(
    error: aiosmtplib.SMTPResponseException, step: ConnectionStep
) -> ChannelError:
    words = server_words(error)
    if error.code in LOG_IN_CODES:
        return ChannelError(ConnectionStep.LOG_IN, Consequence.NEEDS_LOGIN, words)
    if error.code < PERMANENT_CODE:
        return ChannelError(step, Consequence.RETRY, words)
    is_log_in = step is ConnectionStep.LOG_IN
    consequence = Consequence.NEEDS_LOGIN if is_log_in else Consequence.GIVE_UP
    return ChannelError(step, consequence, words)


def _consequence_of_refusal(step: ConnectionStep, words: str) -> Consequence:
    if _PASSING_REFUSAL.search(words):
        return Consequence.RETRY
    if step is ConnectionStep.LOG_IN:
        return Consequence.NEEDS_LOGIN
    if step is ConnectionStep.FOLDER and _MISSING_FOLDER.search(words):
        return Consequence.GIVE_UP
    return Consequence.RETRY


def server_words(error: BaseException) -> str:
    """Return what the server said, or the system, without Python around it."""
    if isinstance(error, UnexpectedCommandStatusError):
        _status, data = error.command_result
        return _join_words(data)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{error.code} {error.message}".replace("\n", " ")
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message or str(error)
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    cause = error.__cause__
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror
    words = _join_words(error.args)
    return words or type(error).__name__


def _join_words(parts: object) -> str:
    if isinstance(parts, bytes):
        return parts.decode("utf-8", "replace")
    if isinstance(parts, list | tuple):
        return " ".join(filter(None, map(_join_words, parts)))
    return "" if parts is None else str(parts).removeprefix("b'").removesuffix("'")
