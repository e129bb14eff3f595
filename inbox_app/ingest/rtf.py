"""RTF as Outlook packs it: unpacked ([MS-OXRTFCP]) and read as text."""

# Lists of words and of cases read best on long lines.
# ruff: noqa: E501

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
    unpacker = _Unpacker(data)
    return unpacker.unpack(min(size, _MAX_SIZE))


class _Unpacker:
    """The sliding window of the compression, written to as it is read from."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._window = bytearray(_PRELOAD.ljust(_WINDOW, b"\0"))
        self._write = len(_PRELOAD)
        self._position = 16
        self._out = bytearray()

    def unpack(self, limit: int) -> bytes:
        while self._position < len(self._data) and len(self._out) < limit:
            control = self._data[self._position]
            self._position += 1
            if not all(self._take(control >> bit & 1) for bit in range(8)):
                break
        return bytes(self._out[:limit])

    def _take(self, is_reference: int) -> bool:
        """Take one literal or one reference; tell whether more may follow."""
        head = self._data[self._position : self._position + 1 + is_reference]
        if len(head) <= is_reference:
            return False
        self._position += len(head)
        if not is_reference:
            self._emit(head[0])
            return True
        offset, length = (head[0] << 8 | head[1]) >> 4, (head[1] & 0xF) + 2
        if offset == self._write:
            return False
        for index in range(length):
            self._emit(self._window[(offset + index) % _WINDOW])
        return True

    def _emit(self, byte: int) -> None:
        self._window[self._write] = byte
        self._write = (self._write + 1) % _WINDOW
        self._out.append(byte)


class _TextReader:
    """The words of a document, group by group."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._codec = "cp1252"
        self._depth = 0
        self._skipped_depth = 0
        # What stands in for a Unicode character in readers that know none.
        self._stands_in = 0

    def take(self, match: re.Match[bytes]) -> None:
        word, number, code, symbol, brace, text = match.groups()
        if brace:
            self._depth += 1 if brace == b"{" else -1
            if self._depth < self._skipped_depth:
                self._skipped_depth = 0
        elif self._skipped_depth:
            return
        elif word in _IGNORED or symbol == b"*":
            self._skipped_depth = self._depth
        elif word:
            self._take_word(word, int(number or 0))
        else:
            self._take_text(code, symbol, text)

    def _take_word(self, word: bytes, number: int) -> None:
        if word == b"ansicpg":
            self._codec = f"cp{number}"
        elif word == b"u":
            code = number & 0xFFFF
            self.pieces.append("\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code))
            self._stands_in = 1
        else:
            self.pieces.append(_MARKS.get(word, ""))

    def _take_text(self, code: bytes, symbol: bytes, text: bytes) -> None:
        stands_in, self._stands_in = self._stands_in, 0
        if code:
            if not stands_in:
                self.pieces.append(_decode(bytes([int(code, 16)]), self._codec))
        elif symbol:
            known = {b"~": "\xa0", b"_": "-"}
            self.pieces.append(known.get(symbol, symbol.decode("latin-1")))
        elif text:
            self.pieces.append(_decode(text, self._codec)[stands_in:])


def rtf_to_text(rtf: bytes) -> str:
    """Read the words of an RTF document."""
    reader = _TextReader()
    for match in _TOKEN.finditer(rtf[:_MAX_SIZE]):
        reader.take(match)
    return "".join(reader.pieces).strip()


def _decode(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec, "replace")
    except LookupError:
        return data.decode("cp1252", "replace")
