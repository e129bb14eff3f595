"""Conversations as small teams have them, to fill a database or a mailbox.

20,000 messages make about 6,700 threads of 1 to 8 messages over three years,
in 5 inboxes with 8 agents; few customers write often. 40 % is French, 60 % of
the replies quote the message before.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from benchmarks.language import (
    FRENCH_SHARE,
    PHRASE,
    RARE_WORD,
    SENTENCES_A_MESSAGE,
    Language,
)

SEED = 20261122
INBOXES = 5
AGENTS = 8
END = datetime(2026, 11, 1, tzinfo=UTC)
SPAN = timedelta(days=3 * 365)
_LENGTHS = (1, 2, 3, 4, 5, 6, 7, 8)
_LENGTH_WEIGHTS = (24, 27, 18, 12, 8, 5, 4, 2)
_RARE_EVERY = 1400
_PHRASE_EVERY = 360


@dataclass(slots=True)
class Letter:
    """One message of a thread, before it is a mail or a row."""

    number: int
    thread: "Thread"
    position: int
    at: datetime
    is_from_us: bool
    text: str = ""


@dataclass(slots=True)
class Thread:
    """What the messages of a thread share."""

    number: int
    inbox: int
    customer: int
    agent: int
    is_french: bool
    subject: str
    length: int
    letters: list[Letter] = field(default_factory=list)

    @property
    def customer_address(self) -> str:
        """The address that the customer writes from."""
        return f"customer{self.customer}@firm{self.customer % 997}.example"

    @property
    def customer_name(self) -> str:
        """The name that stands beside it."""
        return f"Camille Client{self.customer}"


def make_letters(language: Language, count: int, *, seed: int = SEED) -> list[Letter]:
    """Make messages of whole threads, oldest first, still without text."""
    randomness = random.Random(seed)
    letters: list[Letter] = []
    number = 0
    while len(letters) < count:
        number += 1
        thread = _make_thread(randomness, language, number, count)
        letters += thread.letters
    del letters[count:]
    letters.sort(key=lambda letter: letter.at)
    for index, letter in enumerate(letters, 1):
        letter.number = index
    return letters


def write_texts(language: Language, letters: list[Letter]) -> Iterator[Letter]:
    """Give each message its text in turn; a reply may quote the one before."""
    randomness = random.Random(SEED + 1)
    last: dict[int, str] = {}
    for letter in letters:
        thread = letter.thread
        letter.text = _write(randomness, language, letter)
        quoted = last.get(thread.number)
        if quoted is not None and randomness.random() < 0.6:
            who = thread.customer_name if letter.is_from_us else "Support"
            lines = "\n".join(f"> {line}" for line in quoted.split("\n"))
            letter.text += f"\n\nOn {letter.at:%d %b %Y}, {who} wrote:\n{lines}"
        # Quotes of quotes would grow without end.
        last[thread.number] = letter.text.partition("\n\nOn ")[0]
        yield letter


def _make_thread(
    randomness: random.Random, language: Language, number: int, count: int
) -> Thread:
    is_french = randomness.random() < FRENCH_SHARE
    sentence = randomness.choice(language.french if is_french else language.english)
    thread = Thread(
        number=number,
        inbox=randomness.randint(1, INBOXES),
        customer=int(max(count // 8, 10) * randomness.random() ** 2) + 1,
        agent=randomness.randint(1, AGENTS),
        is_french=is_french,
        subject=" ".join(sentence.rstrip(".").split()[:6]),
        length=randomness.choices(_LENGTHS, _LENGTH_WEIGHTS)[0],
    )
    at = END - SPAN * randomness.random()
    for position in range(1, thread.length + 1):
        # Customers write first, then both sides in turn.
        thread.letters.append(Letter(0, thread, position, at, position % 2 == 0))
        at = min(at + timedelta(hours=randomness.expovariate(1 / 14)), END)
    return thread


def _write(randomness: random.Random, language: Language, letter: Letter) -> str:
    pool = language.french if letter.thread.is_french else language.english
    drawn = randomness.choices(pool, k=randomness.randint(*SENTENCES_A_MESSAGE))
    if letter.number % _RARE_EVERY == 7:
        drawn.append(f"{RARE_WORD}.")
    if letter.number % _PHRASE_EVERY == 11:
        drawn.append(f"{PHRASE}.")
    greeting = "Bonjour," if letter.thread.is_french else "Hello,"
    paragraphs = [" ".join(drawn[i : i + 4]) for i in range(0, len(drawn), 4)]
    return "\n\n".join([greeting, *paragraphs, letter.thread.customer_name])
