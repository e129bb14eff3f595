"""Waits for a mailbox to change (RFC 2177), and lets itself be woken.

The library's own wait looks at the socket alone: lines that came together with
the answer to IDLE sit in its buffer then, and would be seen half an hour later.
"""

# ruff: noqa: SLF001 - imaplib learns IDLE in Python 3.14 only

import imaplib
import io
import os
import select
import ssl
import time
from threading import Lock
from typing import cast

# Servers hang up on who says nothing for thirty minutes (RFC 2177).
LONGEST_IDLE_SECONDS = 28 * 60.0
_NEWS = ("EXISTS", "EXPUNGE", "VANISHED", "BYE")

imaplib.Commands.setdefault("IDLE", ("AUTH", "SELECTED"))


class IdleRefusedError(Exception):
    """The server offers IDLE and does not take it."""


class Waker:
    """A pipe that ends a wait from another thread."""

    def __init__(self) -> None:
        """Open the pipe."""
        self._reading_end, self._writing_end = os.pipe()
        os.set_blocking(self._reading_end, False)
        os.set_blocking(self._writing_end, False)
        self._lock = Lock()
        self._is_open = True

    def wake(self) -> None:
        """End the wait that is going on, or else the next one."""
        with self._lock:
            if self._is_open:
                try:
                    os.write(self._writing_end, b"!")
                except BlockingIOError:
                    # Full of calls nobody has answered yet: one is enough.
                    return

    def wait(self, timeout_seconds: float, also: int | None = None) -> bool:
        """Wait for a call, or until the other file can be read; true if it can."""
        poller = select.poll()
        poller.register(self._reading_end, select.POLLIN)
        if also is not None:
            poller.register(also, select.POLLIN)
        ready = {file for file, _ in poller.poll(max(timeout_seconds, 0) * 1000)}
        return also in ready

    def was_called(self) -> bool:
        """Tell whether somebody called since the last time, and forget it."""
        try:
            return bool(os.read(self._reading_end, 4096))
        except BlockingIOError:
            return False

    def close(self) -> None:
        """Close the pipe; later calls do nothing."""
        with self._lock:
            if self._is_open:
                self._is_open = False
                os.close(self._reading_end)
                os.close(self._writing_end)


def idle_until_news(
    client: imaplib.IMAP4, waker: Waker, timeout_seconds: float
) -> bool:
    """Wait inside IDLE; true if the folder changed.

    Raises:
        IdleRefusedError: ask from time to time instead.
        imaplib.IMAP4.error, OSError: as for any command.
    """
    tag = client._command("IDLE")
    while client._get_response() is not None:
        refusal = client.tagged_commands.pop(tag)
        if refusal is not None:
            raise IdleRefusedError(refusal)
        client.tagged_commands[tag] = None
    has_news = _read_until_news(client, waker, timeout_seconds)
    client.send(b"DONE\r\n")
    client._command_complete("IDLE", tag)
    return has_news


def _read_until_news(
    client: imaplib.IMAP4, waker: Waker, timeout_seconds: float
) -> bool:
    give_up_at = time.monotonic() + min(timeout_seconds, LONGEST_IDLE_SECONDS)
    is_readable = False
    while not _has_news(client):
        if _has_line_waiting(client, is_readable=is_readable):
            is_readable = False
            client._get_response()
            continue
        remaining = give_up_at - time.monotonic()
        if remaining <= 0 or waker.was_called():
            return False
        is_readable = waker.wait(remaining, client.socket().fileno())
    return True


def _has_news(client: imaplib.IMAP4) -> bool:
    return any(client.untagged_responses.get(kind) for kind in _NEWS)


def _buffer_of(client: imaplib.IMAP4) -> io.BufferedReader:
    # Its name has changed in newer versions of Python.
    buffer = getattr(client, "_file", None) or client.file
    return cast("io.BufferedReader", buffer)


def _has_line_waiting(client: imaplib.IMAP4, *, is_readable: bool) -> bool:
    """Look into every buffer between the wire and us, without waiting.

    Args:
        client: the connection, in IDLE.
        is_readable: the socket has something; nothing to read then is its end.
    """
    connection = client.socket()
    timeout = connection.gettimeout()
    connection.settimeout(0)
    try:
        waiting = _buffer_of(client).peek(1)
    except (ssl.SSLWantReadError, BlockingIOError):
        return False
    finally:
        connection.settimeout(timeout)
    if is_readable and not waiting:
        message = "the server closed the connection"
        raise client.abort(message)
    return bool(waiting)
