"""Whom a reply goes to."""

import pytest

from inbox_app.domain.enums import Direction
from inbox_app.domain.envelope import Address
from inbox_app.domain.reply_recipients import (
    AnsweredMessage,
    OwnAddresses,
    ReplyRecipients,
    work_out_recipients,
)

CLARA = Address("Clara", "clara@customer.example")
OTTO = Address("Otto", "otto@customer.example")
US = Address("Support", "support@team.example")
ALIAS = Address("", "help@team.example")
OWN = OwnAddresses.of(["Support@team.example", "help@TEAM.example"])


def reply_to(
    sender: Address = CLARA, direction: Direction = Direction.INBOUND, **groups: object
) -> ReplyRecipients:
    return work_out_recipients(AnsweredMessage(direction, sender, **groups), OWN)  # type: ignore[arg-type]


def test_the_sender_is_answered_and_the_others_get_a_copy() -> None:
    others = tuple(Address("", f"{name}@customer.example") for name in "abc")

    answer = reply_to(to=(US, *others[:2]), cc=(others[2],))

    assert answer == ReplyRecipients((CLARA,), others)


def test_reply_to_goes_before_from() -> None:
    assert reply_to(reply_to=(OTTO,), to=(US,)).to == (OTTO,)
    assert reply_to(reply_to=(OTTO, CLARA), to=(US,)).to == (OTTO, CLARA)


@pytest.mark.parametrize(
    "own",
    [
        "support@team.example",
        "SUPPORT@Team.Example",
        "support+t0k3n@team.example",
        "help@team.example",
        "help+a+b@team.example",
    ],
)
def test_our_own_addresses_are_never_recipients(own: str) -> None:
    answer = reply_to(to=(Address("", own), OTTO), cc=(Address("", own),))

    assert answer == ReplyRecipients((CLARA,), (OTTO,))


def test_a_strangers_plus_address_is_somebody_else() -> None:
    plus = Address("", "clara+shop@customer.example")

    assert reply_to(to=(US, plus)).cc == (plus,)


def test_an_own_address_with_a_plus_in_it_is_known_as_it_is() -> None:
    own = OwnAddresses.of(["team+eu@team.example"])

    assert "team+eu@team.example" in own
    assert "team@team.example" not in own


def test_each_address_is_named_once_however_it_is_written() -> None:
    answer = reply_to(
        to=(US, OTTO, Address("", "CLARA@customer.example")),
        cc=(Address("Other", "Otto@Customer.example"), OTTO),
    )

    assert answer == ReplyRecipients((CLARA,), (OTTO,))


def test_after_our_own_message_it_goes_where_that_one_went() -> None:
    answer = reply_to(US, Direction.OUTBOUND, to=(CLARA, ALIAS), cc=(OTTO, CLARA))

    assert answer == ReplyRecipients((CLARA, ALIAS), (OTTO,))


def test_a_contact_form_that_writes_from_our_address_is_answered_by_reply_to() -> None:
    assert reply_to(US, reply_to=(CLARA,), to=(US,)) == ReplyRecipients((CLARA,))


def test_a_message_from_ourselves_is_answered_to_those_it_was_sent_to() -> None:
    assert reply_to(US, to=(OTTO,), cc=(CLARA,)) == ReplyRecipients((OTTO, CLARA))
    assert reply_to(US, to=(US,)) == ReplyRecipients()


def test_what_is_no_address_is_left_out() -> None:
    answer = reply_to(to=(Address("undisclosed-recipients", ""), OTTO))

    assert answer.cc == (OTTO,)
