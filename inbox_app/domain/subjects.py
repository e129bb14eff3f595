"""Subjects of answers."""

import re

_REPLY = re.compile(r"^\s*re\s*[:：]", re.IGNORECASE)


def reply_subject(subject: str) -> str:
    """`Re: ` once, before the subject of the message that is answered."""
    subject = " ".join(subject.split())
    return subject if _REPLY.match(subject) else f"Re: {subject}".strip()
