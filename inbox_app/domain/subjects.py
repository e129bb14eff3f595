"""Subjects of answers and forwards."""

import re

_REPLY = re.compile(r"^\s*re\s*[:：]", re.IGNORECASE)
_FORWARD = re.compile(r"^\s*(?:fwd?|tr)\s*[:：]", re.IGNORECASE)


def reply_subject(subject: str) -> str:
    """`Re: ` once, before the subject of the message that is answered."""
    subject = " ".join(subject.split())
    return subject if _REPLY.match(subject) else f"Re: {subject}".strip()


def forward_subject(subject: str) -> str:
    """`Fwd: ` once, before the subject of what is forwarded."""
    subject = " ".join(subject.split())
    return subject if _FORWARD.match(subject) else f"Fwd: {subject}".strip()
