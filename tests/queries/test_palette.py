"""What the palette finds, on both databases, and for whom."""

import itertools
from typing import Any

from inbox_app.models import Contact
from inbox_app.queries.palette import find_for_palette, read_recent
from tests.queries.desk import SALES, Desk

NUMBERS = itertools.count(100)


def a_letter(desk: Desk, *, name: str, address: str, **fields: Any) -> int:
    contact = Contact(id=next(NUMBERS), name=name, created_at=desk.at(0))
    desk.uow.session.add(contact)
    desk.uow.session.flush()
    conversation_id = desk.a_conversation(
        contact_name=name, contact_address=address, contact_id=contact.id, **fields
    )
    desk.a_message(
        conversation_id, text="About the invoice", from_name=name, from_address=address
    )
    return conversation_id


def test_words_find_conversations_and_a_name_its_person(desk: Desk) -> None:
    zoe = a_letter(desk, name="Zoé Müller", address="zoe@example.org")
    otto = a_letter(desk, name="Otto", address="otto@o.example", minutes=1)

    by_words = find_for_palette(desk.uow, desk.ann, "invoice")
    by_name = find_for_palette(desk.uow, desk.ann, "mull")
    by_address = find_for_palette(desk.uow, desk.ann, "otto@o.example")

    assert [row["id"] for row in by_words.conversations] == [otto, zoe]
    assert by_words.people == []
    assert [person.name for person in by_name.people] == ["Zoé Müller"]
    assert [person.address for person in by_address.people] == ["otto@o.example"]


def test_a_person_of_many_conversations_is_named_once(desk: Desk) -> None:
    first = a_letter(desk, name="Otto", address="otto@o.example")
    contact_id = find_for_palette(desk.uow, desk.ann, "otto").people[0].contact_id
    second = desk.a_conversation(
        contact_name="Otto", contact_address="otto@o.example", contact_id=contact_id
    )
    desk.a_message(second, from_name="Otto", from_address="otto@o.example")

    found = find_for_palette(desk.uow, desk.ann, "otto")

    assert {row["id"] for row in found.conversations} == {first, second}
    assert [person.contact_id for person in found.people] == [contact_id]


def test_a_number_finds_its_conversation(desk: Desk) -> None:
    number = a_letter(desk, name="Otto", address="otto@o.example")

    for words in (str(number), f"#{number}"):
        found = find_for_palette(desk.uow, desk.ann, words)

        assert [row["id"] for row in found.conversations] == [number]


def test_nothing_of_an_inbox_of_others_is_found_or_remembered(desk: Desk) -> None:
    number = a_letter(desk, name="Otto", address="otto@o.example", inbox_id=SALES)

    for words in ("otto", "invoice", f"#{number}"):
        found = find_for_palette(desk.uow, desk.ann, words)

        assert found == ([], [])
    assert read_recent(desk.uow, desk.ann, [number]) == []
    assert [row["id"] for row in read_recent(desk.uow, desk.eve, [number])] == [number]


def test_what_is_no_question_finds_nothing(desk: Desk) -> None:
    a_letter(desk, name="Otto", address="otto@o.example")

    for words in ("", " ", "#", "%", "o", "#99999999999999999999", "-1", "x" * 300):
        assert find_for_palette(desk.uow, desk.ann, words) == ([], [])
    assert read_recent(desk.uow, desk.ann, [0, -1, 10**30]) == []
