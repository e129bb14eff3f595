"""A plain mail as HTML: links to click, quotes folded away."""

import re
from html import escape

from inbox_app.domain.quoting import LineKind, mark_lines

_LINK = re.compile(
    r"\b(?:https?://|www\.)[^\s<>\"\x00-\x1f]{2,2000}"
    r"|\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}\b",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?'\"”’»)]}>*_"


def text_to_html(text: str, *, label: str = "…") -> str:
    """Render plain text: lines kept, links live, each quote behind `label`."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")
    kinds = mark_lines(lines)
    has_reply = any(
        kind is not LineKind.QUOTE and line.strip()
        for line, kind in zip(lines, kinds, strict=True)
    )
    blocks: list[str] = []
    start = 0
    while start < len(lines):
        is_quote = kinds[start] is LineKind.QUOTE
        end = start
        while end < len(lines) and (kinds[end] is LineKind.QUOTE) == is_quote:
            end += 1
        block = _render_lines(lines[start:end])
        if is_quote and has_reply:
            block = (
                f'<details class="quote"><summary>{escape(label)}</summary>'
                f"{block}</details>"
            )
        blocks.append(block)
        start = end
    return "".join(blocks)


def _render_lines(lines: list[str]) -> str:
    body = "\n".join(_linkify(line) for line in lines)
    return f'<div class="plain" style="white-space:pre-wrap">{body}</div>'


def _linkify(line: str) -> str:
    if "@" not in line and "://" not in line and "www." not in line.lower():
        return escape(line, quote=False)
    pieces: list[str] = []
    position = 0
    for match in _LINK.finditer(line):
        label = _trim(match[0])
        if not label:
            continue
        pieces.append(escape(line[position : match.start()], quote=False))
        pieces.append(
            f'<a href="{escape(_target(label))}" rel="noopener noreferrer">'
            f"{escape(label, quote=False)}</a>"
        )
        position = match.start() + len(label)
    pieces.append(escape(line[position:], quote=False))
    return "".join(pieces)


def _trim(link: str) -> str:
    trimmed = link.rstrip(_TRAILING)
    # A closing bracket belongs to the link if it opened one.
    if link[len(trimmed) :].startswith(")") and trimmed.count("(") > trimmed.count(")"):
        trimmed += ")"
    return trimmed


def _target(label: str) -> str:
    if label.lower().startswith(("http://", "https://")):
        return label
    return f"mailto:{label}" if "@" in label and "/" not in label else f"http://{label}"
