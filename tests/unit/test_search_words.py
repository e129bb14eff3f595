"""What was typed, and where a text contains it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox_app.domain.search_words import Term, find_excerpt, parse_words


def parse(words: str) -> tuple[Term, ...]:
    return parse_words(words, shortest_prefix=4)


def marked(text: str, words: str) -> list[str]:
    pieces = find_excerpt([text], parse(words))
    return [piece.text for piece in pieces if piece.is_match]


def test_only_the_last_word_may_be_a_beginning() -> None:
    assert parse("order invo") == (Term(("order",)), Term(("invo",), is_prefix=True))
    assert parse("order inv") == (Term(("order",)), Term(("inv",)))
    assert parse('order "invoice"') == (Term(("order",)), Term(("invoice",)))


def test_quoted_words_and_parts_of_an_address_follow_each_other() -> None:
    assert parse('"blue  order"') == (Term(("blue", "order")),)
    assert parse("« bon jour »") == (Term(("bon", "jour")),)
    assert parse("clara@shop.example no") == (
        Term(("clara", "shop", "example")),
        Term(("no",)),
    )


def test_signs_alone_are_no_words() -> None:
    assert parse('!!! "" * -- _') == ()


def test_words_are_marked_whatever_their_case_and_accents() -> None:
    assert marked("L'ÉTÉ dernier, un été, étéphant", "ete") == ["ÉTÉ", "été"]
    assert marked("E\u0301te\u0301 au Canada", "été") == ["Été"]
    assert marked("Straße und STRASSE", "strasse") == ["STRASSE"]
    assert marked("Rechnungen, die Rechnung", "rechn") == ["Rechnungen", "Rechnung"]
    assert marked("한국어 텍스트", "한국어") == ["한국어"]


def test_a_phrase_is_marked_as_a_whole() -> None:
    assert marked("My blue-order, not order blue", '"blue order"') == ["blue-order"]


def test_an_excerpt_begins_shortly_before_the_first_match() -> None:
    text = "word " * 200 + "needle " + "word " * 200

    pieces = find_excerpt([text], parse("needle"))

    whole = "".join(piece.text for piece in pieces)
    assert whole.startswith("…word")
    assert 100 < len(whole) < 200
    assert [piece.text for piece in pieces if piece.is_match] == ["needle"]


def test_the_first_text_that_contains_a_word_is_cut() -> None:
    pieces = find_excerpt(["nothing", "a needle.pdf"], parse("needle"))

    assert "".join(piece.text for piece in pieces) == "a needle.pdf"
    assert find_excerpt(["nothing"], parse("needle")) == []
    assert find_excerpt(["nothing"], ()) == []


@pytest.mark.parametrize("text", ["", "needle", "x" * 5000 + " needle"])
def test_an_excerpt_is_short(text: str) -> None:
    pieces = find_excerpt([text], parse("needle"))

    assert sum(len(piece.text) for piece in pieces) <= 181


@given(st.text(max_size=400), st.text(max_size=40))
def test_pieces_are_parts_of_the_text(text: str, words: str) -> None:
    for piece in find_excerpt([text], parse(words)):
        assert piece.text
