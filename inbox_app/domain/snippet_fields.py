"""The fields of a snippet, and how they are filled for one conversation."""

import re
from collections.abc import Mapping
from html import escape

from inbox_app.domain.send_guard import mark_missing

# What a snippet may ask for; what has no value for a conversation is marked.
FIELDS = (
    "contact.name", "contact.first_name", "contact.email",
    "company.name", "deal.name", "deal.amount", "ticket.name", "ticket.number",
    "agent.name", "agent.email", "conversation.subject",
)  # fmt: skip
_FIELD = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_.]{0,60})\s*\}\}")


def fill_fields(html: str, values: Mapping[str, str]) -> str:
    """Put the values in as text; one that is missing or unknown leaves a mark.

    A value never becomes markup, whatever somebody wrote into it.
    """

    def fill(match: re.Match[str]) -> str:
        name = match[1].lower()
        # On one line, and no field of its own.
        value = " ".join(values.get(name, "").split()).replace("{{", "{ {")
        return escape(value or mark_missing(name))

    return _FIELD.sub(fill, html)


def first_name(name: str) -> str:
    """Take the first word of a name; "Weber, Tom" begins with the second."""
    last, comma, first = name.partition(",")
    words = (first if comma and first.strip() else last).split()
    return words[0] if words else ""
