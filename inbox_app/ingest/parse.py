"""One mail, from raw bytes to what the inbox stores and shows.

    bytes ─ mime ─► tree ─ body ─► segments ──► text, html ─ quoting ─► reply_text
                     │      └────► attached ──► attachments (tnef unpacked)
                     └ headers ──► addresses, subject, date, thread ids
                     └ bounces ──► bounce or complaint;  filtering ─► auto_submitted

Nothing here raises for any bytes: what cannot be read becomes a defect, and a
mail that defeats the parser altogether comes back with `ok` false.
"""

import hashlib
import re
from dataclasses import replace
from urllib.parse import unquote

from inbox_app.domain.addresses import parse_addresses
from inbox_app.domain.envelope import Address, Attachment, ParsedMail
from inbox_app.domain.filtering import find_auto_submitted
from inbox_app.domain.quoting import extract_reply, strip_marks
from inbox_app.ingest.body import (
    Attached,
    Body,
    collect_body,
    merge_alternatives,
    note_pgp,
)
from inbox_app.ingest.bounces import find_bounce, find_complaint
from inbox_app.ingest.headers import (
    decode_header,
    decode_raw,
    decode_words,
    parse_date,
    parse_message_ids,
    tidy,
)
from inbox_app.ingest.html_text import parse_html, render_text
from inbox_app.ingest.mime import MESSAGE_TYPES, Part, read_tree
from inbox_app.ingest.names import clean_filename
from inbox_app.ingest.plain_html import text_to_html
from inbox_app.ingest.sanitise import sanitise_html

MAX_REFERENCES = 500
# A .msg file, or another of Microsoft's compound files.
_OUTLOOK_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STRUCTURAL_QUOTE = re.compile(
    r"<blockquote|gmail_quote|divRplyFwdMsg|moz-cite-prefix|yahoo_quoted|appendonsend",
    re.IGNORECASE,
)
_CID = re.compile(r"cid:([^\"'\s>)]+)", re.IGNORECASE)


def parse_mail(raw: bytes) -> ParsedMail:
    """Read a mail; never raises, whatever the bytes are."""
    if not raw.strip():
        return ParsedMail(ok=False, error="The file is empty.")
    if raw.startswith(_OUTLOOK_FILE):
        return ParsedMail(ok=False, error="This is an Outlook file, not a mail.")
    try:
        return _parse(raw)
    except Exception as error:  # noqa: BLE001 - hostile bytes must not stop the sync
        reason = f"{type(error).__name__}: {error}"
        return ParsedMail(
            ok=False,
            error=f"The mail could not be read ({reason}).",
            defects=("The mail could not be read.",),
        )


def _parse(raw: bytes) -> ParsedMail:
    root, defects = read_tree(raw)
    body = collect_body(root)
    body.segments = merge_alternatives(body.segments)
    note_pgp(body)
    if body.is_encrypted:
        body.defects.append("The mail is encrypted.")
    text, html, reply_text = _render(body)
    mail = replace(
        _read_headers(root),
        text=text,
        html=html,
        reply_text=reply_text,
        attachments=_make_attachments(body.attached, html or ""),
        is_signed=body.is_signed,
        is_encrypted=body.is_encrypted,
        defects=tuple(dict.fromkeys([*defects, *body.defects])),
    )
    if bounce := find_bounce(root, mail):
        mail = replace(mail, bounce=bounce)
    if complaint := find_complaint(root):
        mail = replace(mail, complaint=complaint)
    if reason := find_auto_submitted(mail):
        mail = replace(mail, auto_submitted=reason)
    return mail


def _render(body: Body) -> tuple[str, str | None, str]:
    """Return text, sanitised HTML and newest reply of the body."""
    texts: list[str] = []
    htmls: list[str] = []
    replies: list[str] = []
    has_html = any(segment.html is not None for segment in body.segments)
    for segment in body.segments:
        html = sanitise_html(segment.html) if segment.html is not None else None
        text = segment.text
        rendered = None
        if html is not None and (text is None or not text.strip()):
            rendered = render_text(parse_html(html))
            text = strip_marks(rendered) if rendered or text is None else text
        if has_html:
            htmls.append(html if html is not None else text_to_html(text or ""))
        texts.append(text or "")
        replies.append(_find_reply(text or "", html, rendered))
    whole = _join_texts(texts)
    reply = "\n\n".join(filter(None, replies)) if len(replies) > 1 else "".join(replies)
    return whole, "\n".join(htmls) if has_html else None, reply


def _find_reply(text: str, html: str | None, rendered: str | None) -> str:
    if rendered is not None:
        return extract_reply(rendered)
    reply = extract_reply(text)
    if html is None or len(reply) < len(text.strip()) * 0.9:
        return reply
    # No quote found in the text: the HTML may say where it is.
    if _STRUCTURAL_QUOTE.search(html):
        other = extract_reply(render_text(parse_html(html)))
        if other and len(other) < len(reply):
            return other
    return reply


def _join_texts(texts: list[str]) -> str:
    if len(texts) == 1:
        return texts[0]
    joined = ""
    for text in texts:
        if joined and not joined.endswith("\n"):
            joined += "\n"
        joined += text
    return joined


def _read_headers(root: Part) -> ParsedMail:
    charset = root.charset
    headers = tuple(
        (name, tidy(decode_header(raw, charset))) for name, raw in root.headers
    )
    known: dict[str, str] = {}
    for name, value in headers:
        known.setdefault(name, value)

    def addresses(name: str) -> tuple[Address, ...]:
        found: list[Address] = []
        for key, raw in root.headers:
            if key == name:
                found += read_addresses(decode_raw(raw[:500_000], charset))
        return tuple(found)

    from_ = addresses("from")
    sender = addresses("sender")
    ids = parse_message_ids(known.get("message-id", ""))
    replied = parse_message_ids(known.get("in-reply-to", ""))
    references = parse_message_ids(" ".join(v for k, v in headers if k == "references"))
    return ParsedMail(
        from_=from_,
        sender=next((a for a in (*from_, *sender) if a.address or a.name), None),
        reply_to=addresses("reply-to"),
        to=addresses("to"),
        cc=addresses("cc"),
        bcc=addresses("bcc"),
        subject=known.get("subject", ""),
        date=parse_date(known.get("date", "")),
        message_id=ids[0] if ids else "",
        in_reply_to=replied[0] if replied else "",
        references=references[-MAX_REFERENCES:],
        headers=headers,
    )


def read_addresses(text: str) -> list[Address]:
    """Read an address header whose encoded words are still encoded."""
    found = [
        Address(tidy(decode_words(a.name)), tidy(decode_words(a.address)))
        for a in parse_addresses(text)
    ]
    if "=?" in text and not any("@" in address.address for address in found):
        # The whole header is one encoded word, address and all.
        again = [
            Address(tidy(a.name), tidy(a.address))
            for a in parse_addresses(decode_words(text))
        ]
        return again or found
    return found


def _make_attachments(attached: list[Attached], html: str) -> tuple[Attachment, ...]:
    shown = (
        {unquote(cid).lower() for cid in _CID.findall(html)}
        if "cid:" in html
        else set()
    )
    made: list[Attachment] = []
    unnamed = 0
    for item in attached:
        name = _name(item.part)
        if not name:
            unnamed += 1
            name = f"noname{unnamed}"
        made.append(_make_attachment(item, name, shown))
    return tuple(made)


def _name(part: Part) -> str:
    name = clean_filename(tidy(part.filename))
    if not name and part.content_type in MESSAGE_TYPES and part.children:
        subject = tidy(decode_header(part.children[0].raw_header("subject")))
        name = clean_filename(f"{subject[:100]}.eml") if subject else ""
    return name


def _make_attachment(item: Attached, name: str, shown: set[str]) -> Attachment:
    part = item.part
    content = part.content()
    content_id = tidy(part.raw_header("content-id").decode("latin-1")).strip("<> ")
    is_embedded = bool(content_id) and content_id.lower() in shown
    disposition = part.disposition
    inline = disposition == "inline" or (
        not disposition and (is_embedded or (item.is_related and bool(content_id)))
    )
    return Attachment(
        filename=name,
        content_type=part.content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        inline=inline,
        content_id=content_id,
        is_embedded=is_embedded,
        content=content,
    )
