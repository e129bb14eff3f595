"""Subjects: what they are about beneath the prefixes that mail programs add."""

import re

# Reply and forward marks of the mail programs in use, in their languages.
_PREFIX = re.compile(
    r"""^\s*(?:
        (?:re|aw|sv|vs|antw|antwoord|odp|r|rif|res|ynt|bls|ref|回复|回覆|답장|ответ|fwd?|
           tr|wg|i|doorst|vb|enc|rv|转发|轉寄|전달|пересл)
        \s*(?:\[\d+\]|\(\d+\)|\^\d+)?\s*[:：]
        |\[(?:external|extern|ext)\]
    )\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_REPLY = re.compile(r"^\s*re\s*[:：]", re.IGNORECASE)
_MOST_PREFIXES = 20


def topic(subject: str) -> str:
    """The subject without prefixes, for comparing: folded case, single spaces."""
    for _ in range(_MOST_PREFIXES):
        shorter = _PREFIX.sub("", subject, count=1)
        if shorter == subject:
            break
        subject = shorter
    return " ".join(subject.casefold().split())


def reply_subject(subject: str) -> str:
    """`Re: ` once, before the subject of the message that is answered."""
    subject = " ".join(subject.split())
    return subject if _REPLY.match(subject) else f"Re: {subject}".strip()
