"""The rows of one message, as plain dictionaries for a bulk insert."""

import re
from typing import Any

from inbox_app.domain.envelope import Address
from inbox_app.domain.filter_rules import ANSWERS
from inbox_app.ingest.preparing import LONGEST_HEADER, MOST_REFERENCES, PreparedMail

LONGEST_TEXT = 2_000_000
# What is beyond this in one mail, nobody finds by its words.
LONGEST_SEARCHED_TEXT = 200_000
MOST_RECIPIENTS = 500

# PostgreSQL takes neither NUL nor lone surrogates.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Drop what a database refuses."""
    return _UNSTORABLE.sub("", text)


def body_row(mail: PreparedMail, message_id: int) -> dict[str, Any]:
    """The row of `MessageBody`."""
    parsed = mail.mail
    return {
        "message_id": message_id,
        "subject": storable(parsed.subject)[:998],
        "from_name": storable(mail.sender.name)[:300],
        "from_address": storable(mail.sender.address)[:320],
        "recipients": {
            "to": _people(parsed.to),
            "cc": _people(parsed.cc),
            "reply_to": _people(parsed.reply_to),
        },
        "in_reply_to": storable(parsed.in_reply_to)[:LONGEST_HEADER],
        "references": [
            storable(r)[:LONGEST_HEADER] for r in parsed.references[-MOST_REFERENCES:]
        ],
        "text": storable(parsed.text)[:LONGEST_TEXT],
        "reply_text": storable(parsed.reply_text)[:LONGEST_TEXT],
        "html": storable(mail.html),
        "remarks": _remarks(mail),
        "raw_key": mail.raw_key,
    }


def search_row(
    mail: PreparedMail, conversation_id: int, message_id: int
) -> dict[str, Any]:
    """The row of `SearchDocument`."""
    parsed = mail.mail
    people = (mail.sender, *parsed.to, *parsed.cc)[:MOST_RECIPIENTS]
    return {
        "conversation_id": conversation_id,
        "message_id": message_id,
        "subject": storable(parsed.subject)[:998],
        "body": storable(parsed.text)[:LONGEST_SEARCHED_TEXT],
        "people": storable(" ".join(f"{p.name} {p.address}" for p in people)),
        "files": storable(" ".join(part.filename for part in parsed.attachments)),
    }


def attachment_rows(mail: PreparedMail, message_id: int) -> list[dict[str, Any]]:
    """The rows of `Attachment`."""
    return [
        {
            "message_id": message_id,
            "filename": storable(part.filename)[-255:],
            "content_type": storable(part.content_type)[:150],
            "size": part.size,
            "blob_key": key,
            "is_inline": part.is_embedded,
            "content_id": storable(part.content_id)[:300],
            "created_at": mail.received_at,
        }
        for part, key in zip(mail.mail.attachments, mail.blob_keys, strict=True)
    ]


def _people(addresses: tuple[Address, ...]) -> list[dict[str, str]]:
    return [
        {"name": storable(a.name)[:300], "address": storable(a.address)[:320]}
        for a in addresses[:MOST_RECIPIENTS]
    ]


def _remarks(mail: PreparedMail) -> list[str]:
    """Catalogue keys of what the reader should know."""
    parsed = mail.mail
    facts = {
        "remark.encrypted": parsed.is_encrypted,
        "remark.signed": parsed.is_signed,
        "remark.auto_reply": parsed.auto_submitted in ANSWERS,
        "remark.marketing": mail.marks.marketing,
        "remark.bounce": parsed.bounce is not None,
        "remark.complaint": parsed.complaint is not None,
        "remark.defects": bool(parsed.defects),
    }
    return [key for key, holds in facts.items() if holds]
