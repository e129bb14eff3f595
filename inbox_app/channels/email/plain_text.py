"""Writes the text alternative of an HTML message, for those who read text."""

import re

from lxml import html as lxml_html
from lxml.etree import ParserError

# A new line before and after, or, for the second kind, an empty line.
_BLOCKS = frozenset(
    {"address", "article", "aside", "dd", "div", "dl", "dt", "figure", "footer"}
    | {"form", "header", "li", "main", "nav", "section", "tr"}
)
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table"})
_HIDDEN = frozenset(["script", "style", "head", "title", "template"])
_SPACES = re.compile(r"[ \t\r\n\f]+")
# Deeper nesting than any person writes is read without its structure.
_DEEPEST = 100


def plain_text_of(html: str) -> str:
    """Turn HTML into text: quotes by `>`, lists by marks, links with their target."""
    try:
        # The parser drops what is nested deeper than 255, or else than 2047.
        root = lxml_html.fragment_fromstring(
            html, create_parent=True, parser=lxml_html.HTMLParser(huge_tree=True)
        )
    except ParserError:
        # There is nothing in it but comments or white space.
        return ""
    return _text_inside(root, 0)


class _Writer:
    """Collects text; gaps that meet count once."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._gap = 0

    def write(self, text: str) -> None:
        if not self._parts or self._gap or self._parts[-1].endswith(" "):
            text = text.lstrip(" ")
        if not text:
            return
        if self._parts:
            self._parts.append("\n" * min(self._gap, 2))
        self._gap = 0
        self._parts.append(text)

    def break_line(self) -> None:
        """Begin a line, and leave one empty if this is done twice."""
        self._gap += 1

    def separate(self, lines: int) -> None:
        """See that what follows is this many line ends away."""
        self._gap = max(self._gap, lines)

    def text(self) -> str:
        lines = "".join(self._parts).split("\n")
        return "\n".join(line.rstrip() for line in lines)


def _text_inside(element: lxml_html.HtmlElement, depth: int) -> str:
    writer = _Writer()
    _write_inside(writer, element, depth)
    return writer.text()


def _write_inside(writer: _Writer, element: lxml_html.HtmlElement, depth: int) -> None:
    if depth > _DEEPEST:
        writer.write(_flow(element.text_content()))
        return
    writer.write(_flow(element.text))
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _HIDDEN:
            _write_element(writer, child, depth + 1)
        writer.write(_flow(child.tail))


def _flow(text: str | None) -> str:
    return _SPACES.sub(" ", text or "")


def _write_element(writer: _Writer, element: lxml_html.HtmlElement, depth: int) -> None:
    tag = element.tag
    special = _SPECIAL.get(tag)
    if special:
        special(writer, element, depth)
        return
    gap = 2 if tag in _PARAGRAPHS else 1 if tag in _BLOCKS else 0
    if gap and element.getparent() is not None and element.getparent().tag == "li":
        gap = 1
    writer.separate(gap)
    _write_inside(writer, element, depth)
    writer.separate(gap)


def _write_break(writer: _Writer, _: lxml_html.HtmlElement, __: int) -> None:
    writer.break_line()


def _write_rule(writer: _Writer, _: lxml_html.HtmlElement, __: int) -> None:
    writer.separate(2)
    writer.write("---")
    writer.separate(2)


def _write_image(writer: _Writer, element: lxml_html.HtmlElement, _: int) -> None:
    writer.write(_flow(element.get("alt")))


def _write_verbatim(writer: _Writer, element: lxml_html.HtmlElement, _: int) -> None:
    writer.separate(2)
    writer.write(element.text_content().strip("\r\n"))
    writer.separate(2)


def _write_cell(writer: _Writer, element: lxml_html.HtmlElement, depth: int) -> None:
    writer.write(_text_inside(element, depth).replace("\n", " "))
    writer.write("  ")


def _write_quote(writer: _Writer, element: lxml_html.HtmlElement, depth: int) -> None:
    inside = _text_inside(element, depth)
    lines = (f"> {line}" if line else ">" for line in inside.split("\n"))
    writer.separate(2)
    writer.write("\n".join(lines))
    writer.separate(2)


def _write_item(writer: _Writer, element: lxml_html.HtmlElement, depth: int) -> None:
    inside = _text_inside(element, depth).replace("\n", "\n  ")
    writer.separate(1)
    writer.write(f"{_mark_of(element)} {inside}")
    writer.separate(1)


def _mark_of(item: lxml_html.HtmlElement) -> str:
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "-"
    return f"{len(list(item.itersiblings('li', preceding=True))) + 1}."


def _write_link(writer: _Writer, element: lxml_html.HtmlElement, depth: int) -> None:
    target = (element.get("href") or "").strip()
    words = _text_inside(element, depth)
    address = target.removeprefix("mailto:")
    says_it = words.strip().rstrip("/") in {target.rstrip("/"), address}
    if not target or target.startswith("#") or says_it:
        writer.write(words)
    else:
        writer.write(f"{words} <{address}>" if words.strip() else f"<{address}>")


_SPECIAL = {
    "a": _write_link,
    "blockquote": _write_quote,
    "br": _write_break,
    "hr": _write_rule,
    "img": _write_image,
    "li": _write_item,
    "pre": _write_verbatim,
    "td": _write_cell,
    "th": _write_cell,
}
