"""Reads the answers to FETCH, in which servers put things in any order."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# What imaplib hands over: lines, and pairs of a line's begin and a literal.
FetchAnswer = Iterable[bytes | tuple[bytes, bytes] | None]

_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_INTERNAL_DATE = re.compile(rb'\bINTERNALDATE "([^"]*)"')
# Short bodies may come between quotes, and empty ones as NIL, instead of as a
# literal.
_SHORT_BODY = re.compile(
    rb'\bBODY\[[^\]]*\](?:<\d+>)? (?:NIL|"((?:[^"\\]|\\.)*)")', re.DOTALL
)


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """What is asked about a message before it is fetched."""

    uid: int
    size: int
    internal_date: datetime | None


def parse_facts(answer: FetchAnswer) -> Iterator[MessageFacts]:
    """Read UID, size and date of arrival of each message in the answer."""
    for line, _ in _items(answer):
        uid, size = _UID.search(line), _SIZE.search(line)
        if uid and size:
            yield MessageFacts(int(uid[1]), int(size[1]), _parse_date(line))


def parse_bodies(answer: FetchAnswer) -> Iterator[tuple[int, bytes]]:
    """Read UID and content of each message in the answer.

    Flags that another program changed meanwhile come in between and are left out.
    """
    for line, literal in _items(answer):
        uid = _UID.search(line)
        if uid is None:
            continue
        if literal is not None:
            yield int(uid[1]), literal
        elif short := _SHORT_BODY.search(line):
            yield int(uid[1]), re.sub(rb"\\(.)", rb"\1", short[1] or b"")


def _items(answer: FetchAnswer) -> Iterator[tuple[bytes, bytes | None]]:
    """Put each message's line together again, around its literal if it has one."""
    line, literal = b"", None
    for part in answer:
        if isinstance(part, tuple):
            if line:
                yield line, literal
            line, literal = part
        elif part is None:
            continue
        elif literal is not None and not part[:1].isdigit():
            # The rest of the line that the literal interrupted.
            line += part
        else:
            if line:
                yield line, literal
            line, literal = part, None
    if line:
        yield line, literal


def _parse_date(line: bytes) -> datetime | None:
    found = _INTERNAL_DATE.search(line)
    if found is None:
        return None
    try:
        return parsedate_to_datetime(found[1].decode("ascii")).astimezone(UTC)
    except ValueError:
        return None
