"""Builds raw messages as customers' mail programs write them."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

SENT_AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_message_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Attached:
    """A file in a message; one with a `content_id` is an image of the HTML."""

    filename: str
    content: bytes
    content_type: str = "application/octet-stream"
    content_id: str | None = None


def a_mail(
    from_: str = "Clara Customer <clara@customer.example>",
    to: str | Sequence[str] = "support@example.test",
    subject: str = "A question about my order",
    text: str | None = "Hello,\n\nwhere is my order?\n\nClara\n",
    html: str | None = None,
    attachments: Sequence[Attached] = (),
    *,
    cc: str | Sequence[str] = (),
    reply_to: str | None = None,
    message_id: str | None = None,
    in_reply_to: str | None = None,
    references: Sequence[str] = (),
    date: datetime = SENT_AT,
    headers: dict[str, str] | None = None,
) -> bytes:
    """Build one message with CRLF line ends.

    Each call gets a Message-ID of its own unless one is given; an empty one
    leaves the header out.
    """
    message = EmailMessage(policy=SMTP)
    if message_id is None:
        message_id = f"<{next(_message_numbers)}@customer.example>"
    named = {
        "From": from_,
        "To": _join(to),
        "Cc": _join(cc),
        "Reply-To": reply_to,
        "Subject": subject,
        "Date": format_datetime(date),
        "Message-ID": message_id,
        "In-Reply-To": in_reply_to,
        "References": " ".join(references),
    } | (headers or {})
    for name, value in named.items():
        if value:
            message[name] = value
    _set_bodies(message, text, html, attachments)
    return message.as_bytes()


def _join(addresses: str | Sequence[str]) -> str:
    return addresses if isinstance(addresses, str) else ", ".join(addresses)


def _set_bodies(
    message: EmailMessage,
    text: str | None,
    html: str | None,
    attachments: Sequence[Attached],
) -> None:
    if text is not None:
        message.set_content(text)
    if html is not None and text is not None:
        message.add_alternative(html, subtype="html")
    elif html is not None:
        message.set_content(html, subtype="html")
    html_part = message.get_body(("html",))
    for attached in attachments:
        maintype, subtype = attached.content_type.split("/", 1)
        if attached.content_id and html_part is not None:
            html_part.add_related(
                attached.content,
                maintype,
                subtype,
                cid=f"<{attached.content_id}>",
                filename=attached.filename,
                disposition="inline",
            )
        else:
            message.add_attachment(
                attached.content, maintype, subtype, filename=attached.filename
            )
