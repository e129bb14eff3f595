# Lists of words and of cases read best on long lines.
# ruff: noqa: E501

from pathlib import Path

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox_app.ingest.fold_quotes import fold_quotes
from inbox_app.ingest.plain_html import text_to_html
from inbox_app.ingest.sanitise import sanitise_html

CORPUS = Path(__file__).parents[1] / "corpus" / "quotequail"


def visible(html: str) -> str:
    tree = lxml.html.fragment_fromstring(html, create_parent=True)
    for details in tree.xpath("//details[not(ancestor::details)]"):
        details.drop_tree()
    return " ".join(tree.text_content().split())


def everything(html: str) -> str:
    tree = lxml.html.fragment_fromstring(html, create_parent=True)
    for summary in tree.xpath("//summary"):
        summary.drop_tree()
    return "".join(tree.text_content().split())


@pytest.mark.parametrize(
    ("file", "reply"),
    [
        ("apple_reply.html", "FooBar"),
        ("gmail_reply.html", "foobar-- John DoeSenior DirectorSome Company"),
        ("outlook_forward.html", "Original messageMore text"),
    ],
)
def test_the_quote_of_a_mail_program_folds(file: str, reply: str):
    html = sanitise_html((CORPUS / file).read_text())

    folded = fold_quotes(html)

    assert visible(folded) == reply
    assert everything(folded) == everything(html)


def test_a_forward_with_nothing_else_stays_open():
    html = sanitise_html((CORPUS / "thunderbird_forward.html").read_text())

    assert fold_quotes(html) == html


def test_what_was_typed_between_quotes_stays_in_sight():
    html = (
        "<div>On 3 May 2021, Support wrote:</div><blockquote>Which size?</blockquote>"
        "Large.<blockquote>Which colour?</blockquote><p>Blue.</p>"
    )

    folded = fold_quotes(html)

    assert visible(folded) == "Large.Blue."
    assert folded.count("<details") == 2


@pytest.mark.parametrize(
    "header",
    [
        '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> S<br></div>',
        '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt">'
        "<p><b>De&nbsp;:</b> S<br><b>Envoyé&nbsp;:</b> lundi<br><b>À&nbsp;:</b> A<br>"
        "<b>Objet&nbsp;:</b> x</p></div></div>",
        "<hr><div><b>Von:</b> S<br><b>Gesendet:</b> Montag<br><b>An:</b> A<br></div>",
        "<div>-----Original Message-----<br>From: S<br>Sent: Monday<br>To: A<br></div>",
    ],
)
def test_an_outlook_reply_folds_to_the_end(header: str):
    folded = fold_quotes(
        f"<div><p>Received.</p>{header}<p>Earlier</p><p>words</p></div>"
    )

    assert visible(folded) == "Received."
    assert folded.count("<details") == 1


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<blockquote>", "</blockquote>", "<div>", "</div>", "a", "From: x", "<br>",
                "<hr>", "On 3 May 2021 a@b.example wrote:", "To: y", "Subject: z",
                '<div id="divRplyFwdMsg">', '<div class="gmail_quote">', "Sent: 3 May 2021",
                "<p>", "</p>", "<span>", "-----Original Message-----",
            ]
        ),
        max_size=25,
    )
)  # fmt: skip
def test_folding_takes_nothing_away(pieces: list[str]):
    html = sanitise_html("".join(pieces))

    assert everything(fold_quotes(html)) == everything(html)


def test_plain_text_folds_its_quote_and_links_its_addresses():
    html = text_to_html("See https://x.example/a.\n\nOn 3 May 2021 S wrote:\n> old\n")

    assert '<a href="https://x.example/a" rel="noopener noreferrer">' in html
    assert visible(html) == "See https://x.example/a."
    assert "old" in html
