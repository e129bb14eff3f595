"""HTML as readable text: paragraphs, lists, tables, links, and `>` for quotes."""

# Lists of words and of cases read best on long lines.
# ruff: noqa: E501

import re
from functools import lru_cache
from itertools import islice

import lxml.html
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]
from lxml.html import HtmlElement

from inbox_app.domain.quoting import QUOTE_MARK

_SPACE = re.compile(r"[ \t\r\n\f]+")
_PARAGRAPHS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "pre"}
)
_BLOCKS = _PARAGRAPHS | {
    "address", "article", "aside", "blockquote", "center", "dd", "div", "dt", "figure",
    "figcaption", "footer", "header", "hr", "li", "main", "nav", "section", "table", "tr",
    "caption", "tbody", "thead", "tfoot", "menu", "dir",
}  # fmt: skip
# What mail programs call the place where their quote begins.
_MARKED_IDS = re.compile(
    r"(?:x_)*(?:divRplyFwdMsg|appendonsend|OutlookMessageHeader|reply-intro|stopSpelling"
    r"|mail-editor-reference-message-container|ms-outlook-mobile-body-separator-line"
    r"|isForwardContent|tikreplymessagequote)"
)
_QUOTED_CLASSES = re.compile(
    r"(?:^|\s)(?:x_)*(?:gmail_attr|moz-cite-prefix|OutlookMessageHeader|protonmail_quote"
    r"|tutanota_quote|zmail_extra|WordSection1_quote|quoted-text-header|mb_sig_quote"
    r"|yahoo_quoted|yahoo-quoted-begin|ydp\w*yahoo_quoted|AppOriginalContents|"
    r"iwc-original-message|reply-quote|replyhead|gmx_quote|webde_quote)(?:$|\s)"
)
# Deeper quotes and lists than this look alike, and every line repeats its marks.
_MAX_MARKS = 25
# A label is compared with its link, which is no longer.
_MAX_LABEL_PIECES = 200
_HTML_PARSER = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)


def parse_html(html: str) -> HtmlElement:
    """Parse sanitised HTML to a tree with one root."""
    data = f"<div>{html}</div>".encode("utf-8", "replace")
    try:
        root = lxml.html.document_fromstring(data, parser=_HTML_PARSER)
    except (etree.ParserError, etree.XMLSyntaxError):
        root = lxml.html.document_fromstring(b"<div></div>", parser=_HTML_PARSER)
    body = root.find("body")
    return root if body is None else body


class _Writer:
    """Text in the making: lines that know how deep they are quoted."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.depth = 0
        self.indent = 0
        self.preformatted = 0
        self._line: list[str] = []
        self._ends_in_space = True
        self._wants_blank = False

    def write(self, text: str) -> None:
        if self.preformatted:
            first, *rest = text.replace("\r\n", "\n").split("\n")
            self._append(first)
            for line in rest:
                self.break_line()
                self._append(line)
            return
        text = _SPACE.sub(" ", text)
        if self._ends_in_space:
            text = text.lstrip(" ")
        if text:
            self._append(text)

    def _append(self, text: str) -> None:
        if not text:
            return
        if not self._line and self._wants_blank:
            self._blank()
        self._line.append(text)
        self._ends_in_space = text[-1] == " "

    def _blank(self) -> None:
        self._wants_blank = False
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append(self._prefix().rstrip())

    def _prefix(self) -> str:
        if not self.depth and not self.indent:
            return ""
        return "> " * min(self.depth, _MAX_MARKS) + "  " * min(self.indent, _MAX_MARKS)

    def break_line(self) -> None:
        """End the line, even an empty one."""
        text = "".join(self._line).rstrip(" ")
        self.lines.append((self._prefix() + text).rstrip(" "))
        self._line.clear()
        self._ends_in_space = True

    def break_block(self) -> None:
        if self._line:
            self.break_line()

    def break_paragraph(self) -> None:
        self.break_block()
        self._wants_blank = bool(self.lines)

    def start_cell(self) -> None:
        if self._line:
            self._append("\t")
            self._ends_in_space = True

    def mark_quote(self) -> None:
        self.break_block()
        if not self.depth:
            self.lines.append(QUOTE_MARK)

    def finish(self) -> str:
        self.break_block()
        text = "\n".join(self.lines).replace("\xa0", " ")
        text = "\n".join([line.rstrip(" \t") for line in text.split("\n")])
        return re.sub(r"\n{4,}", "\n\n\n", text).strip("\n ")


def render_text(root: HtmlElement) -> str:
    """Write a parsed body as text, with `QUOTE_MARK` lines where a quote begins."""
    writer = _Writer()
    lists: list[int] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if not isinstance(tag, str):
            if event == "end" and element.tail:
                writer.write(element.tail)
            continue
        if event == "start":
            _open(writer, element, tag, lists)
            if element.text:
                writer.write(element.text)
        else:
            _close(writer, element, tag, lists)
            if element.tail and element is not root:
                writer.write(element.tail)
    return writer.finish()


def _open(writer: _Writer, element: HtmlElement, tag: str, lists: list[int]) -> None:
    if tag == "br":
        writer.break_line()
    elif tag in _BLOCKS:
        _open_block(writer, element, tag, lists)
    elif tag == "img":
        alt = (element.get("alt") or "").strip()
        if alt:
            writer.write(f"[{alt[:200]}]")
    elif tag in {"td", "th"}:
        writer.start_cell()
    elif element.get("class") and _is_quoted_class(element.get("class", "")):
        writer.depth += 1


def _open_block(
    writer: _Writer, element: HtmlElement, tag: str, lists: list[int]
) -> None:
    if tag in _PARAGRAPHS and not _is_tight(element):
        writer.break_paragraph()
    else:
        writer.break_block()
    if _starts_quote(element):
        writer.mark_quote()
    if _is_quote(element, tag):
        writer.depth += 1
    if tag in {"ul", "ol"}:
        lists.append(_start_number(element) if tag == "ol" else 0)
        writer.indent += 1
    elif tag == "li":
        _write_bullet(writer, lists)
    elif tag == "hr":
        writer.write("----------")
        writer.break_line()
    elif tag == "pre":
        writer.preformatted += 1


def _start_number(element: HtmlElement) -> int:
    start = element.get("start", "1")
    return int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1


def _write_bullet(writer: _Writer, lists: list[int]) -> None:
    if lists and lists[-1]:
        writer.write(f"{lists[-1]}. ")
        lists[-1] += 1
    else:
        writer.write("- ")


def _close(writer: _Writer, element: HtmlElement, tag: str, lists: list[int]) -> None:
    if tag == "a":
        _write_link(writer, element)
        return
    if tag not in _BLOCKS:
        if tag not in {"td", "th"} and _is_quoted_class(element.get("class", "")):
            writer.depth = max(0, writer.depth - 1)
        return
    if tag in _PARAGRAPHS and not _is_tight(element):
        writer.break_paragraph()
    else:
        writer.break_block()
    if _is_quote(element, tag):
        writer.depth = max(0, writer.depth - 1)
    if tag in {"ul", "ol"} and lists:
        lists.pop()
        writer.indent = max(0, writer.indent - 1)
    elif tag == "pre":
        writer.preformatted = max(0, writer.preformatted - 1)


def _is_tight(element: HtmlElement) -> bool:
    """Return whether a paragraph has no space around it (Outlook's have none)."""
    return "MsoNormal" in element.get("class", "") or "margin:0" in element.get(
        "style", ""
    )


def _is_quote(element: HtmlElement, tag: str) -> bool:
    return tag == "blockquote" or _is_quoted_class(element.get("class", ""))


@lru_cache(maxsize=4096)
def _is_quoted_class(name: str) -> bool:
    return bool(name) and _QUOTED_CLASSES.search(name) is not None


def _starts_quote(element: HtmlElement) -> bool:
    name = element.get("id")
    return bool(name) and _MARKED_IDS.fullmatch(name) is not None


def _write_link(writer: _Writer, element: HtmlElement) -> None:
    link = element.get("href", "")
    if not link.startswith(("http://", "https://")) or len(link) > 1000:
        return
    label = "".join(islice(element.itertext(), _MAX_LABEL_PIECES)).strip()
    if label and label not in link and link.rstrip("/") not in label:
        writer.write(f" <{link}>")
