"""Writes an outgoing message as MIME that every mail program shows right."""

import re
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP

from inbox_app.channels.base import MailAddress, OutgoingFile, OutgoingMail
from inbox_app.channels.email.headers import (
    address_header,
    date_header,
    envelope_address,
    message_ids_header,
    message_ids_in,
    one_line,
    text_header,
)
from inbox_app.channels.email.plain_text import plain_text_of

# Everything is ASCII on the way: no server on it needs an extension.
_POLICY = SMTP.clone(cte_type="7bit")
_CONTENT_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,60}")
_CONTENT_ID = re.compile(r"[^\s<>\x00-\x1f\x7f]{1,200}")
_ANY_FILE = "application/octet-stream"
_LONGEST_FILENAME = 200


def compose_mail(mail: OutgoingMail) -> bytes:
    """Write a message; Bcc recipients are in its envelope alone.

    Raises:
        UnusableAddressError: an address cannot be written.
        ValueError: the Message-ID is none.
    """
    head = [line for line in _header_lines(mail) if line]
    body = _body(mail).as_bytes()
    return "\r\n".join(head).encode("utf-8") + b"\r\n" + body


def envelope_recipients(mail: OutgoingMail) -> list[str]:
    """Return everybody who gets the message, each once, for RCPT TO.

    Raises:
        UnusableAddressError: an address cannot be written.
    """
    everybody = (*mail.to, *mail.cc, *mail.bcc)
    return list(dict.fromkeys(envelope_address(one.address) for one in everybody))


def _header_lines(mail: OutgoingMail) -> list[str]:
    if message_ids_in(mail.message_id) != [mail.message_id]:
        message = f"not a Message-ID: {mail.message_id!r}"
        raise ValueError(message)
    return [
        date_header(mail.date),
        address_header("From", [mail.from_]),
        *_filled("To", mail.to),
        *_filled("Cc", mail.cc),
        *_filled("Reply-To", [mail.reply_to] if mail.reply_to else []),
        text_header("Subject", mail.subject),
        f"Message-ID: {mail.message_id}",
        message_ids_header("In-Reply-To", message_ids_in(mail.in_reply_to)[:1]),
        message_ids_header("References", mail.references),
        text_header("Auto-Submitted", mail.auto_submitted)
        if mail.auto_submitted
        else "",
        "MIME-Version: 1.0",
    ]


def _filled(name: str, addresses: Sequence[MailAddress]) -> list[str]:
    return [address_header(name, addresses)] if addresses else []


def _body(mail: OutgoingMail) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    message.set_content(mail.text or plain_text_of(mail.html))
    inline = [file for file in mail.files if _is_shown_in(mail.html, file)]
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
        _add_images(message, inline)
    for file in mail.files:
        if file not in inline:
            maintype, subtype = _content_type(file)
            message.add_attachment(
                file.content, maintype, subtype, filename=_filename(file)
            )
    # Each part has one of its own; the whole message has it from us.
    del message["MIME-Version"]
    return message


def _add_images(message: EmailMessage, images: Sequence[OutgoingFile]) -> None:
    html_part = message.get_body(("html",))
    if html_part is None:
        return
    for image in images:
        maintype, subtype = _content_type(image)
        html_part.add_related(
            image.content,
            maintype,
            subtype,
            cid=f"<{image.content_id}>",
            filename=_filename(image),
            disposition="inline",
        )


def _is_shown_in(html: str, file: OutgoingFile) -> bool:
    usable = bool(_CONTENT_ID.fullmatch(file.content_id))
    return usable and f"cid:{file.content_id}" in html


def _content_type(file: OutgoingFile) -> tuple[str, str]:
    stated = file.content_type.partition(";")[0].strip().lower()
    # A part of these two kinds must not be encoded (RFC 2046, 5.2), so a saved
    # mail travels as any file does.
    is_structured = stated.startswith(("message/", "multipart/"))
    if is_structured or not _CONTENT_TYPE.fullmatch(stated):
        stated = _ANY_FILE
    maintype, _, subtype = stated.partition("/")
    return maintype, subtype


def _filename(file: OutgoingFile) -> str:
    name = re.sub(r"[/\\]", "_", one_line(file.filename))
    if len(name) > _LONGEST_FILENAME:
        stem, dot, ending = name.rpartition(".")
        keep = _LONGEST_FILENAME - len(ending) - 1
        has_ending = bool(dot) and keep > 0
        name = f"{stem[:keep]}.{ending}" if has_ending else name[-_LONGEST_FILENAME:]
    return name or "file"
