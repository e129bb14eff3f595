"""What the reply editor may produce, whoever claims to be it.

Agents write with our own editor, whose vocabulary is small; anything else that
arrives in its place is dropped.
"""

import re
from html import escape
from html.parser import HTMLParser

import nh3

_TAGS = {
    "p", "br", "strong", "b", "em", "i", "u", "s", "ul", "ol", "li", "blockquote",
    "code", "pre", "a", "img", "h1", "h2", "h3", "hr", "span",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "span": {"data-type", "data-id", "data-label", "class"},
}
# Pictures in a reply are uploads of ours; the mail carries them itself.
_OWN_IMAGE = re.compile(r"/attachments/(\d{1,9})(?:\?view=1)?")
# An agent by number, a team by "t" and its number.
_MENTION = re.compile(
    r'<span\b(?=[^>]*\bdata-type="mention")[^>]*\bdata-id="(t?)(\d{1,9})"'
)


def sanitise_editor_html(html: str) -> str:
    """Keep what the editor can make; pictures only from our own attachments."""

    def keep(tag: str, attribute: str, value: str) -> str | None:
        if tag == "img" and attribute == "src" and not _OWN_IMAGE.fullmatch(value):
            return None
        if attribute == "class" and value != "mention":
            return None
        return value

    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        attribute_filter=keep,
        link_rel="noopener noreferrer",
    )


def image_ids(html: str) -> list[int]:
    """The attachments that a sanitised text shows inside itself."""
    return [int(number) for number in _OWN_IMAGE.findall(html)]


def mentioned_ids(html: str) -> list[int]:
    """The agents that a sanitised comment mentions, each once."""
    return _mentions(html, "")


def mentioned_team_ids(html: str) -> list[int]:
    """The teams that a sanitised comment mentions, each once."""
    return _mentions(html, "t")


def is_blank(html: str) -> bool:
    """Whether there is nothing to read: no text and no picture."""
    return not editor_text(html).strip() and not image_ids(html)


def editor_text(html: str) -> str:
    """Write the text as plain mail: lists with marks, quotes with `>`, links kept."""
    writer = _TextWriter()
    writer.feed(html)
    writer.close()
    return writer.text()


def paragraphs(text: str) -> str:
    """Turn plain text into the editor's HTML."""
    blocks = re.split(r"\n\s*\n", text.strip())
    return "".join(f"<p>{escape(b).replace(chr(10), '<br>')}</p>" for b in blocks if b)


def _mentions(html: str, kind: str) -> list[int]:
    found = (int(number) for mark, number in _MENTION.findall(html) if mark == kind)
    return list(dict.fromkeys(found))


class _TextWriter(HTMLParser):
    """Collects lines; `>` and list marks come from the open elements."""

    _BLOCKS = frozenset({"p", "li", "blockquote", "pre", "h1", "h2", "h3", "ul", "ol"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = [""]
        self._quotes = 0
        self._lists: list[int | None] = []
        self._href = ""
        self._link_text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"ul", "ol"}:
            self._lists.append(1 if tag == "ol" else None)
        elif tag == "blockquote":
            self._end_paragraph()
            self._quotes += 1
        elif tag == "li":
            self._end_line()
            self._write(self._mark())
        elif tag == "br":
            self._lines.append(self._prefix())
        elif tag == "hr":
            self._end_line()
            self._write("---")
        elif tag == "a":
            self._href, self._link_text = given.get("href") or "", ""

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        if tag == "a" and self._href:
            if self._href.removeprefix("mailto:") != self._link_text.strip():
                self._write(f" ({self._href})")
            self._href = ""
        if tag == "blockquote":
            self._end_line()
            self._quotes = max(0, self._quotes - 1)
            self._end_paragraph()
        elif tag == "li":
            self._end_line()
        elif tag in self._BLOCKS and not self._lists:
            self._end_paragraph()

    def handle_data(self, data: str) -> None:
        self._link_text += data
        first, *rest = data.split("\n")
        self._write(first)
        for line in rest:
            self._lines.append(self._prefix() + line)

    def text(self) -> str:
        """All lines; at most one empty line between two."""
        joined = "\n".join(line.rstrip() for line in self._lines)
        return re.sub(r"\n{3,}", "\n\n", joined).strip()

    def _prefix(self) -> str:
        return "> " * self._quotes

    def _mark(self) -> str:
        if not self._lists:
            return ""
        indent = "  " * (len(self._lists) - 1)
        number = self._lists[-1]
        if number is None:
            return f"{indent}- "
        self._lists[-1] = number + 1
        return f"{indent}{number}. "

    def _write(self, text: str) -> None:
        if text and not self._lines[-1]:
            self._lines[-1] = self._prefix()
        self._lines[-1] += text

    def _end_line(self) -> None:
        if self._lines[-1].strip("> "):
            self._lines.append("")

    def _end_paragraph(self) -> None:
        self._end_line()
        if len(self._lines) > 1 and self._lines[-2]:
            self._lines.append("")
