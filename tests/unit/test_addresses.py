# Lists of words and of cases read best on long lines.
# ruff: noqa: E501

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox_app.domain.addresses import (
    normalise_address,
    normalise_subject,
    parse_addresses,
    split_token,
)


def pairs(text: str) -> list[tuple[str, str]]:
    return [(found.name, found.address) for found in parse_addresses(text)]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("ann@x.example", [("", "ann@x.example")]),
        ("Ann <ann@x.example>", [("Ann", "ann@x.example")]),
        ('"Doe, Ann" <ann@x.example>, b@x.example', [("Doe, Ann", "ann@x.example"), ("", "b@x.example")]),
        ("ann@x.example (Ann (the first) Doe)", [("Ann (the first) Doe", "ann@x.example")]),
        ("Team: a@x.example, B <b@x.example>;", [("", "a@x.example"), ("B", "b@x.example")]),
        ("undisclosed-recipients:;", []),
        ("a@x.example; b@x.example", [("", "a@x.example"), ("", "b@x.example")]),
        ("Ann Doe ann@x.example", [("Ann Doe", "ann@x.example")]),
        ("Ann <ann@x.example", [("Ann", "ann@x.example")]),
        ("<<ann@x.example>>", [("", "ann@x.example")]),
        ("Ann <mailto:ann@x.example>", [("Ann", "ann@x.example")]),
        ("\"'ann@x.example'\" <ann@x.example>", [("ann@x.example", "ann@x.example")]),
        ("<@relay.example,@b.example:ann@x.example>", [("", "ann@x.example")]),
        ('"broken <ann@x.example>', [("broken", "ann@x.example")]),
        ('"ann doe"@x.example', [("", '"ann doe"@x.example')]),
        ("ann@[192.0.2.1]", [("", "ann@[192.0.2.1]")]),
        ('ann@x.example (Ann "(x)" Doe)', [('Ann "(x)" Doe', "ann@x.example")]),
        ("ann@x.example (Ann (Doe)", [("Ann Doe", "ann@x.example")]),
        ("ann@x.example (Ann (Doe, b@x.example", [("Ann Doe", "ann@x.example"), ("", "b@x.example")]),
        ('Ann \\"the\\" Doe <ann@x.example>', [('Ann "the" Doe', "ann@x.example")]),
        ("=?utf-8?Q?Doe,_A?= <ann@x.example>", [("=?utf-8?Q?Doe,_A?=", "ann@x.example")]),
        ("postmaster", [("", "postmaster")]),
        ("Mail Delivery Subsystem <>", [("Mail Delivery Subsystem", "")]),
        ("Юникод", [("Юникод", "")]),
        ("", []),
        (" , ,; ", []),
    ],
)  # fmt: skip
def test_an_address_header_is_read_as_its_writer_meant_it(
    header: str, expected: list[tuple[str, str]]
):
    assert pairs(header) == expected


@given(st.text(alphabet="ab@<>(),;:\"\\ .=?'\n\té", max_size=60))
def test_no_text_is_too_odd_for_an_address_header(text: str):
    for found in parse_addresses(text):
        assert found.name or found.address


# Each would take hours if its time grew with the square of its length.
@pytest.mark.parametrize("ending", ["", ")", '"', " ann@x.example"])
@pytest.mark.parametrize(
    "unit",
    [
        "(",
        "((a)",
        "<",
        '"',
        '\\"',
        "'",
        "a",
        "<a,",
        "a@",
        "(a",
        ",",
        ":",
        "=?a?b?",
        "()",
    ],
)
def test_a_long_hostile_header_comes_to_an_end(unit: str, ending: str):
    for opening in ("", '"', "("):
        header = opening + (unit * 100_000)[:100_000] + ending
        assert len(parse_addresses(header)) <= 5001


@pytest.mark.parametrize(
    ("spelling", "normal"),
    [
        (" <Ann@X.Example> ", "ann@x.example"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        ("ann@x.example.", "ann@x.example"),
        ("Postmaster", "postmaster"),
    ],
)
def test_two_spellings_of_an_address_have_one_normal_form(spelling: str, normal: str):
    assert normalise_address(spelling) == normal


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("support+abc@x.example", ("support@x.example", "abc")),
        ("support@x.example", ("support@x.example", "")),
        ("+abc@x.example", ("+abc@x.example", "")),
    ],
)
def test_the_token_of_a_reply_address_is_split_off(
    address: str, parts: tuple[str, str]
):
    assert split_token(address) == parts


@pytest.mark.parametrize(
    "subject",
    [
        "Order 12",
        "Re: Order 12",
        "RE: re[2]: Order 12",
        "AW: WG: Order 12",
        "TR : Order 12",
        "Réf : Order 12",
        "回复：Order 12",
        "Fwd: Fw: Order  12",
        "Sv: Vs: ORDER 12",
    ],
)
def test_answers_have_the_subject_of_what_they_answer(subject: str):
    assert normalise_subject(subject) == "order 12"


def test_a_word_that_only_looks_like_a_mark_stays():
    assert normalise_subject("Reorder: 12") == "reorder: 12"
    assert normalise_subject("[list] Re: Order") == "[list] order"
