"""A parsed mail as one line of JSON, for the command line."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from inbox_app.domain.envelope import Address, Attachment, Bounce, ParsedMail
from inbox_app.ingest.parse import parse_mail


def write_reports(files: Iterable[Path]) -> None:
    """Print a line for each file; a file that cannot be read gets its line too."""
    out = sys.stdout.buffer
    for file in files:
        out.write(report_file(file))
        out.write(b"\n")
        out.flush()


def report_file(file: Path) -> bytes:
    """Return the JSON object for one file, as UTF-8."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        mail = ParsedMail(ok=False, error=error.strerror or str(error))
    except ValueError as error:
        mail = ParsedMail(ok=False, error=str(error))
    else:
        mail = parse_mail(raw)
    report = {"file": str(file), **describe_mail(mail)}
    text = json.dumps(report, ensure_ascii=False)
    # A file's name may hold bytes that are no UTF-8.
    return text.encode("utf-8", "replace")


def describe_mail(mail: ParsedMail) -> dict[str, Any]:
    """Return a mail as plain values, without the content of its attachments."""
    return {
        "ok": mail.ok,
        "error": mail.error or None,
        "from": _describe_address(mail.sender) if mail.sender else None,
        "reply_to": [_describe_address(address) for address in mail.reply_to],
        "to": [_describe_address(address) for address in mail.to],
        "cc": [_describe_address(address) for address in mail.cc],
        "subject": mail.subject,
        "date": mail.date.isoformat() if mail.date else None,
        "message_id": mail.message_id or None,
        "in_reply_to": mail.in_reply_to or None,
        "references": list(mail.references),
        "text": mail.text,
        "html": mail.html,
        "reply_text": mail.reply_text,
        "attachments": [_describe_attachment(item) for item in mail.attachments],
        "auto_submitted": mail.auto_submitted,
        "bounce": _describe_bounce(mail.bounce) if mail.bounce else None,
        "defects": list(mail.defects),
    }


def _describe_address(address: Address) -> dict[str, str]:
    return {"name": address.name, "address": address.address}


def _describe_attachment(attachment: Attachment) -> dict[str, Any]:
    return {
        "filename": attachment.filename,
        "content_type": attachment.content_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "inline": attachment.inline,
        "content_id": attachment.content_id or None,
    }


def _describe_bounce(bounce: Bounce) -> dict[str, str]:
    main = bounce.main
    return {"recipient": main.address, "status": main.status, "reason": main.reason}
