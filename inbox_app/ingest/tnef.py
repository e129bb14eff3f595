"""TNEF, Outlook's winmail.dat: its files and its text taken out ([MS-OXTNEF])."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from inbox_app.ingest.charsets import decode_text
from inbox_app.ingest.rtf import decompress_rtf, rtf_to_text

_SIGNATURE = 0x223E9F78
_ATTACH_DATA, _ATTACH_TITLE, _ATTACH_START, _ATTACH_PROPERTIES = (
    0x800F,
    0x8010,
    0x9002,
    0x9005,
)
_BODY, _CODEPAGE, _PROPERTIES = 0x800C, 0x9007, 0x9003
_PR_BODY, _PR_RTF, _PR_HTML = 0x1000, 0x1009, 0x1013
_PR_DATA, _PR_SHORT_NAME, _PR_LONG_NAME = 0x3701, 0x3704, 0x3707
_PR_MIME_TYPE, _PR_CONTENT_ID = 0x370E, 0x3712
_TEXT8, _TEXT16, _BINARY, _OBJECT = 0x1E, 0x1F, 0x102, 0x0D
_FIXED_SIZES = {
    2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16,
}  # fmt: skip
_MAX_FILES = 200


@dataclass(slots=True)
class TnefFile:
    """A file that was packed into winmail.dat."""

    name: str = ""
    content: bytes = b""
    content_type: str = "application/octet-stream"
    content_id: str = ""


@dataclass(slots=True)
class Tnef:
    """What a winmail.dat holds."""

    text: str | None = None
    html: str | None = None
    files: list[TnefFile] = field(default_factory=list)


def read_tnef(data: bytes) -> Tnef | None:
    """Unpack as much as can be read; None when it is no TNEF."""
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != _SIGNATURE:
        return None
    found = Tnef()
    codepage = "cp1252"
    for kind, content in _attributes(data):
        if kind == _CODEPAGE and len(content) >= 4:
            codepage = f"cp{struct.unpack_from('<I', content)[0]}"
        elif kind == _BODY:
            found.text = decode_text(content.rstrip(b"\0"), codepage)
        elif kind == _PROPERTIES:
            _read_body(found, content, codepage)
        elif kind == _ATTACH_START and len(found.files) < _MAX_FILES:
            found.files.append(TnefFile())
        elif found.files:
            _read_file(found.files[-1], kind, content, codepage)
    found.files = [file for file in found.files if file.content or file.name]
    return found


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    position = 6
    while position + 9 <= len(data):
        kind, length = struct.unpack_from("<II", data, position + 1)
        start = position + 9
        yield kind & 0xFFFF, data[start : start + length]
        # Two bytes of checksum follow.
        position = start + length + 2


def _read_body(found: Tnef, content: bytes, codepage: str) -> None:
    rtf = b""
    for name, kind, value in _properties(content):
        if name == _PR_BODY and kind in {_TEXT8, _TEXT16}:
            found.text = _text(kind, value, codepage)
        elif name == _PR_HTML:
            if kind == _BINARY:
                found.html = decode_text(value.rstrip(b"\0"), is_html=True)
            else:
                found.html = _text(kind, value, codepage)
        elif name == _PR_RTF:
            rtf = value
    if rtf and not found.text and not found.html:
        found.text = rtf_to_text(decompress_rtf(rtf))


def _read_file(file: TnefFile, kind: int, content: bytes, codepage: str) -> None:
    if kind == _ATTACH_TITLE:
        file.name = file.name or decode_text(content.rstrip(b"\0"), codepage)
    elif kind == _ATTACH_DATA:
        file.content = content
    elif kind == _ATTACH_PROPERTIES:
        for name, form, value in _properties(content):
            _read_file_property(file, name, form, value, codepage)


def _read_file_property(
    file: TnefFile, name: int, kind: int, value: bytes, codepage: str
) -> None:
    if name == _PR_LONG_NAME:
        file.name = _text(kind, value, codepage) or file.name
    elif name == _PR_SHORT_NAME:
        file.name = file.name or _text(kind, value, codepage)
    elif name == _PR_MIME_TYPE:
        file.content_type = _text(kind, value, codepage).lower() or file.content_type
    elif name == _PR_CONTENT_ID:
        file.content_id = _text(kind, value, codepage)
    elif name == _PR_DATA and not file.content:
        # An embedded object begins with the GUID of its interface.
        file.content = value[16:] if kind == _OBJECT else value


def _text(kind: int, value: bytes, codepage: str) -> str:
    if kind == _TEXT16:
        return value.decode("utf-16-le", "replace").rstrip("\0")
    return decode_text(value.rstrip(b"\0"), codepage)


def _properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield id, type and first value of each MAPI property."""
    try:
        yield from _read_properties(data)
    except struct.error:
        # The table is cut off: what was read so far holds.
        return


def _read_properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    (count,) = struct.unpack_from("<I", data)
    position = 4
    for _ in range(min(count, 5000)):
        kind, name = struct.unpack_from("<HH", data, position)
        position += 4
        if name >= 0x8000:
            position = _skip_name(data, position)
        base = kind & 0xFFF
        values = 1
        if kind & 0x1000 or base in {_TEXT8, _TEXT16, _BINARY, _OBJECT}:
            (values,) = struct.unpack_from("<I", data, position)
            position += 4
        value = b""
        for index in range(min(values, 5000)):
            item, position = _read_value(data, position, base)
            value = item if index == 0 else value
        yield name, base, value


def _skip_name(data: bytes, position: int) -> int:
    (kind,) = struct.unpack_from("<I", data, position + 16)
    position += 20
    if kind == 0:
        return position + 4
    (length,) = struct.unpack_from("<I", data, position)
    return position + 4 + _padded(length)


def _read_value(data: bytes, position: int, kind: int) -> tuple[bytes, int]:
    size = _FIXED_SIZES.get(kind)
    if size is not None:
        return data[position : position + size], position + size
    (length,) = struct.unpack_from("<I", data, position)
    position += 4
    return data[position : position + length], position + _padded(length)


def _padded(length: int) -> int:
    return (length + 3) & ~3
