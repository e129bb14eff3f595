"""Header values decoded: encoded words, parameters, raw eight-bit text, dates."""

import binascii
import re
from datetime import UTC, datetime
from email.utils import parsedate_tz
from itertools import islice
from urllib.parse import unquote_to_bytes

from inbox_app.ingest.charsets import decode_text, find_codec, guess_text
from inbox_app.ingest.transfer import decode_base64

# A header longer than this is shown cut: nobody reads it, and it may be hostile.
MAX_VALUE_LENGTH = 100_000
_MAX_PARAMETERS_LENGTH = 20_000
_MAX_PARAMETERS = 200

_ENCODED_WORD = re.compile(
    r"=\?([^?\s]{1,60})\?(?:([bB])\?([^?]*)|([qQ])\?(.*?))(?:\?=|$)", re.DOTALL
)
_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\u2028\u2029]+")
_PARAMETER = re.compile(
    r";\s*(?P<name>[^\s=;\"]{1,80})\s*=\s*"
    r"(?P<value>\"(?:[^\"\\]|\\.)*\"(?=\s*(?:;|$|\())"
    r"|\".{0,2000}?\"(?=\s*;\s*[\w*%-]{1,40}\s*=|\s*$)"
    r"|[^;]*)",
    re.DOTALL,
)
_SEGMENT = re.compile(r"(.+?)(?:\*(\d{1,4}))?(\*)?")
_MESSAGE_ID = re.compile(r"<([^<>]{1,2000})>")


def decode_header(raw: bytes, charset: str = "") -> str:
    """Decode a header's value for people to read.

    `charset` is the mail's own, a hint for values sent as raw eight-bit text.
    """
    raw = raw[:MAX_VALUE_LENGTH]
    if raw.isascii() and b"=?" not in raw and b"\x1b" not in raw:
        return raw.decode("ascii")
    return decode_words(decode_raw(raw, charset))


def decode_raw(raw: bytes, charset: str = "") -> str:
    """Decode the bytes of a header, leaving encoded words as they are."""
    if raw.isascii() and b"\x1b" not in raw:
        return raw.decode("ascii")
    try:
        text = raw.decode("utf-8")
    except UnicodeError:
        codec = find_codec(charset) if charset else ""
        if codec in {"", "utf-8", "ascii", "cp1252"}:
            return guess_text(raw)
        return decode_text(raw, charset)
    return guess_text(raw) if "\x1b" in text else text


def decode_words(text: str) -> str:
    """Decode RFC 2047 encoded words wherever they stand in a value."""
    if "=?" not in text:
        return text
    pieces: list[str] = []
    run = _WordRun()
    position = 0
    for match in _ENCODED_WORD.finditer(text):
        between = text[position : match.start()]
        if between.strip() or not run.is_open:
            pieces.append(run.close())
            pieces.append(between)
        run.add(match)
        if run.overflow:
            pieces.append(run.take_overflow())
        position = match.end()
    pieces.append(run.close())
    pieces.append(text[position:])
    return "".join(pieces)


class _WordRun:
    """Adjacent encoded words of one charset: their bytes belong together.

    A character may be split over two words, and so may a base64 quantum.
    """

    def __init__(self) -> None:
        self.is_open = False
        self.overflow = ""
        self._charset = ""
        self._base64 = ""
        self._data: list[bytes] = []

    def add(self, match: re.Match[str]) -> None:
        charset = match[1].split("*")[0].lower()
        if self.is_open and charset != self._charset:
            self.overflow = self.close()
        self.is_open = True
        self._charset = charset
        if match[2]:
            self._base64 += match[3]
            if self._base64.endswith("=") or len(self._base64) % 4 == 0:
                self._flush()
        else:
            self._flush()
            self._data.append(_decode_q(match[5]))

    def take_overflow(self) -> str:
        taken, self.overflow = self.overflow, ""
        return taken

    def _flush(self) -> None:
        if self._base64:
            self._data.append(decode_base64(self._base64.encode("utf-8", "replace")))
            self._base64 = ""

    def close(self) -> str:
        if not self.is_open:
            return ""
        self._flush()
        text = decode_text(b"".join(self._data), self._charset)
        self.is_open = False
        self._data = []
        return text


def _decode_q(text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    try:
        return binascii.a2b_qp(data, header=True)
    except binascii.Error:  # pragma: no cover - a2b_qp accepts any bytes
        return data


def tidy(text: str) -> str:
    """Make one line of a decoded value: no control characters, no outer space."""
    if text.isprintable():
        return text.strip()
    return _CONTROLS.sub(" ", text).replace("\t", " ").strip()


def parse_parameters(raw: bytes, charset: str = "") -> tuple[str, dict[str, str]]:
    """Split a value like Content-Type's into its head and its parameters.

    Parameters come out decoded: RFC 2231 continuations and charsets, encoded
    words where they may not stand, raw eight-bit names.
    """
    text = decode_raw(raw[:_MAX_PARAMETERS_LENGTH], charset)
    head, separator, rest = text.partition(";")
    head = re.sub(r"\([^()]*\)", "", head).strip().lower()
    if not separator:
        return head, {}
    segments: dict[str, list[tuple[int, bool, str]]] = {}
    for match in islice(_PARAMETER.finditer(";" + rest), _MAX_PARAMETERS):
        _add_segment(segments, match["name"].lower(), _unquote(match["value"].strip()))
    return head, {name: _join_segments(parts) for name, parts in segments.items()}


def _add_segment(
    segments: dict[str, list[tuple[int, bool, str]]], key: str, value: str
) -> None:
    match = _SEGMENT.fullmatch(key)
    if match is None:
        return
    name, number, star = match.groups()
    order = int(number) if number else -1
    parts = segments.setdefault(name, [])
    if order < 0:
        # The plain form is for readers that do not know RFC 2231; of two
        # equal ones the first counts.
        if star:
            parts[:] = [(order, True, value)]
            return
        if parts:
            return
    elif any(part[0] == -1 and part[1] for part in parts):
        return
    parts.append((order, bool(star), value))


def _unquote(value: str) -> str:
    if value.startswith('"'):
        inner = value[1:-1] if len(value) > 1 and value.endswith('"') else value[1:]
        return re.sub(r"\\([\"\\])", r"\1", inner)
    return value


def _join_segments(parts: list[tuple[int, bool, str]]) -> str:
    numbered = sorted(
        (part for part in parts if part[0] >= 0), key=lambda part: part[0]
    )
    chosen = numbered or parts
    if not any(is_extended for _, is_extended, _ in chosen):
        return decode_words("".join(value for _, _, value in chosen))
    charset = ""
    data: list[bytes] = []
    for index, (_, is_extended, value) in enumerate(chosen):
        if index == 0 and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        if is_extended or index == 0:
            data.append(unquote_to_bytes(value))
        else:
            data.append(value.encode("utf-8", "replace"))
    return decode_words(decode_text(b"".join(data), charset))


def parse_date(value: str) -> datetime | None:
    """Read a date header, or None when it says no possible time."""
    value = tidy(value)[:200]
    fields = _parse_rfc_date(value)
    if fields is None:
        return _parse_iso_date(value)
    year, month, day, hour, minute, second, offset = fields
    try:
        local = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
        return datetime.fromtimestamp(local.timestamp() - offset, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _parse_rfc_date(value: str) -> tuple[int, int, int, int, int, int, int] | None:
    try:
        fields = parsedate_tz(value)
    except (ValueError, TypeError, IndexError, AttributeError):
        # parsedate_tz trips over some malformed dates instead of refusing them.
        return None
    if fields is None or fields[0] < 1:
        return None
    offset = fields[9] or 0
    if abs(offset) > 86_400:
        offset = 0
    return (*fields[:6], offset)


def _parse_iso_date(value: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    try:
        return (
            found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        )
    except (ValueError, OverflowError):
        return None


def parse_message_ids(value: str) -> tuple[str, ...]:
    """Return the Message-IDs in a header, each once, in angle brackets."""
    found = [
        "<" + re.sub(r"\s+", "", inner) + ">" for inner in _MESSAGE_ID.findall(value)
    ]
    if not found:
        found = [
            f"<{word.strip('<>,;')}>"
            for word in value.split()
            if "@" in word and len(word) < 1000
        ]
    return tuple(dict.fromkeys(id_ for id_ in found if id_ != "<>"))
