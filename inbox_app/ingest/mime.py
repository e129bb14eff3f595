"""Raw bytes to a tree of parts, in linear time and within limits.

The standard library's parser walks a mail line by line and gives up on what
is nested deeper than Python's stack; this one cuts slices at the boundaries,
from the outermost in. It follows the library where a mail is sound and keeps
more text where it is not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from inbox_app.ingest.cms import read_signed_content
from inbox_app.ingest.headers import decode_raw, parse_parameters
from inbox_app.ingest.transfer import decode_transfer, name_encoding

MAX_PARTS = 1000
MAX_DEPTH = 60
MAX_HEADER_BYTES = 4_000_000
MAX_HEADERS = 10_000

_HEADER = re.compile(rb"([!-9;-~\x80-\xff]{1,200}?)[ \t]*:[ \t]*(.*)", re.DOTALL)
_BLANK_LINE = re.compile(rb"\n\r*\n")
_EMPTY_FIRST_LINE = re.compile(rb"\r*\n")
_UNIX_FROM = re.compile(rb">?From \S*.*")
_INDENT = (b" ", b"\t")
_LF, _CR = 10, 13
_LINE_BREAKS = (_LF, _CR)
SMIME_TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
MESSAGE_TYPES = frozenset({"message/rfc822", "message/global", "message/news"})
_TYPE = re.compile(r"[\w!#$&^.+-]{1,100}/[\w!#$&^.+-]{1,100}")
# What opens a part when the header does not say what its boundary is.
_GUESSED_BOUNDARY = re.compile(
    rb"^--([^\r\n]{0,199}[^ \t\r\n])[ \t]*\r*\n(?=content-[a-z-]+[ \t]*:)",
    re.IGNORECASE | re.MULTILINE,
)
_KNOWN_HEADER = re.compile(
    rb"(?:content-|mime-|from|to|subject|date|received|return-path|message-id|x-|cc|"
    rb"reply-to|delivered-to)[\w-]*[ \t]*:",
    re.IGNORECASE,
)
_TRANSPORT_HEADER = re.compile(
    rb"(?:received|message-id|mime-version|content-type|references|in-reply-to)[ \t]*:",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Part:
    """One part: its headers, and its body or the parts within.

    The body is a span of `source`, cut out only when it is asked for: sixty
    nested messages of sixty megabytes must not be sixty copies.
    """

    headers: list[tuple[str, bytes]]
    content_type: str
    parameters: dict[str, str]
    source: bytes
    start: int
    end: int
    children: list["Part"] = field(default_factory=list)
    _disposition: tuple[str, dict[str, str]] | None = None

    @property
    def body(self) -> bytes:
        """Return the body as it was transferred."""
        return self.source[self.start : self.end]

    def raw_header(self, name: str) -> bytes:
        """Return the first value of a header (lower-case name), unfolded."""
        return next((value for key, value in self.headers if key == name), b"")

    @property
    def charset(self) -> str:
        """Return the charset parameter as the mail has it."""
        return self.parameters.get("charset", "")

    @property
    def encoding(self) -> str:
        """Return the transfer encoding by its canonical name."""
        return name_encoding(
            self.raw_header("content-transfer-encoding").decode("latin-1")
        )

    @property
    def disposition(self) -> str:
        """Return inline, attachment, another token, or ''."""
        return self._parsed_disposition()[0]

    @property
    def filename(self) -> str:
        """Return the name given to the part, as it stands there."""
        parameters = self._parsed_disposition()[1]
        for name in (parameters.get("filename"), self.parameters.get("name")):
            if name and name.strip():
                return name
        return ""

    def _parsed_disposition(self) -> tuple[str, dict[str, str]]:
        if self._disposition is None:
            raw = self.raw_header("content-disposition")
            head, parameters = parse_parameters(raw) if raw else ("", {})
            self._disposition = (head.split()[0] if head else "", parameters)
        return self._disposition

    def content(self) -> bytes:
        """Return the body with its transfer encoding undone."""
        return decode_transfer(self.body, self.encoding)


@dataclass(slots=True)
class _Reading:
    """What one reading has used up and complained of."""

    parts: int = 0
    defects: dict[str, None] = field(default_factory=dict)

    def note(self, defect: str) -> None:
        self.defects[defect] = None


def read_tree(raw: bytes) -> tuple[Part, list[str]]:
    """Read a whole mail; never raises."""
    reading = _Reading()
    raw = _prepare(raw)
    part = _read_part(raw, 0, len(raw), reading, depth=0)
    return part, list(reading.defects)


def _prepare(raw: bytes) -> bytes:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raw = raw.decode("utf-16", "replace").encode("utf-8")
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if b"\r" in raw[:1000] and b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    # Blank lines before the first header come from careless exports.
    lead = re.match(rb"(?:[ \t]*\r*\n)+", raw[:10_000])
    if lead and _HEADER.match(raw[lead.end() : lead.end() + 300].split(b"\n", 1)[0]):
        raw = raw[lead.end() :]
    return raw


def _read_part(
    raw: bytes,
    start: int,
    end: int,
    reading: _Reading,
    *,
    depth: int,
    default: str = "text/plain",
) -> Part:
    headers, body_start = _read_headers(raw, start, end, reading, is_top=depth == 0)
    content_type, parameters = _read_type(headers, default, reading)
    part = Part(headers, content_type, parameters, raw, body_start, end)
    if content_type.startswith("text/") and parameters.get("boundary"):
        _take_hidden_parts(part, reading)
    if part.content_type.startswith("multipart/"):
        _read_children(part, reading, depth)
    elif content_type in MESSAGE_TYPES:
        _read_message(part, reading, depth)
    elif content_type in SMIME_TYPES and depth < MAX_DEPTH:
        _read_signed(part, reading, depth)
    return part


def _read_type(
    headers: list[tuple[str, bytes]], default: str, reading: _Reading
) -> tuple[str, dict[str, str]]:
    raw = next((value for key, value in headers if key == "content-type"), b"")
    if not raw.strip():
        return default, {}
    head, parameters = parse_parameters(raw)
    head = head.split()[0] if head else ""
    if _TYPE.fullmatch(head):
        return head, parameters
    reading.note("A Content-Type is not readable.")
    if head.startswith("text"):
        return "text/html" if "html" in head else "text/plain", parameters
    match = _TYPE.match(head)
    return match[0] if match else default, parameters


def _read_headers(
    raw: bytes, start: int, end: int, reading: _Reading, *, is_top: bool
) -> tuple[list[tuple[str, bytes]], int]:
    """Return the headers and where the body starts."""
    first = _EMPTY_FIRST_LINE.match(raw, start, end)
    if first:
        return [], first.end()
    blank = _BLANK_LINE.search(raw, start, end)
    stop = blank.start() if blank else end
    body_start = blank.end() if blank else end
    if stop - start > MAX_HEADER_BYTES:
        reading.note("The headers are too long and were cut.")
        stop = start + MAX_HEADER_BYTES
    found, length = _collect_headers(raw[start:stop], reading, is_top=is_top)
    if length is not None:
        # Without any header all of it is body.
        body_start = min(start + length, end) if found else start
    if len(found) > MAX_HEADERS:
        reading.note("There are too many headers; the rest was left out.")
    return _finish(found[:MAX_HEADERS]), body_start


def _collect_headers(
    block: bytes, reading: _Reading, *, is_top: bool
) -> tuple[list[tuple[bytes, list[bytes]]], int | None]:
    """Gather headers with their folds; tell where they end if a body cuts in."""
    lines = block.split(b"\n")
    found: list[tuple[bytes, list[bytes]]] = []
    position = 0
    for index, line in enumerate(lines):
        if line[:1] in _INDENT and line.strip():
            if found:
                found[-1][1].append(line)
        elif match := _HEADER.match(line):
            found.append((match[1], [match[2]]))
        elif not (
            _is_unix_from(line, found, is_top=is_top)
            or _header_follows(lines, index + 1)
        ):
            return found, position + _note_end(line, found, reading)
        elif found and line.strip():
            reading.note("A line among the headers is not a header.")
        position += len(line) + 1
    return found, None


def _note_end(line: bytes, found: Sequence[object], reading: _Reading) -> int:
    """Return how much of the line that ends the headers is no body yet."""
    if not line.strip():
        return len(line) + 1
    if found:
        reading.note("There is no empty line between headers and body.")
    return 0


def _is_unix_from(line: bytes, found: Sequence[object], *, is_top: bool) -> bool:
    return is_top and not found and _UNIX_FROM.match(line) is not None


def _header_follows(lines: list[bytes], index: int) -> bool:
    """Return whether more headers come: long ones may have lost their indent."""
    return any(_KNOWN_HEADER.match(line) for line in lines[index : index + 4]) or any(
        _TRANSPORT_HEADER.match(line) for line in lines[index + 4 : index + 15]
    )


def _finish(found: list[tuple[bytes, list[bytes]]]) -> list[tuple[str, bytes]]:
    # A fold stands for its white space; tabs and deep indents are for looks.
    return [
        (
            name.decode("latin-1").lower(),
            values[0].strip()
            if len(values) == 1
            else b" ".join([value.strip() for value in values]).strip(),
        )
        for name, values in found
    ]


def _read_signed(part: Part, reading: _Reading, depth: int) -> None:
    """Read the mail that a signature is wrapped around."""
    if "enveloped" in part.parameters.get("smime-type", ""):
        return
    content = read_signed_content(part.content())
    if content and reading.parts < MAX_PARTS:
        reading.parts += 1
        inner = _read_part(content, 0, len(content), reading, depth=depth + 1)
        part.children = [inner]


def _read_message(part: Part, reading: _Reading, depth: int) -> None:
    if depth >= MAX_DEPTH:
        reading.note(f"Messages are nested more than {MAX_DEPTH} deep.")
        return
    if reading.parts >= MAX_PARTS:
        return
    reading.parts += 1
    raw, start, end = part.source, part.start, part.end
    if part.encoding:
        raw = part.content()
        start, end = 0, len(raw)
    part.children = [_read_part(raw, start, end, reading, depth=depth + 1)]


def _take_hidden_parts(part: Part, reading: _Reading) -> None:
    """Notice a multipart that calls itself text."""
    opening = part.source[part.start : part.start + 2000].lstrip()
    boundary = part.parameters["boundary"].encode("utf-8", "replace")
    if opening.startswith(b"--" + boundary):
        reading.note("A multipart is labelled as text.")
        part.content_type = "multipart/mixed"


def _read_children(part: Part, reading: _Reading, depth: int) -> None:
    if depth >= MAX_DEPTH:
        reading.note(f"Parts are nested more than {MAX_DEPTH} deep.")
        part.content_type = "application/octet-stream"
        return
    slices = _find_slices(part, reading)
    if not slices:
        _read_as_one(part, reading)
        return
    default = (
        "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
    )
    for start, end in slices:
        if reading.parts >= MAX_PARTS:
            reading.note(
                f"There are more than {MAX_PARTS} parts; the rest was left out."
            )
            break
        reading.parts += 1
        part.children.append(
            _read_part(
                part.source, start, end, reading, depth=depth + 1, default=default
            )
        )


def _find_slices(part: Part, reading: _Reading) -> list[tuple[int, int]]:
    boundaries = _boundary_forms(part)
    for boundary in boundaries:
        slices, is_closed = _cut(part.source, part.start, part.end, boundary)
        if slices:
            if not is_closed:
                reading.note("The last boundary is missing.")
            return slices
    guess = _GUESSED_BOUNDARY.search(part.source, part.start, part.end)
    if guess is None:
        return []
    reading.note("The boundary is not the one that the header names.")
    end = part.end
    for boundary in boundaries:
        close = part.source.find(b"\n--" + boundary + b"--", part.start, end)
        end = close if close >= 0 else end
    return _cut(part.source, part.start, end, guess[1])[0]


def _boundary_forms(part: Part) -> list[bytes]:
    boundary = part.parameters.get("boundary", "").rstrip()
    raw = decode_raw(part.raw_header("content-type"))
    # Some senders quote half of it, or leave the closing quote out.
    match = re.search(r"boundary\s*=\s*\"?([^\";\r\n]+)", raw, re.IGNORECASE)
    forms = dict.fromkeys(
        (boundary, match[1].strip() if match else "", boundary.removeprefix("--"))
    )
    return [form.encode("utf-8", "replace") for form in forms if form]


def _cut(
    raw: bytes, start: int, end: int, boundary: bytes
) -> tuple[list[tuple[int, int]], bool]:
    """Find the slices between delimiter lines; tell whether the last is closed."""
    delimiter = b"--" + boundary
    slices: list[tuple[int, int]] = []
    opened = -1
    position = raw.find(delimiter, start, end)
    while position >= 0:
        after = position + len(delimiter)
        if position > start and raw[position - 1] not in _LINE_BREAKS:
            position = raw.find(delimiter, after, end)
            continue
        line_end = raw.find(b"\n", after, end)
        line_end = end if line_end < 0 else line_end
        rest = raw[after : min(line_end, after + 80)].strip()
        if not rest or rest.startswith(b"--"):
            if opened >= 0:
                slices.append((opened, _before_line_break(raw, position, opened)))
            opened = -1 if rest else min(line_end + 1, end)
        position = raw.find(delimiter, line_end, end)
    if opened >= 0:
        slices.append((opened, end))
    return slices, opened < 0


def _before_line_break(raw: bytes, position: int, start: int) -> int:
    """Return where the part ends: the line break is the delimiter's own."""
    end = position
    if end > start and raw[end - 1] == _LF:
        end -= 1
    if end > start and raw[end - 1] == _CR:
        end -= 1
    return end


def _read_as_one(part: Part, reading: _Reading) -> None:
    """Read a multipart that has no parts as the text that it is."""
    reading.note("A multipart has no parts.")
    opening = part.source[part.start : part.start + 300]
    is_html = re.match(
        rb"\s*<(?:!doctype|html|body|div|p|table)\b", opening, re.IGNORECASE
    )
    part.content_type = "text/html" if is_html else "text/plain"
