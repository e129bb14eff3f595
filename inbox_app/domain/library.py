"""Names in the library: shortcuts, slugs, and text as search looks at it."""

import re
import unicodedata

_NOT_NAME = re.compile(r"[^a-z0-9]+")


def fold_text(text: str) -> str:
    """Write a text without accents and in small letters."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(c for c in parts if not unicodedata.combining(c)).casefold()


def make_name(text: str, longest: int) -> str:
    """Turn words into a name for an address or a shortcut: "Élan vital" to elan-vital.

    Empty when nothing of it can be kept.
    """
    return _NOT_NAME.sub("-", fold_text(text[:500])).strip("-")[:longest].strip("-")
