"""Sanitised HTML with its quotes behind `<details>`, which needs no script."""

# Lists of words and of cases read best on long lines.
# ruff: noqa: E501

import re
from html import escape
from itertools import islice

import lxml.html
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]
from lxml.html import HtmlElement

from inbox_app.domain.quoting import phrases
from inbox_app.ingest.html_text import parse_html

# Where none of these stands there is no quote; most mails need no second look.
_MAY_QUOTE = (
    "<blockquote", "gmail_quote", "rplyfwdmsg", "appendonsend", "moz-cite-prefix",
    "yahoo_quoted", "protonmail_quote", "tutanota_quote", "zmail_extra", "replyhead",
    "outlookmessageheader", "reply-intro", "reference-message-container", "border-top:",
    "-----", "gmx_quote", "webde_quote", "apporiginalcontents", "from:", "de :", "de:",
    "von:", "da:", "van:", "från:", "fra:", "od:", "от:", "发件人", "差出人", "보낸 사람",
    "from</b>", "<b>de", "<b>von", "iwc-original-message", "reply-quote", "separator-line",
)  # fmt: skip
_QUOTED = re.compile(
    r"(?:^|\s)(?:x_)*(?:yahoo_quoted|ydp\w*yahoo_quoted|protonmail_quote|tutanota_quote"
    r"|zmail_extra|gmx_quote|webde_quote|iwc-original-message|reply-quote"
    r"|AppOriginalContents)(?:$|\s)"
)
_INTRODUCES = re.compile(
    r"(?:^|\s)(?:x_)*(?:gmail_attr|moz-cite-prefix|reply-intro)(?:$|\s)"
)
_OPENS_TAIL = re.compile(
    r"(?:x_)*(?:divRplyFwdMsg|appendonsend|OutlookMessageHeader"
    r"|mail-editor-reference-message-container|ms-outlook-mobile-body-separator-line)"
)
_BORDER_TOP = re.compile(
    r"border-top:\s*(?:solid\s+#(?:E1E1E1|B5C4DF)|[\d.]+(?:pt|px)\s+solid\s+#(?:E1E1E1|B5C4DF))"
    r"|border:none;\s*border-top:solid",
    re.IGNORECASE,
)
_LABELS_WITHIN = {
    kind: re.compile(rf"^{label.pattern}", re.IGNORECASE | re.MULTILINE)
    for kind, label in phrases.LABEL_KINDS.items()
}
_BLOCKS = {"div", "p", "td", "table", "tbody", "tr", "section", "center", "li"}
_VOID = {"br", "hr"}
# Between these and their children no other element may stand.
_HOLD_ONLY_ROWS = {"table", "tbody", "thead", "tfoot", "tr", "ul", "ol", "dl"}
# A letter has a few; what has more is no letter and stays unfolded.
_MAX_QUOTES = 300
_MAX_ELEMENTS = 50_000
# How far beside a quote its introduction is looked for.
_MAX_BLANKS = 50
# How much of a subtree is looked through for its first words.
_MAX_STEPS = 4000
_HEADER_BLOCK_LENGTH = 1500
_ATTRIBUTION_LENGTH = 400
_LINES = {"div", "p", "font", "span", "section", "h4", "h5", "h6"}
_INLINE = {"a", "span", "b", "i", "em", "strong", "font", "br", "u", "small", "tt"}


def fold_quotes(html: str, *, label: str = "…") -> str:
    """Fold each quote of sanitised HTML behind `label`; nothing is taken away.

    What was typed between quotes stays in sight, and a mail that quotes or
    forwards and says nothing else stays open as it is.
    """
    if html.count("<") > _MAX_ELEMENTS:
        # Text has no bare "<": these are tags.
        return html
    lowered = html.lower()
    if not any(mark in lowered for mark in _MAY_QUOTE):
        return html
    body = parse_html(html)
    root = body[0] if len(body) == 1 and body[0].tag == "div" else body
    quotes = _find_quotes(root)
    if not quotes or not _says_more(root, quotes):
        return html
    for first, last in quotes:
        _wrap(first, last, label)
    return _serialise(root)


def _serialise(root: HtmlElement) -> str:
    inner = [escape(root.text, quote=False)] if root.text else []
    inner += [str(lxml.html.tostring(child, encoding="unicode")) for child in root]
    return "".join(inner)


Span = tuple[HtmlElement, HtmlElement]


def _find_quotes(root: HtmlElement) -> list[Span]:
    """Find the outermost quotes, each as its first and last sibling."""
    found: list[Span] = []
    covered: set[HtmlElement] = set()
    for element in list(root.iter()):
        if (
            not isinstance(element.tag, str)
            or element is root
            or _is_within(element, covered)
        ):
            continue
        span = _quote_at(element, root)
        if span is None:
            continue
        found.append(span)
        covered.add(element)
        covered.update(_siblings(*span))
        # It may have begun further out than where it was noticed.
        covered.update(element.iterancestors() if element is not span[0] else ())
        covered.discard(root)
        covered.difference_update(span[0].iterancestors())
        if len(found) >= _MAX_QUOTES:
            break
    return found


def _is_within(element: HtmlElement, covered: set[HtmlElement]) -> bool:
    if element in covered:
        return True
    parent = element.getparent()
    if parent is not None and parent in covered:
        # Children of what is covered are marked as the walk comes by.
        covered.add(element)
        return True
    return False


def _siblings(first: HtmlElement, last: HtmlElement) -> list[HtmlElement]:
    span = [first]
    while span[-1] is not last:
        following = span[-1].getnext()
        if following is None:
            break
        span.append(following)
    return span


def _quote_at(element: HtmlElement, root: HtmlElement) -> Span | None:
    tag = element.tag
    name = element.get("class", "")
    if tag == "blockquote" or (name and _QUOTED.search(name)):
        return _introduction(element), element
    if _OPENS_TAIL.fullmatch(element.get("id", "")) or "OutlookMessageHeader" in name:
        return _to_the_end(element, root)
    if tag == "div" and _BORDER_TOP.search(element.get("style", "")):
        text = _text_of(element, _HEADER_BLOCK_LENGTH)
        if phrases.ANY_LABEL.match(text):
            return _to_the_end(element, root)
    if _opens(element.text):
        block = _block_of(element, root)
        if block is not None and _reads_as_header(block):
            return _to_the_end(block, root)
    if tag in {"br", "hr"} and _opens(element.tail) and _reads_as_header(element):
        return _to_the_end(element, root)
    return None


def _opens(text: str | None) -> bool:
    """Return whether a run of text begins as a header block or its title does."""
    if not text or len(text) > _HEADER_BLOCK_LENGTH:
        return False
    start = text.strip()[:80]
    return bool(start) and bool(
        phrases.LABEL_KINDS["from"].match(start)
        or phrases.LABEL_KINDS["sent"].match(start)
        or phrases.ORIGINAL_MESSAGE.match(start)
    )


def _block_of(element: HtmlElement, root: HtmlElement) -> HtmlElement | None:
    """Return the block that an element's text begins, if it begins one."""
    block = element
    while block is not root and block.tag not in _BLOCKS:
        before = block.getprevious()
        if (
            before is not None
            and before.tag in _VOID
            and not (before.tail or "").strip()
        ):
            return before
        if not _is_first(block):
            return None
        parent = block.getparent()
        if parent is None:
            return None
        block = parent
    return None if block is root else block


def _reads_as_header(start: HtmlElement) -> bool:
    """Return whether a header block is read from here on."""
    if start.tag in {"br", "hr"}:
        pieces = [start.tail or ""]
        for following in start.itersiblings():
            pieces += ["\n", _text_of(following, 200), following.tail or ""]
            if len(pieces) > 60:
                break
        text = "".join(pieces).strip()
    else:
        text = _text_of(start, _HEADER_BLOCK_LENGTH)
        following = start.getnext()
        for _ in range(5):
            if following is None:
                break
            text += "\n" + _text_of(following, 200)
            following = following.getnext()
    if phrases.ORIGINAL_MESSAGE.match(text.split("\n")[0][:150]):
        return True
    block = "\n".join(
        filter(None, map(str.strip, text[:_HEADER_BLOCK_LENGTH].split("\n")))
    )
    kinds = {k for k, label in _LABELS_WITHIN.items() if label.search(block)}
    return "from" in kinds and len(kinds) >= 3


def _introduction(quote: HtmlElement) -> HtmlElement:
    """Return what stands before a quote and says whose it is, or the quote."""
    before = quote.getprevious()
    for _ in range(_MAX_BLANKS):
        if before is None or not _is_blank(before):
            break
        before = before.getprevious()
    if before is not None and not (before.tail or "").strip() and before.tag in _LINES:
        text = _text_of(before, _ATTRIBUTION_LENGTH + 1)
        return before if _introduces(before, text) else quote
    return _loose_introduction(quote)


def _is_blank(element: HtmlElement) -> bool:
    if not isinstance(element.tag, str):
        return not (element.tail or "").strip()
    return not (element.tail or "").strip() and not _text_of(element, 1)


def _loose_introduction(quote: HtmlElement) -> HtmlElement:
    """Gather words before a quote that no element of their own holds."""
    parent = quote.getparent()
    if parent is None:
        return quote
    pieces: list[str] = []
    first = quote
    stop = quote.getprevious()
    while stop is not None:
        pieces.insert(0, stop.tail or "")
        is_break = stop.tag == "br" and "".join(pieces).strip()
        if is_break or stop.tag not in _INLINE or len(pieces) > 20:
            break
        pieces.insert(0, _text_of(stop, _ATTRIBUTION_LENGTH))
        first, stop = stop, stop.getprevious()
    else:
        pieces.insert(0, parent.text or "")
    text = " ".join("".join(pieces).split())
    if not text or not _introduces(quote, text):
        return quote
    loose = parent.text if stop is None else stop.tail
    if not (loose or "").strip():
        return first
    holder = etree.Element("span")
    holder.text = loose
    if stop is None:
        parent.text = None
        parent.insert(0, holder)
    else:
        stop.tail = None
        parent.insert(parent.index(stop) + 1, holder)
    return holder


def _introduces(element: HtmlElement, text: str) -> bool:
    if _INTRODUCES.search(element.get("class", "")):
        return True
    if len(text) > _ATTRIBUTION_LENGTH or not text.rstrip().endswith((":", "：", "-")):
        return False
    # A block that ends so may begin with the reply itself.
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > 3 or not (
        phrases.STARTS.match(text) or phrases.ADDRESS.search(lines[0])
    ):
        return False
    has_date = phrases.DATE.search(text) is not None
    has_address = phrases.ADDRESS.search(text) is not None
    if phrases.WROTE.search(text):
        return has_date or has_address
    return has_date and has_address


def _to_the_end(element: HtmlElement, root: HtmlElement) -> Span | None:
    """Span from an opening to the end of what it opens."""
    first = element
    while (holder := first.getparent()) is not None and holder.tag in _HOLD_ONLY_ROWS:
        if not _is_first(first):
            return None
        first = holder
    while first is not root:
        parent = first.getparent()
        if parent is None or parent is root or not _is_first(first):
            break
        if first.getnext() is not None:
            break
        first = parent
    rule = first.getprevious()
    if rule is not None and rule.tag == "hr" and not (rule.tail or "").strip():
        first = rule
    last = first
    while (following := last.getnext()) is not None:
        last = following
    return first, last


def _is_first(element: HtmlElement) -> bool:
    """Return whether nothing to read stands before it in its parent."""
    parent = element.getparent()
    if parent is None or (parent.text or "").strip():
        return False
    previous = element.getprevious()
    for _ in range(20):
        if previous is None:
            return True
        if (previous.tail or "").strip() or _text_of(previous, 2):
            return False
        previous = previous.getprevious()
    return False


def _text_of(element: HtmlElement, limit: int) -> str:
    """Return the first characters of an element's text, without reading it all."""
    pieces: list[str] = []
    length = 0
    steps = etree.iterwalk(element, events=("start", "end"))
    for event, node in islice(steps, _MAX_STEPS):
        if event == "start":
            text = node.text if isinstance(node.tag, str) else None
            if node.tag in {"br", "p", "div", "tr"} and pieces:
                pieces.append("\n")
        else:
            text = node.tail if node is not element else None
        if text:
            pieces.append(text)
            length += len(text)
            if length >= limit * 2:
                break
    return "".join(pieces).replace("\xa0", " ").strip()[:limit]


def _says_more(root: HtmlElement, quotes: list[Span]) -> bool:
    """Return whether anything to read or see stands outside the quotes."""
    skipped = {element for span in quotes for element in _siblings(*span)}
    ends = {last for _, last in quotes if last.tag not in {"br", "hr"}}
    stack: list[HtmlElement] = [root]
    while stack:
        element = stack.pop()
        is_outside = element not in skipped or element in ends
        if element is not root and is_outside and _has_words(element.tail):
            return True
        if element in skipped:
            continue
        if _has_words(element.text) or element.tag == "img":
            return True
        stack.extend(element)
    return False


def _has_words(text: str | None) -> bool:
    stripped = (text or "").strip()
    if not stripped or len(stripped) > 200:
        return bool(stripped)
    is_title = phrases.FORWARDED_MESSAGE.match(stripped) or (
        phrases.ORIGINAL_MESSAGE.match(stripped)
    )
    return not is_title


def _wrap(first: HtmlElement, last: HtmlElement, label: str) -> None:
    elements = _siblings(first, last)
    details = etree.Element("details", {"class": "quote"})
    summary = etree.SubElement(details, "summary")
    summary.text = label
    if last.tag not in _VOID:
        # Text after the quote hangs on its last element: it stays outside.
        details.tail = last.tail
        last.tail = None
    tail = details.tail
    details.tail = None
    first.addprevious(details)
    details.extend(elements)
    details.tail = tail
