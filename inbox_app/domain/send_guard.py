"""What an agent is asked about before a reply leaves, and what holds it up."""

import re
from collections.abc import Collection, Iterable
from enum import StrEnum

from inbox_app.domain.addresses import is_address, normalise_address
from inbox_app.domain.enums import Direction
from inbox_app.domain.errors import MissingFieldError
from inbox_app.domain.reply_recipients import AnsweredMessage, OwnAddresses


class Caution(StrEnum):
    """A reason to look again; the agent may send all the same."""

    WRITING = "writing"
    NEW_RECIPIENT = "new_recipient"
    BCC = "bcc"
    NO_FILE = "no_file"


_FILE_WORDS = re.compile(
    r"\b(?:"
    r"attached|attaching|attachments?|enclosed"
    r"|ci[- ]?jointe?s?|pi[eè]ces?[- ]jointes?|pj|en annexe"
    r"|(?:je|nous) (?:vous |t[e'] ?)?(?:joins|joignons)"
    r")\b",
    re.IGNORECASE,
)
# Left by a snippet for a value that nobody knew.
_MISSING = re.compile(r"\[\[(?:missing|manque)\s*:\s*([^\[\]\n]{1,100}?)\s*\]\]")


def speaks_of_files(text: str, signature: str = "") -> bool:
    """Tell whether a plain text says that something is attached.

    What it quotes was written by others, and a signature is always the same.
    """
    typed = "\n".join(line for line in text.splitlines() if not line.startswith(">"))
    if signature:
        typed = typed.replace(signature, "")
    return _FILE_WORDS.search(typed) is not None


def mark_missing(field: str) -> str:
    """Write what stands in a text where a value was not known."""
    return f"[[missing: {field}]]"


def refuse_missing_fields(text: str) -> None:
    """Let no text leave in which a value is still to be filled in.

    Raises:
        MissingFieldError: it names the first one.
    """
    if found := _MISSING.search(text):
        raise MissingFieldError(name=found[1])


def find_new_recipients(addresses: Iterable[str], known: Collection[str]) -> list[str]:
    """Those who have taken no part so far; `known` is normalised.

    What is no address at all is refused anyway.
    """
    return [a for a in addresses if is_address(a) and normalise_address(a) not in known]


def answers_hidden_copy(answered: AnsweredMessage, own: OwnAddresses) -> bool:
    """Tell whether the mail names us nowhere: we got it as a Bcc.

    After an answer of ours it is known that we did.
    """
    if answered.direction is Direction.OUTBOUND or answered.sender.address in own:
        return False
    return not any(person.address in own for person in (*answered.to, *answered.cc))
