"""HTML from strangers made harmless, and still looking as it was meant to.

What remains cannot run, submit, restyle the page or call home, with one
exception: images keep their remote address, and whoever shows the mail blocks
or allows them by a content security policy.
"""

# Lists of words and of cases read best on long lines.
# ruff: noqa: E501

import re
from collections import Counter
from functools import lru_cache

import nh3

# More than this is no letter; it is cut before a browser has to lay it out.
MAX_HTML_LENGTH = 5_000_000

_TAGS = {
    "a", "abbr", "acronym", "address", "article", "aside", "b", "bdi", "bdo", "big",
    "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "dd", "del",
    "dfn", "dir", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins", "kbd", "li", "main",
    "mark", "menu", "nav", "nobr", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp",
    "section", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr",
}  # fmt: skip
_DROPPED_WITH_CONTENT = {
    "script", "style", "title", "head", "noscript", "template", "svg", "math", "object",
    "iframe", "frameset", "audio", "video", "select", "textarea", "noembed", "noframes",
}  # fmt: skip
_BOX = {"align", "valign", "width", "height", "bgcolor"}
_ATTRIBUTES = {
    "*": {"style", "class", "id", "dir", "lang", "title", "align"},
    "a": {"href", "name"},
    "img": {"src", "alt", "width", "height", "border", "hspace", "vspace", "align"},
    "table": _BOX
    | {"border", "cellpadding", "cellspacing", "summary", "frame", "rules"},
    "tbody": _BOX,
    "thead": _BOX,
    "tfoot": _BOX,
    "tr": _BOX,
    "td": _BOX | {"colspan", "rowspan", "nowrap", "headers", "scope"},
    "th": _BOX | {"colspan", "rowspan", "nowrap", "headers", "scope", "abbr"},
    "col": {"span", "width", "align"},
    "colgroup": {"span", "width", "align"},
    "font": {"color", "face", "size"},
    "hr": {"size", "width", "color", "noshade", "tabindex"},
    "ol": {"start", "type", "reversed"},
    "ul": {"type"},
    "li": {"value", "type"},
    # Mail programs mark what they quote so.
    "blockquote": {"type", "cite"},
    "q": {"cite"},
    "time": {"datetime"},
    "del": {"datetime"},
    "ins": {"datetime"},
}
_STYLE_PROPERTIES = re.compile(
    r"(?:color|background|background-color|direction|display|float|clear|opacity"
    r"|font(?:-(?:family|size|style|variant|weight|stretch))?|line-height|letter-spacing"
    r"|word-(?:spacing|break|wrap)|overflow-wrap|white-space|vertical-align|hyphens"
    r"|text-(?:align|align-last|decoration|decoration-(?:line|color|style)|indent|transform"
    r"|overflow)|unicode-bidi|writing-mode|caption-side|empty-cells|quotes"
    r"|(?:min-|max-)?(?:width|height)|(?:margin|padding)(?:-(?:top|right|bottom|left))?"
    r"|border(?:-(?:top|right|bottom|left))?(?:-(?:color|style|width))?"
    r"|border(?:-(?:top|bottom)-(?:left|right))?-radius"
    r"|border-(?:collapse|spacing)|table-layout|list-style(?:-(?:type|position))?"
    r"|box-sizing|overflow|visibility|orphans|widows|page-break-(?:before|after|inside)"
    r"|mso-[a-z-]*)"
)
_HARMLESS_FUNCTIONS = re.compile(r"\b(?:rgba?|hsla?|calc)\(")
_NEGATIVE = re.compile(r"(?:^|\s)-\s*\d")
_CONTROLS = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]+")
_DATA_IMAGE = re.compile(
    r"data:image/(?:png|jpe?g|gif|webp|bmp);base64,", re.IGNORECASE
)
_LINK = re.compile(
    r"(?:https?|mailto|tel|sms|ftp|callto|xmpp|geo|webcal|cid):|#", re.IGNORECASE
)
_SOURCE = re.compile(r"(?:https?:)?//|cid:", re.IGNORECASE)
# No document of XML may hold them, and nobody can see them.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:]*)[^>]*>?")
_VOID = {
    "br",
    "img",
    "hr",
    "meta",
    "link",
    "input",
    "col",
    "area",
    "base",
    "wbr",
    "p",
    "li",
}
_TAG_OR_COMMENT = re.compile(r"<(/?)([a-zA-Z][\w:]*)|<!--|-->")
# Within these a closing tag may close nothing outside.
_HIDING = _DROPPED_WITH_CONTENT - {"head"} | {
    "applet", "marquee", "xmp", "plaintext", "foreignobject", "desc",
}  # fmt: skip
# The sanitiser's time grows with the square of the depth, of the attributes of
# one tag, and of what is moved out of a table; nothing real comes near these.
_MAX_DEPTH = 1000
_MAX_ATTRIBUTES = 1000
_MAX_TAGS = 60_000
_START_TAG = re.compile(
    r"<[a-zA-Z][^\s/>]*+(?:[\s/]*+(?:[^\s/>][^\s/>=]*+)"
    r"(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]*+))?+"
    rf"){{0,{_MAX_ATTRIBUTES}}}+[\s/]*+"
)


@lru_cache(maxsize=8192)
def filter_style(style: str) -> str:
    """Keep the declarations of a style attribute that only paint."""
    kept: list[str] = []
    for declaration in style.split(";"):
        name, colon, value = declaration.partition(":")
        name = name.strip().lower()
        value = value.strip()
        if colon and _STYLE_PROPERTIES.fullmatch(name) and _is_harmless(name, value):
            kept.append(f"{name}:{value}")
    return ";".join(kept)


def _is_harmless(name: str, value: str) -> bool:
    if not value or len(value) > 500 or any(char in value for char in "\\<>{}@"):
        return False
    if "(" in value and "(" in _HARMLESS_FUNCTIONS.sub("", value):
        return False
    if "/*" in value or "javascript" in value.lower():
        return False
    # Pulling content out of its place hides or fakes what stands there.
    return not (name.startswith("margin") and _NEGATIVE.search(value))


def _filter_attribute(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "style":
        return filter_style(value) or None
    if attribute == "href":
        return _filter_link(value)
    if attribute == "src":
        return _filter_source(value)
    if attribute == "cite":
        return value if value.startswith(("http:", "https:", "mid:", "cid:")) else None
    return value


def _filter_link(value: str) -> str | None:
    link = value.strip()
    if _LINK.match(_CONTROLS.sub("", link)):
        return link
    # Many write an address without its scheme.
    if re.match(r"www\.[\w.-]+\.[a-z]{2,}", link, re.IGNORECASE):
        return f"http://{link}"
    return None


def _filter_source(value: str) -> str | None:
    source = _CONTROLS.sub("", value) if len(value) < 5000 else value.strip()
    if source.startswith("//"):
        return f"https:{source}"
    if _SOURCE.match(source):
        return source
    match = _DATA_IMAGE.match(source)
    return source if match else None


# A reusable cleaner: building one costs more than cleaning a letter.
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_DROPPED_WITH_CONTENT - _TAGS,
    attributes=_ATTRIBUTES,
    attribute_filter=_filter_attribute,
    url_schemes={
        "http", "https", "mailto", "tel", "sms", "ftp", "callto", "xmpp", "geo", "webcal",
        "cid", "mid", "data",
    },
    link_rel="noopener noreferrer",
)  # fmt: skip


def sanitise_html(html: str) -> str:
    """Return the part of a mail's HTML that may be shown."""
    html = html[:MAX_HTML_LENGTH].replace("\0", "")
    if "<xml" in html:
        html = _cut_islands(html)
    if _is_too_costly(html):
        # A space, so that what stood around a tag does not become one.
        html = _TAG.sub(
            lambda tag: "<br>" if tag[2].lower() in {"br", "p", "tr"} else " ", html
        )
        html = re.sub(r"<(?!br>)", "&lt;", html)
        html = re.sub(r" {2,}", " ", html).strip(" ")
    # After the cleaning, which resolves what `&#17;` stands for.
    return _CONTROLS.sub("", _CLEANER.clean(html))


def _cut_islands(html: str) -> str:
    """Cut out what Word hides in `<xml>`; without styles it would be read."""
    kept: list[str] = []
    position = 0
    while (start := html.find("<xml", position)) >= 0:
        end = html.find("</xml>", start)
        if end < 0:
            break
        kept.append(html[position:start])
        position = end + len("</xml>")
    kept.append(html[position:])
    return "".join(kept)


def _is_too_costly(html: str) -> bool:
    """Return whether the sanitiser could take longer than a mail deserves."""
    if len(html) > _MAX_ATTRIBUTES and _has_too_many_attributes(html):
        return True
    tags = html.count("<")
    return tags > _MAX_TAGS or (tags > _MAX_DEPTH and _is_too_deep(html))


def _has_too_many_attributes(html: str) -> bool:
    return any(
        html[tag.end() : tag.end() + 1] not in {">", ""}
        for tag in _START_TAG.finditer(html)
    )


def _is_too_deep(html: str) -> bool:
    """Return whether elements may be open deeper than is cheap."""
    gauge = _Depth()
    for match in _TAG_OR_COMMENT.finditer(html):
        gauge.read((match[2] or match[0]).lower(), closes=bool(match[1]))
        if gauge.depth > _MAX_DEPTH:
            return True
    return False


class _Depth:
    """How many elements may be open, never fewer than a browser would hold.

    A closing tag counts only where it must be heeded: for an element opened
    in the same table, comment, or what else hides its content.
    """

    def __init__(self) -> None:
        self.depth = 0
        self._scopes: list[tuple[str, Counter[str]]] = [("", Counter())]
        self._hidden = ""

    def read(self, name: str, *, closes: bool) -> None:
        if name in {"<!--", "-->"} or name in _HIDING:
            self._hide("-->" if name == "<!--" else name, ends=closes or name == "-->")
        elif name not in _VOID:
            (self._close if closes else self._open)(name)

    def _hide(self, name: str, *, ends: bool) -> None:
        if not ends and not self._hidden:
            self._hidden = name
            self._scopes.append((name, Counter()))
        elif ends and self._hidden == name:
            # What was left open in there may be open still.
            left: Counter[str] = Counter()
            while self._scopes[-1][0] != name:
                left += self._scopes.pop()[1]
            left += self._scopes.pop()[1]
            self._scopes[-1][1].update(left)
            self._hidden = ""

    def _open(self, name: str) -> None:
        self.depth += 1
        if name == "table":
            self._scopes.append((name, Counter()))
        else:
            self._scopes[-1][1][name] += 1

    def _close(self, name: str) -> None:
        scope, opened = self._scopes[-1]
        if name == scope == "table":
            self.depth -= 1 + self._scopes.pop()[1].total()
        elif opened[name]:
            self.depth -= 1
            opened[name] -= 1
