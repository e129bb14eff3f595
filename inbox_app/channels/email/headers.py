"""Writes header fields that every server takes and nobody can smuggle lines into."""

import re
from collections.abc import Iterable
from datetime import datetime
from email.header import Header
from email.utils import format_datetime

from inbox_app.channels.base import (
    ChannelError,
    ConnectionStep,
    Consequence,
    MailAddress,
)

LINE_LENGTH = 76
# Longer names and subjects are cut: no program shows them.
LONGEST_TEXT = 2000
# First and last ids of a long chain are what threading uses (RFC 5322, 3.6.4).
KEPT_REFERENCES = 50
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
# Characters that turn the order of letters around, so that a name looks like
# another one.
_DIRECTION_MARKS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile(r"\s+")
_NEEDS_QUOTES = re.compile(r'[()<>@,:;".\[\]\\]')
_MESSAGE_ID = re.compile(r"<[^<>\s\x00-\x1f\x7f]{1,900}>")
_LONG_WORD = re.compile(r"\S{300,}")
_ADDRESS = re.compile(
    r"[^@\s\x00-\x1f\x7f<>,;:\"\\()\[\]]+@[^@\s\x00-\x1f\x7f<>,;:\"\\()]+"
)


class UnusableAddressError(ChannelError):
    """No mail can be sent to, or from, this address."""

    def __init__(self, address: str) -> None:
        super().__init__(
            ConnectionStep.SEND,
            Consequence.GIVE_UP,
            address,
            reason="address_unusable",
        )


def text_header(name: str, value: str) -> str:
    """Write a field of free text, encoded where ASCII cannot say it (RFC 2047)."""
    text = one_line(value)[:LONGEST_TEXT]
    return f"{name}: {_encode_text(text, len(name) + 2)}"


def address_header(name: str, addresses: Iterable[MailAddress]) -> str:
    """Write a field of addresses, one a line.

    Raises:
        UnusableAddressError: one of them is no address.
    """
    return f"{name}: " + ",\r\n ".join(map(_encode_address, addresses))


def date_header(value: datetime) -> str:
    """Write the date with its zone."""
    return f"Date: {format_datetime(value)}"


def message_ids_header(name: str, ids: Iterable[str]) -> str:
    """Write message ids, one a line; what is none is left out."""
    known = list(dict.fromkeys(found for id_ in ids for found in message_ids_in(id_)))
    if len(known) > KEPT_REFERENCES:
        known = [known[0], *known[-(KEPT_REFERENCES - 1) :]]
    return f"{name}: " + "\r\n ".join(known) if known else ""


def message_ids_in(value: str) -> list[str]:
    """Return the message ids in a header's value."""
    return _MESSAGE_ID.findall(value)


def one_line(value: str) -> str:
    """Make a value fit into a header: one line, and read in the order it shows."""
    flat = _DIRECTION_MARKS.sub("", _CONTROL_CHARACTERS.sub(" ", value))
    return _SPACES.sub(" ", flat.encode("utf-8", "replace").decode()).strip()


def envelope_address(address: str) -> str:
    """Write an address as servers want it, its domain in ASCII (RFC 5891).

    Raises:
        UnusableAddressError: it is no address.
    """
    address = address.strip()
    if not _ADDRESS.fullmatch(address):
        raise UnusableAddressError(address)
    local_part, _, domain = address.rpartition("@")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise UnusableAddressError(address) from error
    return f"{local_part}@{domain}"


def _encode_address(entry: MailAddress) -> str:
    address = envelope_address(entry.address)
    name = one_line(entry.name)[:LONGEST_TEXT]
    if not name:
        return address
    if not name.isascii() or "=?" in name or _LONG_WORD.search(name):
        return f"{_encode_words(name, LINE_LENGTH // 2)}\r\n <{address}>"
    if _NEEDS_QUOTES.search(name):
        name = '"' + name.replace("\\", r"\\").replace('"', r"\"") + '"'
    fold = "\r\n " if len(name) > LINE_LENGTH // 2 else " "
    return f"{name}{fold}<{address}>"


def _encode_text(text: str, already: int) -> str:
    if not text.isascii() or "=?" in text or _LONG_WORD.search(text):
        return _encode_words(text, already)
    lines = [""]
    for word in text.split(" "):
        room = LINE_LENGTH - (already if len(lines) == 1 else 1)
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return "\r\n ".join(lines)


def _encode_words(text: str, already: int) -> str:
    # The class makes room for a name of the same length as the true one.
    header = Header(text, "utf-8", maxlinelen=75, header_name="x" * (already - 2))
    return header.encode(linesep="\r\n")
