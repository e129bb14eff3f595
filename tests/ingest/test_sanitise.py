# Lists of words and of cases read best on long lines.
# ruff: noqa: E501

import re

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox_app.ingest.fold_quotes import fold_quotes
from inbox_app.ingest.plain_html import text_to_html
from inbox_app.ingest.sanitise import sanitise_html

_TAGS = st.sampled_from(
    [
        "a",
        "b",
        "p",
        "div",
        "span",
        "img",
        "table",
        "td",
        "script",
        "style",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "form",
        "input",
        "link",
        "meta",
        "base",
        "details",
        "blockquote",
        "template",
        "noscript",
        "xml",
        "o:p",
        "video",
        "audio",
        "source",
        "button",
        "textarea",
        "select",
        "frame",
        "marquee",
        "font",
        "picture",
    ]
)
_ATTRIBUTES = st.sampled_from(
    [
        "onclick",
        "onerror",
        "onload",
        "href",
        "src",
        "style",
        "background",
        "srcset",
        "action",
        "formaction",
        "data",
        "poster",
        "ping",
        "xlink:href",
        "id",
        "class",
        "type",
        "content",
        "http-equiv",
        "dynsrc",
        "lowsrc",
    ]
)
_VALUES = st.sampled_from(
    [
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        " &#106;avascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "data:image/svg+xml,<svg onload=alert(1)>",
        "vbscript:x",
        "https://evil.example/x",
        "//evil.example/x",
        "cid:a@b",
        "position:fixed;top:0",
        "background:url(https://evil.example/x)",
        "background-image:\\75rl(//evil.example)",
        "width:expression(alert(1))",
        "color:red",
        "@import 'https://evil.example'",
        "list-style:url(//evil.example)",
        '"><script>alert(1)</script>',
        "0;url=https://evil.example",
    ]
)


@st.composite
def hostile_html(draw: st.DrawFn) -> str:
    pieces: list[str] = []
    for _ in range(draw(st.integers(1, 8))):
        tag = draw(_TAGS)
        attributes = "".join(
            f" {draw(_ATTRIBUTES)}={draw(st.sampled_from(['', chr(34), chr(39)]))}"
            f"{draw(_VALUES)}{draw(st.sampled_from(['', chr(34), chr(39)]))}"
            for _ in range(draw(st.integers(0, 3)))
        )
        pieces.append(
            draw(
                st.sampled_from(
                    [
                        f"<{tag}{attributes}>",
                        f"<{tag}{attributes}/>",
                        f"</{tag}>",
                        f"<!--<{tag}{attributes}>-->",
                        f"<{tag}{attributes}",
                        "text",
                        "<![CDATA[",
                        "]]>",
                    ]
                )
            )
        )
    return "".join(pieces)


def assert_harmless(html: str) -> None:
    tree = lxml.html.fragment_fromstring(f"<div>{html}</div>")
    for element in tree.iter():
        tag = element.tag
        assert isinstance(tag, str)
        assert tag not in {
            "script", "style", "iframe", "object", "embed", "form", "input", "link", "meta",
            "base", "svg", "math", "video", "audio", "source", "frame", "button", "textarea",
        }  # fmt: skip
        for name, value in element.attrib.items():
            assert not str(name).startswith("on")
            assert name not in {
                "srcset", "background", "action", "formaction", "poster", "ping", "data",
            }  # fmt: skip
            compact = re.sub(r"[\x00-\x20]", "", str(value)).lower()
            if name == "href":
                assert re.match(
                    r"(https?|mailto|tel|sms|ftp|callto|xmpp|geo|webcal|cid):|#",
                    compact,
                )
            if name == "src":
                assert tag == "img"
                assert re.match(
                    r"https?://|cid:|data:image/(png|jpe?g|gif|webp|bmp);", compact
                )
            if name == "style":
                assert "url" not in compact
                assert "\\" not in compact
                assert "expression" not in compact
                assert "position" not in compact


@settings(max_examples=500, deadline=None)
@given(hostile_html())
def test_out_comes_no_script_no_handler_and_no_remote_load_but_images(html: str):
    clean = sanitise_html(html)

    assert_harmless(clean)
    assert_harmless(fold_quotes(clean))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200) | hostile_html())
def test_plain_text_becomes_harmless_html(text: str):
    assert_harmless(text_to_html(text))


@pytest.mark.parametrize(
    "kept",
    [
        '<table cellpadding="0"><tbody><tr><td bgcolor="#eee">x</td></tr></tbody></table>',
        '<p style="color:red;margin:0 0 1em">x</p>',
        '<img src="cid:logo@x.example" alt="Logo">',
        '<img src="https://x.example/a.png">',
        '<blockquote type="cite">x</blockquote>',
        '<div class="gmail_quote">x</div>',
    ],
)
def test_what_a_letter_looks_like_is_kept(kept: str):
    assert sanitise_html(kept) == kept


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        (
            '<p style="position:fixed;top:0;color:red">x</p>',
            '<p style="color:red">x</p>',
        ),
        ('<p style="margin-left:-2000px">x</p>', "<p>x</p>"),
        ("<style>p{color:red}</style>x", "x"),
        ("<title>t</title>x", "x"),
        ('<form action="x"><input value="a">x</form>', "x"),
        ("<xml><o:settings>junk</o:settings></xml>x", "x"),
    ],
)
def test_what_could_fool_or_follow_the_reader_is_gone(html: str, clean: str):
    assert sanitise_html(html) == clean


def test_html_nested_too_deep_keeps_its_words():
    clean = sanitise_html("<div>" * 50_000 + "hello")

    assert clean == "hello"
