"""Texts in English and French: one flat catalogue per language.

A key is dotted by region (`list.empty`). A text that depends on a number has one
entry per plural form, `list.new#one` and `list.new#other`, and is asked for as
`list.new` with `n`. Values are named in braces. The browser reads the same files
through `ui.language`; this module makes the texts of the server: errors, mails and
the pages outside the application.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, get_args

Language = Literal["en", "fr"]

LANGUAGES: tuple[Language, ...] = get_args(Language)

# Parts of the catalogues that only the server reads: its pages and mails, and what
# it sends in words when the palette opens.
SERVER_ONLY = ("login.", "setup.", "mail.", "outbox.", "command.", "palette.")

# Parts that the list needs. A browser fetches all the others when one of them is
# first shown, so a new part that the list shows from the start belongs in here.
FIRST_SHOWN = (
    "app.",
    "bell.",
    "common.",
    "connection.",
    "contact.",
    "filter.",
    "list.",
    "nav.",
    "priority.",
    "thread.",
    "time.",
    "toast.",
)

_BY_CODE: dict[str, Language] = {language: language for language in LANGUAGES}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class UnknownTextError(KeyError):
    """No catalogue has this key."""


@cache
def read_catalogue(language: Language) -> Mapping[str, str]:
    """Return every text of a language by its key."""
    path = Path(__file__).with_name(f"{language}.json")
    return json.loads(path.read_text(encoding="utf-8"))


def require_text(key: str) -> None:
    """Refuse a key that the catalogues lack.

    Raises:
        UnknownTextError: at the call, so that a slip never reaches a reader.
    """
    texts = read_catalogue("en")
    if key not in texts and f"{key}#other" not in texts:
        raise UnknownTextError(key)


def choose_language(accepted: str) -> Language:
    """Pick the language an `Accept-Language` header likes best; English if none."""
    wishes: list[tuple[float, Language]] = []
    for part in accepted.split(","):
        tag, _, weight = part.strip().partition(";q=")
        language = _BY_CODE.get(tag.lower().split("-")[0])
        if language is not None:
            wishes.append((_read_weight(weight), language))
    best = max(wishes, key=lambda wish: wish[0], default=(0.0, "en"))
    return best[1] if best[0] > 0 else "en"


def translate(language: Language, key: str, **values: object) -> str:
    """Return the text of `key` with its values put in.

    Raises:
        UnknownTextError: the catalogues lack the key.
    """
    require_text(key)
    texts = read_catalogue(language)
    if key not in texts:
        number = values.get("n", 0)
        form = _plural_form(language, number if isinstance(number, int) else 0)
        key = f"{key}#{form}"

    def put_in(match: re.Match[str]) -> str:
        name = match[1]
        return _write_value(language, values[name]) if name in values else match[0]

    return _PLACEHOLDER.sub(put_in, texts[key])


def _read_weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


def _plural_form(language: Language, number: int) -> str:
    # French counts nought as one: "0 message", "1 message", "2 messages".
    is_one = number in {-1, 0, 1} if language == "fr" else number == 1
    return "one" if is_one else "other"


def _write_value(language: Language, value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        grouped = f"{value:,}"
        # French groups by a narrow no-break space.
        return grouped.replace(",", "\u202f") if language == "fr" else grouped
    return str(value)
