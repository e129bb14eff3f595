"""Small mails made to be slow.

Each input would take minutes, or hours, if the time grew with the square of
its length; what is asserted is that it is read to its end.
"""

import pytest

from inbox_app.domain.quoting import extract_reply
from inbox_app.ingest.fold_quotes import fold_quotes
from inbox_app.ingest.headers import parse_parameters
from inbox_app.ingest.html_text import parse_html, render_text
from inbox_app.ingest.parse import parse_mail
from inbox_app.ingest.sanitise import sanitise_html

HEAD = b"From: ann@x.example\nSubject: x\n"


def test_a_megabyte_of_tabs_before_a_word_is_rendered():
    text = render_text(parse_html("<pre>a" + "\t" * 1_000_000 + "b\n</pre>"))

    assert text.split() == ["a", "b"]


def test_a_thousand_quotes_around_empty_lines_do_not_multiply():
    html = "<blockquote>" * 200 + "x" + "<br>" * 20_000 + "y"

    text = render_text(parse_html(html))

    assert len(text) < 60 * 20_000


def test_parameters_behind_thousands_of_brackets_are_read():
    raw = b"text/html" + b"(" * 19_000 + b";a=b"

    read = [parse_parameters(raw) for _ in range(500)]

    assert all(head.startswith("text/html(") for head, _ in read)
    assert all(parameters == {"a": "b"} for _, parameters in read)


def test_parameters_with_thousands_of_open_quotes_are_read():
    raw = b"text/html" + b';a="b' * 3900

    read = [parse_parameters(raw) for _ in range(20)]

    assert all(list(parameters) == ["a"] for _, parameters in read)


def test_a_multipart_of_one_line_of_blanks_is_read():
    raw = HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n--y" + b" " * 30_000_000

    mail = parse_mail(raw + b"z\n")

    assert mail.ok
    assert mail.text.strip().startswith("--y")


@pytest.mark.parametrize(
    "html",
    [
        "<div></x>" * 100_000,
        "<table>" + "<b>x</x>" * 100_000,
        "<div><table></div></table>" * 40_000,
        ("<div>" * 900 + "<select>" + "</div>" * 900 + "</select>") * 50,
        "<div><!--</div>-->" * 100_000,
        "<table>" + "<br>" * 900_000,
        "<p " + " ".join(f"a{number}" for number in range(500_000)) + ">",
        "<p " + " ".join(f'a{number}=">"' for number in range(300_000)) + ">",
        "<div>" * 2000
        + "<<b>p "
        + " ".join(f"a{number}" for number in range(500_000)) + ">",
    ],
    ids=["bogus", "fostered", "scope", "select", "comment", "rows", "attributes",
         "quoted", "remade"],
)  # fmt: skip
def test_markup_made_to_be_slow_loses_its_tags(html: str):
    clean = sanitise_html(html + "end")

    assert clean.rstrip().endswith("end")
    assert clean.count("<") == clean.count("<br>")


def test_a_long_newsletter_keeps_its_tables():
    row = "<tr><td class=a style='color:red'><!--[if mso]><i></i><![endif]--><b>x</b>"
    html = "<table>" + f"{row}</td></tr>" * 4000 + "</table>"

    assert sanitise_html(html).count("<td") == 4000


@pytest.mark.parametrize("unit", ["*", " ", "a.", "1 ", "> ", "_-", "a@", "jan"])
@pytest.mark.parametrize("length", [140, 480])
def test_ten_thousand_lines_that_all_could_announce_a_quote_are_read(
    unit: str, length: int
):
    line = "x" + unit * (length // len(unit))
    lines = [f"{line}:", f"{line[1:]}:"] * 5000

    assert extract_reply("\n".join(["hello", *lines])).startswith("hello")


@pytest.mark.parametrize(
    "before",
    [
        "<br>" * 300_000,
        "<span></span>" * 300_000,
        "<p>From: x</p>" * 200_000,
        "<br>" * 40_000,
        "<p>From: x</p>" * 20_000,
        "<span></span>" * 20_000 + "<blockquote>q</blockquote>" * 1000,
        ("<p>From: x" + "<br>" * 1000 + "y</p>") * 45,
    ],
)
def test_elements_without_end_before_a_quote_are_kept(before: str):
    html = f"<div>hello {before}<blockquote>old</blockquote></div>"

    folded = fold_quotes(html)

    assert "hello" in folded
    assert folded.count("<br>") == before.count("<br>")
