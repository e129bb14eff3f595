"""The block of a forward: who wrote what to whom, and the mail itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import unquote

from inbox_app.services.forwarded_messages import CopiedFile, ForwardedMessage

# Neither the editor nor a received mail can hold it: all below it is quoted.
FORWARD_MARK = '<div data-forwarded="">'
FORWARD_REMARK = "remark.forwarded"

_RULE = "---------- Forwarded message ---------"
_FOLDED = re.compile(r"</?details[^>]*>|<summary[^>]*>.*?</summary>", re.DOTALL)
_SOURCE = re.compile(r'(<img\b[^>]*?\bsrc=")([^"]*)(")', re.IGNORECASE)
_OWN = re.compile(r"/attachments/(\d{1,9})(?:\?view=1)?")


@dataclass(frozen=True, slots=True)
class ForwardBlock:
    """The same as HTML and as plain text."""

    html: str
    text: str


def write_block(
    forwarded: Sequence[ForwardedMessage], copies: Sequence[CopiedFile]
) -> ForwardBlock:
    """Write all messages below one another, oldest first; Bcc is never told."""
    html = "".join(_to_html(one, copies) for one in forwarded)
    text = "\n\n".join(_to_text(one) for one in forwarded)
    return ForwardBlock(f"{FORWARD_MARK}{html}</div>", text)


def own_words(html: str) -> str:
    """Return what the agent wrote above the block."""
    return html.partition(FORWARD_MARK)[0]


def _to_html(one: ForwardedMessage, copies: Sequence[CopiedFile]) -> str:
    lines = "<br>".join(
        f"<b>{name}:</b> {escape(value)}" for name, value in _header_lines(one)
    )
    body = (
        _with_pictures(_FOLDED.sub("", one.body.html), one, copies)
        if one.body.html
        else escape(one.body.text).replace("\n", "<br>")
    )
    return f"<p>{_RULE}<br>{lines}</p><div>{body}</div>"


def _to_text(one: ForwardedMessage) -> str:
    lines = [f"{name}: {value}" for name, value in _header_lines(one)]
    return "\n".join([_RULE, *lines, "", one.body.text.strip()])


def _header_lines(one: ForwardedMessage) -> list[tuple[str, str]]:
    body = one.body
    lines = [
        ("From", _person({"name": body.from_name, "address": body.from_address})),
        ("Date", f"{one.message.created_at:%Y-%m-%d %H:%M} UTC"),
        ("Subject", body.subject),
    ]
    for name, group in (("To", "to"), ("Cc", "cc")):
        people = body.recipients.get(group) or []
        if people:
            lines.append((name, ", ".join(_person(person) for person in people)))
    return lines


def _person(person: dict[str, str]) -> str:
    name, address = person.get("name", ""), person.get("address", "")
    return f"{name} <{address}>" if name else address


def _with_pictures(
    html: str, one: ForwardedMessage, copies: Sequence[CopiedFile]
) -> str:
    """Let the pictures of the text name the copies that go along."""
    mine = [c for c in copies if c.source.message_id == one.message.id]
    by_id = {c.source.id: c.file.content_id for c in mine if c.file.content_id}
    by_name = {
        c.source.content_id.strip("<> ").lower(): c.file.content_id
        for c in mine
        if c.file.content_id and c.source.content_id
    }

    def rename(match: re.Match[str]) -> str:
        source = match[2]
        own = _OWN.fullmatch(source)
        if own:
            new = by_id.get(int(own[1]), "")
        elif source[:4].lower() == "cid:":
            new = by_name.get(unquote(source[4:]).strip("<> ").lower(), "")
        else:
            return match[0]
        return f"{match[1]}{f'cid:{new}' if new else ''}{match[3]}"

    return _SOURCE.sub(rename, html)
