"""How a person is shown where there is no picture: two letters on a colour."""

from zlib import crc32

HUES = 12


def initials(name: str, address: str = "") -> str:
    """Two letters of the name, else of the address."""
    words = [word for word in name.replace(".", " ").split() if word[0].isalnum()]
    if len(words) > 1:
        return (words[0][0] + words[-1][0]).upper()
    source = (
        words[0] if words else "".join(c for c in address if c.isalnum() or c == "+")
    )
    return source[:2].upper() or "?"


def hue(address_or_name: str) -> int:
    """The same colour for the same person, 0 to `HUES` - 1."""
    return crc32(address_or_name.casefold().encode()) % HUES
