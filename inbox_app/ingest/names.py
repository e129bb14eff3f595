"""Names of attached files that no disk, header or eye is fooled by."""

import re
import unicodedata

_MAX_LENGTH = 200
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f/\\:*?\"<>|\u2028\u2029]")
_PATH = re.compile(r"^.*[/\\](?=[^/\\]*\w)")
# Characters that turn or hide text: `photo_gpj.exe` must not read as a photo.
_INVISIBLE = {
    *"\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069",
    "\ufeff", "\u061c", "\u00ad",
}  # fmt: skip


def clean_filename(name: str) -> str:
    """Return a name safe to show and to save under; may be empty."""
    name = unicodedata.normalize("NFC", name[:5000])
    name = "".join(char for char in name if char not in _INVISIBLE)
    name = re.sub(r"[\r\n\t]+ ?", " ", name)
    name = _PATH.sub("", name)
    name = _FORBIDDEN.sub("_", name).strip().rstrip(". ")
    if name.startswith("."):
        name = "_" + name[1:]
    return _shorten(name) if name.strip("_. ") else ""


def _shorten(name: str) -> str:
    if len(name) <= _MAX_LENGTH:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 20:
        return name[:_MAX_LENGTH]
    return f"{stem[: _MAX_LENGTH - len(suffix) - 1]}.{suffix}"
