"""What somebody typed into the search field, and where a text contains it.

Words are parted as both full text indexes part them: at everything that is
neither letter nor digit. Case and accents do not count.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

MAX_TERMS = 12
MAX_TOKENS = 40
EXCERPT_LENGTH = 180
# How much of an excerpt stands before the first word that was found.
LEAD_LENGTH = 20

_TYPED = re.compile(r'"([^"]*)"?|([^\s"]+)')
_TOKEN = re.compile(r"[^\W_]+")
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))
_BETWEEN_TOKENS = r"[\W_]+"
# Latin, Greek, Cyrillic, and what of Latin and Greek carries several accents.
_ALPHABETS = ((0x30, 0x250), (0x370, 0x530), (0x1E00, 0x2000))


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
        composed = unicodedata.normalize("NFC", text)
        found = pattern.search(composed)
        if found:
            return _mark(_cut(composed, found.start()), pattern)
    return []


def _pattern(terms: Sequence[Term]) -> re.Pattern[str] | None:
    if not terms:
        return None
    return re.compile("|".join(_alternative(term) for term in terms), re.DOTALL)


def _alternative(term: Term) -> str:
    first, *others = (
        "".join(_any_form(letter) for letter in token) for token in term.tokens
    )
    # That a word begins is looked for after its first letter: a pattern that
    # begins with a set of letters is searched for ten times as fast.
    letter = _any_form(term.tokens[0][0])
    begun = letter + r"(?<![^\W_].)" + first.removeprefix(letter)
    end = r"[^\W_]*" if term.is_prefix else r"(?![^\W_])"
    return _BETWEEN_TOKENS.join([begun, *others]) + end


def _any_form(letter: str) -> str:
    """Write a letter in all its cases and with all its accents."""
    forms = _forms().get(_base(letter))
    return f"[{forms}]" if forms else re.escape(letter)


@cache
def _forms() -> dict[str, str]:
    found: defaultdict[str, str] = defaultdict(str)
    for first, last in _ALPHABETS:
        for letter in map(chr, range(first, last)):
            if letter.isalnum():
                found[_base(letter)] += letter
    return found


def _base(letter: str) -> str:
    base, *marks = unicodedata.normalize("NFD", letter)
    # A Korean syllable comes apart too, but not into a letter and accents.
    is_accented = all("\u0300" <= mark <= "\u036f" for mark in marks)
    return (base if is_accented else letter).lower()


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
    for found in pattern.finditer(text):
        if found.start() > end:
            pieces.append(Piece(text[end : found.start()], is_match=False))
        pieces.append(Piece(text[found.start() : found.end()], is_match=True))
        end = found.end()
    if end < len(text):
        pieces.append(Piece(text[end:], is_match=False))
    return pieces
