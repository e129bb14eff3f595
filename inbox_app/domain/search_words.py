"""What somebody typed into the search field, and where a text contains it.

Words are parted as both full text indexes part them: at everything that is
neither letter nor digit. Case and accents do not count.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

MAX_TERMS = 12
MAX_TOKENS = 40
EXCERPT_LENGTH = 180
# How much of an excerpt stands before the first word that was found.
LEAD_LENGTH = 50

_TYPED = re.compile(r'"([^"]*)"?|([^\s"]+)')
_TOKEN = re.compile(r"[^\W_]+")
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))
_BETWEEN_TOKENS = r"[\W_]+"


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must follow each other; all terms of a search must be found."""

    tokens: tuple[str, ...]
    # The last token may go on: it is still being typed.
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an excerpt."""

    text: str
    is_match: bool


def parse_words(words: str, *, shortest_prefix: int) -> tuple[Term, ...]:
    """Read words and "phrases"; only the last word may be a beginning.

    An address or a number with dots is a phrase of its parts. What holds no
    letter and no digit is left out.
    """
    typed = list(_TYPED.finditer(words.translate(_QUOTES)))[:MAX_TERMS]
    terms: list[Term] = []
    for match in typed:
        text = unicodedata.normalize("NFC", match[1] or match[2] or "")
        tokens = tuple(_TOKEN.findall(text))[:MAX_TOKENS]
        if tokens:
            is_last_word = match is typed[-1] and match[2] is not None
            is_prefix = is_last_word and len(tokens[-1]) >= shortest_prefix
            terms.append(Term(tokens, is_prefix))
    return tuple(dict.fromkeys(terms))


def find_excerpt(texts: Sequence[str], terms: Sequence[Term]) -> list[Piece]:
    """Cut out where the first of `texts` that contains a term does so, and mark it.

    Empty when none contains any.
    """
    pattern = _pattern(terms)
    if pattern is None:
        return []
    for text in texts:
        # Folding keeps places only in composed text.
        composed = unicodedata.normalize("NFC", text)
        found = pattern.search(composed.translate(_FOLDED))
        if found:
            return _mark(_cut(composed, found.start()), pattern)
    return []


class _Folding(dict[int, int]):
    """Folds a character when it is first met."""

    def __missing__(self, code: int) -> int:
        base, *marks = unicodedata.normalize("NFD", chr(code))
        # A Korean syllable comes apart too, but not into a letter and accents.
        if not all("\u0300" <= mark <= "\u036f" for mark in marks):
            base = chr(code)
        lowered = base.lower()
        self[code] = ord(lowered) if len(lowered) == 1 else code
        return self[code]


_FOLDED = _Folding()


def _pattern(terms: Sequence[Term]) -> re.Pattern[str] | None:
    alternatives = [
        _BETWEEN_TOKENS.join(
            re.escape(token.translate(_FOLDED)) for token in term.tokens
        )
        + (r"[^\W_]*" if term.is_prefix else r"(?![^\W_])")
        for term in terms
    ]
    if not alternatives:
        return None
    return re.compile(r"(?<![^\W_])(?:" + "|".join(alternatives) + ")")


def _cut(text: str, found_at: int) -> str:
    start = max(0, found_at - LEAD_LENGTH)
    if start:
        # Begin at a word.
        space = text.find(" ", start, found_at)
        start = start if space < 0 else space + 1
    # White space shrinks, so a little more is taken.
    cut = " ".join(text[start : start + EXCERPT_LENGTH * 2].split())[:EXCERPT_LENGTH]
    return f"…{cut}" if start else cut


def _mark(text: str, pattern: re.Pattern[str]) -> list[Piece]:
    pieces: list[Piece] = []
    end = 0
    for found in pattern.finditer(text.translate(_FOLDED)):
        if found.start() > end:
            pieces.append(Piece(text[end : found.start()], is_match=False))
        pieces.append(Piece(text[found.start() : found.end()], is_match=True))
        end = found.end()
    if end < len(text):
        pieces.append(Piece(text[end:], is_match=False))
    return pieces
