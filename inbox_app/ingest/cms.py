"""The content of an opaquely signed S/MIME mail ([RFC 5652]), unverified.

Just enough of BER to reach it: SignedData is a sequence that holds, after its
version and algorithms, the content wrapped in octet strings.
"""

from collections.abc import Iterator

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_SEQUENCE, _OBJECT_ID, _OCTETS, _OCTETS_IN_PARTS, _EXPLICIT = (
    0x30,
    0x06,
    0x04,
    0x24,
    0xA0,
)
_MAX_DEPTH = 20


def read_signed_content(data: bytes) -> bytes | None:
    """Return what was signed, or None when it is not to be found in there."""
    try:
        outer = list(_elements(data, 0, len(data)))
        if not outer or outer[0][0] != _SEQUENCE:
            return None
        info = list(_elements(data, *outer[0][1:]))
        if info[0][0] != _OBJECT_ID or data[slice(*info[0][1:])] != _SIGNED_DATA:
            return None
        signed = next(_elements(data, *info[1][1:]))
        fields = list(_elements(data, *signed[1:]))
        # Version, digest algorithms, and then the content that was signed.
        content = list(_elements(data, *fields[2][1:]))
        if len(content) < 2 or content[1][0] != _EXPLICIT:
            return None
        return _octets(data, *content[1][1:], depth=0)
    except (IndexError, ValueError, StopIteration):
        return None


def _octets(data: bytes, start: int, end: int, *, depth: int) -> bytes:
    if depth > _MAX_DEPTH:
        raise ValueError
    pieces: list[bytes] = []
    for tag, first, last in _elements(data, start, end):
        if tag == _OCTETS:
            pieces.append(data[first:last])
        elif tag == _OCTETS_IN_PARTS:
            pieces.append(_octets(data, first, last, depth=depth + 1))
    return b"".join(pieces)


def _elements(data: bytes, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield tag, start and end of each element in a span."""
    position = start
    while position < end:
        tag, first, last, position = _read(data, position, end, depth=0)
        if tag == 0:
            return
        yield tag, first, last


def _read(
    data: bytes, position: int, end: int, *, depth: int
) -> tuple[int, int, int, int]:
    """Read one element: its tag, its span, and where the next one begins."""
    if depth > _MAX_DEPTH:
        raise ValueError
    tag, size = data[position], data[position + 1]
    first = position + 2
    if size == 0x80:
        # No length is given: it goes on until an element of nothing.
        inner = first
        while True:
            inner_tag, _, _, following = _read(data, inner, end, depth=depth + 1)
            if inner_tag == 0:
                return tag, first, inner, following
            inner = following
    if size & 0x80:
        count = size & 0x7F
        size = int.from_bytes(data[first : first + count])
        first += count
    last = min(first + size, end)
    return tag, first, last, last
