"""A mail's body as a document of its own, for a frame without scripts.

The document is shown with an origin, so that the page around it can measure its
height, but its policy lets it load nothing except its own pictures, and nothing
from outside until the reader asks for it.
"""

import re
from urllib.parse import unquote

import htpy as h
import lxml.html
from lxml.etree import ParserError
from markupsafe import Markup

from inbox_app.queries.files import MailDocument

_LINK = re.compile(r"https?://[^\s<>\"'\u00a0]{1,2000}[^\s<>\"'\u00a0.,;:!?)\]]")

# A mail is written for white paper, in either theme of the page around it.
_STYLE = """
:root { color-scheme: light; }
html { background: #fff; }
body { margin: 0; padding: 12px 16px; overflow-x: auto; color: #16181d;
  font: 14px/1.5 system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif;
  overflow-wrap: anywhere; }
img { max-width: 100%; height: auto; }
pre { white-space: pre-wrap; }
a { color: #2447b8; }
blockquote { margin: 8px 0; padding-left: 12px; border-left: 3px solid #cfd4de; }
summary { cursor: pointer; color: #545b69; }
.plain { white-space: pre-wrap; }
"""


def mail_policy(*, with_remote_images: bool) -> str:
    """Return what a mail may do: show text, its own pictures, and open links."""
    remote = " https: http:" if with_remote_images else ""
    return (
        "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox;"
        " default-src 'none'; style-src 'unsafe-inline';"
        f" img-src 'self' data:{remote};"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )


def render_mail(document: MailDocument, *, language: str) -> str:
    """Write the whole document; its pictures come from our own attachments."""
    body: h.Node = h.div(".plain")[_with_links(document.text)]
    if document.html:
        # Cleaned when it came in, and shown under a policy without scripts.
        body = Markup(_with_own_pictures(document))  # noqa: S704 - as said above
    return str(
        h.html(lang=language or "en")[
            h.head[
                h.meta(charset="utf-8"),
                h.base(target="_blank"),
                h.title[document.subject or "-"],
                h.style[Markup(_STYLE)],  # noqa: S704 - a constant
            ],
            h.body[body],
        ]
    )


def _with_own_pictures(document: MailDocument) -> str:
    try:
        tree = lxml.html.fragment_fromstring(document.html, create_parent=True)
    except ParserError:
        return ""
    for element in tree.iter("img"):
        source = element.get("src", "")
        if source[:4].lower() == "cid:":
            content_id = unquote(source[4:]).strip("<> ").lower()
            if content_id in document.pictures:
                element.set(
                    "src", f"/attachments/{document.pictures[content_id]}?view=1"
                )
            else:
                del element.attrib["src"]
    for element in tree.iter("a", "area"):
        element.set("rel", "noopener noreferrer")
        element.attrib.pop("target", None)
    return str(lxml.html.tostring(tree, encoding="unicode"))


def _with_links(text: str) -> list[h.Node]:
    parts: list[h.Node] = []
    end = 0
    for match in _LINK.finditer(text):
        parts += [
            text[end : match.start()],
            h.a(href=match[0], rel="noopener noreferrer")[match[0]],
        ]
        end = match.end()
    return [*parts, text[end:]]
