"""From a message in the outbox to the mail that travels: quote, pictures, headers."""

import re
from html import escape

from inbox_app.channels.base import MailAddress, OutgoingFile, OutgoingMail
from inbox_app.db.unit_of_work import Store
from inbox_app.services.outbox import DueMessage, Quote

_OWN_IMAGE = re.compile(r'src="/attachments/(\d{1,9})(?:\?view=1)?"')
_FOLDED = re.compile(r"</?details[^>]*>|<summary[^>]*>.*?</summary>", re.DOTALL)
# Pictures of the quoted mail do not travel back.
_EMBEDDED = re.compile(r'<img[^>]*\bsrc="cid:[^>]*>')


def build_outgoing_mail(store: Store, due: DueMessage) -> OutgoingMail:
    """Put together what a `Channel` composes.

    Raises:
        OSError: a file of the message cannot be read.
    """
    html = due.html
    files = []
    for file in due.files:
        if file.content_id:
            html = html.replace(
                f'src="/attachments/{file.attachment_id}?view=1"',
                f'src="cid:{file.content_id}"',
            ).replace(
                f'src="/attachments/{file.attachment_id}"',
                f'src="cid:{file.content_id}"',
            )
        files.append(
            OutgoingFile(
                filename=file.filename,
                content_type=file.content_type,
                content=store.blobs.get(file.blob_key),
                content_id=file.content_id,
            )
        )
    html = _OWN_IMAGE.sub('src=""', html)
    text = due.text
    wanted = due.settings.get("quote", "last")
    if due.quote is not None and wanted != "none":
        html += _quoted_html(due.quote)
        text += _quoted_text(due.quote)
    return OutgoingMail(
        from_=MailAddress(due.channel_address, due.from_name),
        to=_people(due, "to"),
        cc=_people(due, "cc"),
        bcc=_people(due, "bcc"),
        subject=due.subject,
        html=html,
        text=text,
        message_id=due.message_id_header,
        date=due.written_at,
        reply_to=_reply_to(due),
        in_reply_to=due.in_reply_to,
        references=due.references,
        files=files,
    )


def _people(due: DueMessage, group: str) -> list[MailAddress]:
    return [
        MailAddress(person["address"], person.get("name", ""))
        for person in due.recipients.get(group, [])
    ]


def _reply_to(due: DueMessage) -> MailAddress | None:
    """The address with the conversation's token, where the server takes such."""
    if not due.settings.get("plus_addressing"):
        return None
    local, _, domain = due.channel_address.rpartition("@")
    return MailAddress(f"{local}+{due.reply_token}@{domain}", due.from_name)


def _attribution(quote: Quote) -> str:
    who = quote.from_name or quote.from_address
    return f"{quote.at:%Y-%m-%d %H:%M} UTC, {who} <{quote.from_address}>:"


def _quoted_html(quote: Quote) -> str:
    body = quote.html or escape(quote.text).replace("\n", "<br>")
    body = _EMBEDDED.sub("", _FOLDED.sub("", body))
    line = escape(_attribution(quote))
    return f'<p>{line}</p><blockquote type="cite">{body}</blockquote>'


def _quoted_text(quote: Quote) -> str:
    lines = [
        f">{line}" if line.startswith(">") else f"> {line}"
        for line in quote.text.rstrip().splitlines()
    ]
    quoted = "\n".join(lines)
    return f"\n\n{_attribution(quote)}\n{quoted}\n"
