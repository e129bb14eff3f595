"""Which parts of a mail are its body, and which are attached to it."""

import re
from dataclasses import dataclass, field

from inbox_app.ingest.charsets import decode_text
from inbox_app.ingest.flowed import unflow
from inbox_app.ingest.mime import MESSAGE_TYPES, SMIME_TYPES, Part
from inbox_app.ingest.tnef import Tnef, TnefFile, read_tnef
from inbox_app.ingest.transfer import decode_base64_text, decode_transfer, decode_uu

_HTML_START = re.compile(
    r"\s*<(?:!doctype html|html|head|body|div|table|p|span)\b", re.IGNORECASE
)
# No tag holds another: each `<` is looked at once, however many there are.
_TAG = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"\w{3,}")
_TNEF_TYPES = {"application/ms-tnef", "application/vnd.ms-tnef"}
# More files than this in one text, and the rest stays text.
_MAX_UUENCODED = 20
_PGP_MESSAGE = re.compile(r"^-----BEGIN PGP MESSAGE-----\s*$", re.MULTILINE)
_PGP_SIGNED = re.compile(r"^-----BEGIN PGP SIGNED MESSAGE-----\s*$", re.MULTILINE)


@dataclass(slots=True)
class Segment:
    """A stretch of the body: text, HTML, or both as alternatives."""

    text: str | None = None
    html: str | None = None


@dataclass(slots=True)
class Body:
    """What was found in a tree."""

    segments: list[Segment] = field(default_factory=list)
    attached: list["Attached"] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    is_signed: bool = False
    is_encrypted: bool = False
    packed: list[Tnef] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Attached:
    """A part that goes with the body."""

    part: Part
    is_related: bool


def collect_body(root: Part) -> Body:
    """Sort the parts of a mail into body and attachments."""
    body = Body()
    _collect(root, body, is_related=False, is_root=True)
    if not body.segments:
        _take_packed_body(body)
    return body


def _take_packed_body(body: Body) -> None:
    for packed in body.packed:
        if packed.text or packed.html:
            body.segments.append(Segment(packed.text, packed.html))


def _collect(
    part: Part, body: Body, *, is_related: bool, is_root: bool = False
) -> None:
    kind = part.content_type
    if part.children and kind not in MESSAGE_TYPES:
        _collect_multipart(part, body, is_related=is_related)
    elif _is_body(part, body, is_root=is_root):
        segment = _read_segment(part)
        if segment.text and "begin " in segment.text:
            segment.text = _take_uuencoded(segment.text, body)
        body.segments.append(segment)
        if part.filename and not is_root:
            # There is nothing else to read, but a file it is all the same.
            _attach(part, body, is_related=is_related)
    else:
        _attach(part, body, is_related=is_related)


def _attach(part: Part, body: Body, *, is_related: bool) -> None:
    kind = part.content_type
    if kind in _TNEF_TYPES or part.filename.lower() == "winmail.dat":
        packed = read_tnef(part.content())
        if packed is not None and (packed.files or packed.text or packed.html):
            body.packed.append(packed)
            body.attached += [
                Attached(_unpack(file), is_related=False) for file in packed.files
            ]
            return
    if kind in SMIME_TYPES and "signed" not in part.parameters.get("smime-type", ""):
        body.is_encrypted = True
    elif kind in SMIME_TYPES or kind.endswith(("pkcs7-signature", "pgp-signature")):
        body.is_signed = True
    body.attached.append(Attached(part, is_related))


def _unpack(file: TnefFile) -> Part:
    content_id = file.content_id.encode("utf-8", "replace")
    return Part(
        headers=[("content-id", content_id)] if content_id else [],
        content_type=file.content_type,
        parameters={"name": file.name},
        source=file.content,
        start=0,
        end=len(file.content),
    )


def _collect_multipart(part: Part, body: Body, *, is_related: bool) -> None:
    kind = part.content_type
    if kind == "multipart/alternative":
        _collect_alternative(part, body, is_related=is_related)
        return
    if kind == "multipart/encrypted":
        body.is_encrypted = True
    if kind == "multipart/signed" or kind in SMIME_TYPES:
        body.is_signed = True
    related = is_related or kind == "multipart/related"
    for index, child in enumerate(part.children):
        is_main = kind == "multipart/related" and index == 0
        _collect(child, body, is_related=related and not is_main)


def _is_body(part: Part, body: Body, *, is_root: bool) -> bool:
    kind = part.content_type
    if kind not in {"text/plain", "text/html", "text/enriched", "text/richtext"}:
        return is_root and kind in {
            "text/markdown",
            "text/x-markdown",
            "application/plain",
        }
    if part.disposition == "attachment":
        return False
    # A name makes a file of it, unless there would be nothing to read then.
    return not part.filename or not body.segments


def _read_segment(part: Part) -> Segment:
    text = read_text(part)
    if part.content_type == "text/html":
        return Segment(html=text)
    if part.content_type in {"text/enriched", "text/richtext"}:
        return Segment(text=_TAG.sub("", text.replace("<<", "<")))
    return Segment(text=text)


def _take_uuencoded(text: str, body: Body) -> str:
    """Take the files out that old programs write into the text itself."""
    data = text.encode("utf-8", "replace")
    for _ in range(_MAX_UUENCODED):
        found = decode_uu(data)
        if found is None:
            break
        name, content, start, end = found
        body.attached.append(
            Attached(_unpack(TnefFile(name, content)), is_related=False)
        )
        data = data[:start] + data[end:]
    return data.decode("utf-8", "replace")


def read_text(part: Part) -> str:
    """Return a text part decoded, its wrapped paragraphs joined."""
    encoding = part.encoding
    is_html = part.content_type == "text/html"
    if encoding == "base64":
        data = decode_base64_text(part.body)
    else:
        data = decode_transfer(part.body, encoding)
    text = decode_text(data, part.charset, is_html=is_html)
    if "\0" in text:
        text = text.replace("\0", "")
    if not is_html and part.parameters.get("format", "").lower() == "flowed":
        delete_space = part.parameters.get("delsp", "").lower() == "yes"
        text = unflow(text, delete_space=delete_space)
    return text


def _collect_alternative(part: Part, body: Body, *, is_related: bool) -> None:
    """Take the forms of one content together: its text and its best HTML."""
    before = len(body.segments)
    for child in part.children:
        _collect(child, body, is_related=is_related)
    found = body.segments[before:]
    del body.segments[before:]
    texts = [s.text for s in found if s.text is not None]
    htmls = [s.html for s in found if s.html is not None]
    if not htmls and len(texts) > 1 and _HTML_START.match(texts[-1]):
        # HTML that calls itself plain text, beside real plain text.
        htmls.append(texts.pop())
    if texts or htmls:
        body.segments.append(
            Segment(
                text="".join(dict.fromkeys(texts)) if texts else None,
                html="\n".join(dict.fromkeys(htmls)) if htmls else None,
            )
        )


def merge_alternatives(segments: list[Segment]) -> list[Segment]:
    """Pair a text with the HTML after it that says the same.

    Many programs put both into a multipart/mixed.
    """
    merged: list[Segment] = []
    for segment in segments:
        previous = merged[-1] if merged else None
        if (
            previous is not None
            and previous.html is None
            and segment.text is None
            and previous.text is not None
            and segment.html is not None
            and _says_the_same(previous.text, segment.html)
        ):
            previous.html = segment.html
            continue
        merged.append(segment)
    return merged


def _says_the_same(text: str, html: str) -> bool:
    words = set(_WORD.findall(text[:20_000].lower()))
    if not words:
        return True
    others = set(_WORD.findall(_TAG.sub(" ", html[:100_000]).lower()))
    return len(words & others) >= 0.7 * len(words)


def note_pgp(body: Body) -> None:
    """Notice PGP that stands in the text itself."""
    for segment in body.segments:
        text = segment.text or ""
        if "-----BEGIN PGP" not in text:
            continue
        if _PGP_MESSAGE.search(text):
            body.is_encrypted = True
        if _PGP_SIGNED.search(text):
            body.is_signed = True
