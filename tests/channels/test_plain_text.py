"""The text alternative of an HTML message."""

import pytest

from inbox_app.channels.email.plain_text import plain_text_of


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("   \n ", ""),
        ("<!-- nothing -->", ""),
        ("just text", "just text"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("<div>one</div><div><br></div><div>two</div>", "one\n\ntwo"),
        ("one<br>two<br><br>three", "one\ntwo\n\nthree"),
        ("<p>a  <b>bold</b>\n <i>word</i></p>", "a bold word"),
        ("<ul><li>one</li><li><p>two</p></li></ul>", "- one\n- two"),
        ("<ol><li>one</li><li>two</li></ol>", "1. one\n2. two"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        (
            "<p>yes</p><blockquote><p>q1</p><p>q2</p></blockquote>",
            "yes\n\n> q1\n>\n> q2",
        ),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"),
        ('<a href="https://x.example/">here</a>', "here <https://x.example/>"),
        ('<a href="https://x.example/">https://x.example</a>', "https://x.example"),
        ('<a href="mailto:a@b.example">a@b.example</a>', "a@b.example"),
        ("<pre>x\n  y\n</pre>", "x\n  y"),
        ("a<hr>b", "a\n\n---\n\nb"),
        ('<p><img src="cid:1" alt="logo"> ok</p>', "logo ok"),
        ("<style>p {}</style><script>x()</script><p>seen</p>", "seen"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a  b\nc"),
        ("Caf&eacute; &lt;3 &amp; more", "Café <3 & more"),
    ],
)
def test_html_reads_as_text(html: str, text: str) -> None:
    assert plain_text_of(html) == text


def test_deep_nesting_is_read_to_its_end() -> None:
    assert "deep" in plain_text_of("<div>" * 1500 + "deep" + "</div>" * 1500)
