"""Content-Transfer-Encodings undone, as far as broken ones allow."""

import binascii
import re

_BASE64_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NOT_BASE64 = bytes(byte for byte in range(256) if byte not in _BASE64_ALPHABET)
_WHITESPACE = b" \t\r\n\x0b\x0c"
_PADDING = re.compile(rb"=+")
_SOFT_BREAK_WITH_SPACE = re.compile(rb"=[ \t]+(?=\r?\n)")
_SOFT_BREAK_BARE_CR = re.compile(rb"=\r(?!\n)")
_UU_BEGIN = re.compile(
    rb"^begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,200})\r?$", re.MULTILINE
)
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/=]+[ \t]*")


def name_encoding(label: str) -> str:
    """Return base64, quoted-printable, uuencode or '' (as it is) for a label."""
    name = label.strip().strip("\"';").lower()
    if not name or name.startswith(("7", "8", "bin")):
        return ""
    if "quoted" in name or name in {"qp", "q"}:
        return "quoted-printable"
    if "base64" in name or "base-64" in name:
        return "base64"
    if "uue" in name or "uuencode" in name:
        return "uuencode"
    return ""


def decode_transfer(body: bytes, encoding: str) -> bytes:
    """Undo a transfer encoding (as `name_encoding` names it)."""
    if encoding == "base64":
        return decode_base64(body)
    if encoding == "quoted-printable":
        return decode_quoted_printable(body)
    if encoding == "uuencode":
        decoded = decode_uu(body)
        return body if decoded is None else decoded[1]
    return body


def decode_base64(body: bytes) -> bytes:
    """Decode base64 with junk, missing padding or several padded runs."""
    packed = body.translate(None, _NOT_BASE64)
    runs = (
        [run for run in _PADDING.split(packed) if run] if b"=" in packed else [packed]
    )
    return b"".join(map(_decode_run, runs))


def _decode_run(run: bytes) -> bytes:
    spare = len(run) % 4
    if spare == 1:
        run = run[:-1]
    elif spare:
        run += b"=" * (4 - spare)
    return binascii.a2b_base64(run)


def decode_base64_text(body: bytes) -> bytes:
    """Decode a text part in base64, to which others may have added plain lines.

    Mailing lists append their footer to a body without looking at its
    encoding, and some senders label plain text as base64.
    """
    stripped = body.translate(None, _WHITESPACE)
    if not stripped.translate(None, _BASE64_ALPHABET) and len(stripped) % 4 == 0:
        return decode_base64(stripped)
    lines = body.splitlines(keepends=True)
    end = next(
        (
            i
            for i, line in enumerate(lines)
            if line.strip() and not _is_base64_line(line)
        ),
        len(lines),
    )
    if end == 0:
        return body
    head = b"".join(lines[:end])
    decoded = decode_base64(head)
    if len(head.translate(None, _WHITESPACE)) % 4 and not _reads_as_text(decoded):
        return body
    return decoded + b"".join(lines[end:])


def _is_base64_line(line: bytes) -> bool:
    return _BASE64_LINE.fullmatch(line.rstrip(b"\r\n")) is not None


def _reads_as_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8")
    except UnicodeError:
        return False
    return all(char >= " " or char in "\t\r\n" for char in text)


def decode_quoted_printable(body: bytes) -> bytes:
    """Decode quoted-printable; what is not of its form stays as it is."""
    if b"=" not in body:
        return body
    if b"= " in body or b"=\t" in body:
        body = _SOFT_BREAK_WITH_SPACE.sub(b"=", body)
    if b"=\r" in body:
        # The C decoder would skip to the next line feed and lose the text.
        body = _SOFT_BREAK_BARE_CR.sub(b"=\n", body)
    return binascii.a2b_qp(body)


def decode_uu(body: bytes) -> tuple[str, bytes, int, int] | None:
    """Decode the first uuencoded file: its name, content, start and end."""
    begin = _UU_BEGIN.search(body)
    if begin is None:
        return None
    name = begin[1].decode("utf-8", "replace").strip()
    is_base64 = begin[0].startswith(b"begin-base64")
    chunks: list[bytes] = []
    position = begin.end() + 1
    while position < len(body):
        stop = body.find(b"\n", position)
        stop = len(body) if stop < 0 else stop
        line = body[position:stop].rstrip(b"\r")
        position = stop + 1
        if line.strip() == b"end" or line.startswith(b"===="):
            return name, b"".join(chunks), begin.start(), min(position, len(body))
        if not line.strip() or line == b"`":
            continue
        decoded = decode_base64(line) if is_base64 else _decode_uu_line(line)
        if decoded is None:
            return None
        chunks.append(decoded)
    return None


def _decode_uu_line(line: bytes) -> bytes | None:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Some encoders count the padding wrong: take what the length says.
        count = (((line[0] - 32) & 63) * 4 + 5) // 3
        try:
            return binascii.a2b_uu(line[:count])
        except binascii.Error:
            return None
