"""The fields of a snippet are filled as text, and gaps are seen."""

import pytest

from inbox_app.domain.library import fold_text, make_name
from inbox_app.domain.snippet_fields import fill_fields, first_name

VALUES = {"contact.name": "Clara <b>", "agent.name": "Ann", "contact.email": ""}


@pytest.mark.parametrize(
    ("html", "filled"),
    [
        ("<p>Dear {{contact.name}},</p>", "<p>Dear Clara &lt;b&gt;,</p>"),
        ("{{ Agent.Name }}", "Ann"),
        ("{{contact.email}}", "[[missing: contact.email]]"),
        ("{{deal.amount}}", "[[missing: deal.amount]]"),
        ("{{no_such}}", "[[missing: no_such]]"),
        ("{{<b>x</b>}} {{}} {contact.name}", "{{<b>x</b>}} {{}} {contact.name}"),
    ],
)
def test_a_field_becomes_its_value_as_text_or_a_mark(html: str, filled: str) -> None:
    assert fill_fields(html, VALUES) == filled


def test_a_value_asks_for_no_field_of_its_own_and_keeps_to_one_line() -> None:
    values = {"contact.name": "{{agent.email}}\n\nBcc: x", "agent.email": "secret@x"}

    assert "secret" not in fill_fields("{{contact.name}}", values)
    assert "\n" not in fill_fields("{{contact.name}}", values)


@pytest.mark.parametrize(
    ("name", "first"),
    [("Clara Customer", "Clara"), ("Weber, Tom", "Tom"), ("Cher", "Cher"), ("", "")],
)
def test_the_first_name_is_found(name: str, first: str) -> None:
    assert first_name(name) == first


def test_names_are_made_of_plain_letters() -> None:
    assert make_name("  Élan vital & Cie! ", 40) == "elan-vital-cie"
    assert make_name("日本", 40) == ""
    assert len(make_name("a" * 10_000, 40)) == 40
    assert fold_text("Crème BRÛLÉE") == "creme brulee"
