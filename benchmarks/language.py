"""A made-up language: sentences whose words are as common as real ones are.

Word frequencies follow Zipf-Mandelbrot, two thirds of the words look English,
one third French with its accents. Everything comes from one seed.
"""

import itertools
import random
from collections import Counter
from dataclasses import dataclass

ENGLISH_WORDS = 12_000
FRENCH_WORDS = 8_000
SENTENCES = 30_000
RARE_WORD = "quokkafax"
PHRASE = "zephyr marble quantum"

_ONSETS = [
    "b",
    "bl",
    "c",
    "ch",
    "cl",
    "d",
    "dr",
    "f",
    "fl",
    "g",
    "gr",
    "h",
    "j",
    "l",
    "m",
    "n",
    "p",
    "pl",
    "pr",
    "qu",
    "r",
    "s",
    "sl",
    "st",
    "t",
    "tr",
    "v",
    "w",
]
_VOWELS = {
    "en": ["a", "e", "i", "o", "u", "ea", "ee", "oo", "ou", "ai"],
    "fr": ["a", "e", "i", "o", "u", "é", "è", "ê", "ai", "eau", "ou", "ï"],
}
_CODAS = {
    "en": ["", "n", "t", "r", "s", "ng", "nd", "st", "ck", "l", "m", "th"],
    "fr": ["", "n", "t", "r", "s", "lle", "nt", "ge", "l", "c", "que"],
}


@dataclass(frozen=True, slots=True)
class Language:
    """Ready sentences, and words of known frequency to search for."""

    english: tuple[str, ...]
    french: tuple[str, ...]
    # In about 56 % and 5 % of messages, two more that are common, by measuring.
    common: str
    common_too: str
    five_percent: str


def make_language(seed: int) -> Language:
    """Make words and sentences; the same for the same seed."""
    randomness = random.Random(seed)
    english = _make_words(randomness, "en", ENGLISH_WORDS)
    french = _make_words(randomness, "fr", FRENCH_WORDS)
    sentences = {
        "en": _make_sentences(randomness, english),
        "fr": _make_sentences(randomness, french),
    }
    shares = _shares(randomness, sentences["en"], sentences["fr"])

    def nearest(share: float) -> str:
        return min(shares, key=lambda word: (abs(shares[word] - share), word))

    common = nearest(0.56)
    del shares[common]
    return Language(
        tuple(sentences["en"]),
        tuple(sentences["fr"]),
        common,
        nearest(0.5),
        nearest(0.05),
    )


def _make_words(randomness: random.Random, language: str, count: int) -> list[str]:
    words: dict[str, None] = {}
    while len(words) < count:
        # Common words are short: the first ones have one syllable.
        syllables = 1 if len(words) < 150 else randomness.choice((2, 2, 3, 3, 4))
        word = "".join(
            randomness.choice(_ONSETS)
            + randomness.choice(_VOWELS[language])
            + randomness.choice(_CODAS[language])
            for _ in range(syllables)
        )
        words[word] = None
    return list(words)


def _make_sentences(randomness: random.Random, words: list[str]) -> list[str]:
    weights = itertools.accumulate(1 / (rank + 3.7) for rank in range(len(words)))
    cumulated = list(weights)
    sentences = []
    for _ in range(SENTENCES):
        drawn = randomness.choices(
            words, cum_weights=cumulated, k=randomness.randint(6, 18)
        )
        sentences.append(" ".join(drawn).capitalize() + ".")
    return sentences


def _shares(
    randomness: random.Random, english: list[str], french: list[str]
) -> dict[str, float]:
    """Tell in which share of messages each word stands, from a sample of them."""
    found: Counter[str] = Counter()
    sample = 1000
    for _ in range(sample):
        pool = french if randomness.random() < FRENCH_SHARE else english
        drawn = randomness.choices(pool, k=randomness.randint(*SENTENCES_A_MESSAGE))
        found.update(set(" ".join(drawn).lower().replace(".", "").split()))
    return {word: n / sample for word, n in found.items()}


FRENCH_SHARE = 0.4
SENTENCES_A_MESSAGE = (3, 14)
