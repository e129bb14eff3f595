"""What a reply is asked about before it leaves."""

import pytest

from inbox_app.domain.enums import Direction
from inbox_app.domain.envelope import Address
from inbox_app.domain.errors import MissingFieldError
from inbox_app.domain.reply_recipients import AnsweredMessage, OwnAddresses
from inbox_app.domain.send_guard import (
    answers_hidden_copy,
    find_new_recipients,
    mark_missing,
    refuse_missing_fields,
    speaks_of_files,
)

OWN = OwnAddresses.of(["support@example.test"])
CLARA = Address("Clara", "clara@customer.example")


@pytest.mark.parametrize(
    "text",
    [
        "Please find the invoice attached.",
        "See the ATTACHMENT below",
        "I am attaching the contract",
        "The form is enclosed.",
        "Vous trouverez la facture ci-jointe.",
        "Le devis est ci joint",
        "Voir la pièce jointe",
        "deux pieces-jointes",
        "cf. PJ",
        "Le détail est en annexe.",
        "Je vous joins le plan.",
    ],
)
def test_words_that_promise_a_file_are_heard(text: str) -> None:
    assert speaks_of_files(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Your parcel left today.",
        "No strings.",
        "Nous nous sommes rejoints hier.",
        "> please find it attached\nThank you!",
        "Un pyjama",
    ],
)
def test_other_words_and_quotes_promise_nothing(text: str) -> None:
    assert not speaks_of_files(text)


def test_a_signature_promises_nothing() -> None:
    signature = "Acme. Any attachment is confidential."

    assert not speaks_of_files(f"Thank you.\n\n{signature}", signature)
    assert speaks_of_files(f"It is attached.\n\n{signature}", signature)


def test_a_value_still_to_be_filled_in_is_named() -> None:
    with pytest.raises(MissingFieldError) as refusal:
        refuse_missing_fields(f"Dear {mark_missing('contact.name')},")

    assert refusal.value.values == {"name": "contact.name"}


@pytest.mark.parametrize("text", ["", "[[a wiki link]]", "missing: you", "[[missing:]"])
def test_other_brackets_hold_nothing_up(text: str) -> None:
    refuse_missing_fields(text)


def test_a_recipient_is_known_however_the_address_is_written() -> None:
    new = find_new_recipients(
        ["Clara@Customer.Example", "bob@else.example", "nobody at all"],
        {"clara@customer.example"},
    )

    assert new == ["bob@else.example"]


@pytest.mark.parametrize(
    ("to", "cc", "is_hidden"),
    [
        ("support@example.test", "", False),
        ("Support+abc@Example.test", "", False),
        ("boss@customer.example", "support@example.test", False),
        ("boss@customer.example", "", True),
        ("", "", True),
    ],
)
def test_a_mail_that_names_us_nowhere_came_as_a_hidden_copy(
    to: str, cc: str, *, is_hidden: bool
) -> None:
    answered = AnsweredMessage(
        Direction.INBOUND,
        CLARA,
        to=(Address("", to),) if to else (),
        cc=(Address("", cc),) if cc else (),
    )

    assert answers_hidden_copy(answered, OWN) is is_hidden


def test_after_our_own_answer_nothing_is_hidden_any_more() -> None:
    answered = AnsweredMessage(
        Direction.OUTBOUND, Address("", "support@example.test"), to=(CLARA,)
    )

    assert not answers_hidden_copy(answered, OWN)
