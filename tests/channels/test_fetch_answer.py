"""Answers to FETCH as servers have been seen to write them."""

from datetime import UTC, datetime

import pytest

from inbox_app.channels.email.fetch_answer import (
    FetchAnswer,
    MessageFacts,
    parse_bodies,
    parse_facts,
)


@pytest.mark.parametrize(
    "line",
    [
        b'1 (UID 5 RFC822.SIZE 300 INTERNALDATE "02-Mar-2026 09:30:00 +0200")',
        b'1 (INTERNALDATE " 2-Mar-2026 09:30:00 +0200" RFC822.SIZE 300 UID 5)',
    ],
)
def test_facts_are_read_in_any_order(line: bytes) -> None:
    (facts,) = parse_facts([line, b"2 (FLAGS (\\Seen))", None])

    assert facts == MessageFacts(5, 300, datetime(2026, 3, 2, 7, 30, tzinfo=UTC))


def test_a_date_without_meaning_does_not_lose_the_message() -> None:
    (facts,) = parse_facts([b'1 (UID 5 RFC822.SIZE 3 INTERNALDATE "yesterday")'])

    assert facts == MessageFacts(5, 3, None)


@pytest.mark.parametrize(
    ("answer", "bodies"),
    [
        ([(b"1 (UID 5 BODY[] {3}", b"raw"), b")"], {5: b"raw"}),
        ([(b"1 (BODY[] {3}", b"raw"), b" UID 5)"], {5: b"raw"}),
        (
            [
                (b"1 (UID 5 BODY[] {1}", b"a"),
                b")",
                b"3 (FLAGS (\\Seen) UID 9)",
                (b"2 (UID 6 BODY[] {1}", b"b"),
                b" FLAGS (\\Seen))",
            ],
            {5: b"a", 6: b"b"},
        ),
        ([b'1 (UID 5 BODY[] "")'], {5: b""}),
        ([b"1 (UID 5 BODY[] NIL)"], {5: b""}),
        ([b'1 (UID 5 BODY[] "a \\"b\\" c")'], {5: b'a "b" c'}),
        ([(b"1 (UID 5 BODY[HEADER]<0> {4}", b"h: v"), b")"], {5: b"h: v"}),
        ([None], {}),
        ([], {}),
    ],
)
def test_bodies_are_read_whatever_surrounds_them(
    answer: FetchAnswer, bodies: dict[int, bytes]
) -> None:
    assert dict(parse_bodies(answer)) == bodies
