"""RTF as Outlook packs it: unpacked ([MS-OXRTFCP]) and read as text."""

import re
import struct

_PRELOAD = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss "
    b"\\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier"
    b"{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_COMPRESSED = 0x75465A4C
_UNCOMPRESSED = 0x414C454D
_WINDOW = 4096
_MAX_SIZE = 20_000_000
_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_IGNORED = {
    b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"themedata",
    b"datastore", b"listtable", b"listoverridetable", b"generator", b"htmltag",
}  # fmt: skip
_MARKS = {
    b"par": "\n", b"line": "\n", b"tab": "\t", b"cell": "\t", b"row": "\n", b"emdash": "—",
    b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”",
    b"bullet": "•",
}  # fmt: skip


def decompress_rtf(data: bytes) -> bytes:
    """Undo Outlook's compression; what is damaged ends where the damage is."""
    if len(data) < 16:
        return b""
    size, kind = struct.unpack_from("<II", data, 4)
    if kind == _UNCOMPRESSED:
        return data[16 : 16 + size]
    if kind != _COMPRESSED:
        return b""
    window = bytearray(_PRELOAD.ljust(_WINDOW, b"\0"))
    write = len(_PRELOAD)
    out = bytearray()
    position = 16
    limit = min(size, _MAX_SIZE)
    while position < len(data) and len(out) < limit:
        control = data[position]
        position += 1
        for bit in range(8):
            if position >= len(data):
                break
            if not control >> bit & 1:
                chunk = data[position : position + 1]
                position += 1
            else:
                if position + 2 > len(data):
                    return bytes(out[:limit])
                token = data[position] << 8 | data[position + 1]
                position += 2
                if token >> 4 == write:
                    return bytes(out[:limit])
                chunk = _copy(window, token >> 4, (token & 0xF) + 2, write)
            for byte in chunk:
                window[write] = byte
                write = (write + 1) % _WINDOW
            out += chunk
    return bytes(out[:limit])


def _copy(window: bytearray, offset: int, length: int, write: int) -> bytes:
    """Copy from the window, which grows by what is copied."""
    chunk = bytearray()
    for index in range(length):
        source = (offset + index) % _WINDOW
        ahead = (source - write) % _WINDOW
        chunk.append(chunk[ahead] if ahead < len(chunk) else window[source])
    return bytes(chunk)


def rtf_to_text(rtf: bytes) -> str:
    """Read the words of an RTF document."""
    pieces: list[str] = []
    codec = "cp1252"
    skipped_depth = 0
    depth = 0
    pending_skip = 0
    for match in _TOKEN.finditer(rtf[:_MAX_SIZE]):
        word, number, code, symbol, brace, text = match.groups()
        if brace:
            depth += 1 if brace == b"{" else -1
            if skipped_depth and depth < skipped_depth:
                skipped_depth = 0
        elif skipped_depth:
            continue
        elif word in _IGNORED or symbol == b"*":
            skipped_depth = depth
        elif word == b"ansicpg" and number:
            codec = f"cp{int(number)}"
        elif word == b"u" and number:
            pieces.append(_character(int(number)))
            pending_skip = 1
        elif word:
            pieces.append(_MARKS.get(word, ""))
        elif code:
            if pending_skip:
                pending_skip = 0
                continue
            pieces.append(_decode(bytes([int(code, 16)]), codec))
        elif symbol:
            pieces.append({b"~": "\xa0", b"_": "-"}.get(symbol, symbol.decode("latin-1")))
        elif text:
            plain = _decode(text, codec)
            pieces.append(plain[pending_skip:])
            pending_skip = 0
    return "".join(pieces).strip()


def _character(number: int) -> str:
    code = number & 0xFFFF
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)


def _decode(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec, "replace")
    except LookupError:
        return data.decode("cp1252", "replace")
