"""Whom a reply goes to: everybody the answered message went to, but not us."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from inbox_app.domain.addresses import normalise_address, split_token
from inbox_app.domain.enums import Direction
from inbox_app.domain.envelope import Address


@dataclass(frozen=True, slots=True)
class AnsweredMessage:
    """What the headers of the message that is answered say.

    There is no Bcc: whoever was in it must never be shown to the others.
    """

    direction: Direction
    sender: Address
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplyRecipients:
    """To and Cc of a reply, each address once; there is never a Bcc."""

    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnAddresses:
    """Every address that reaches one of our channels."""

    addresses: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, addresses: Iterable[str]) -> "OwnAddresses":
        """Collect addresses and aliases, however they are written."""
        return cls(frozenset(normalise_address(address) for address in addresses))

    def __contains__(self, address: str) -> bool:
        """Tell whether mail to this address, or to its part before a +, is for us."""
        normal = normalise_address(address)
        return normal in self.addresses or split_token(normal)[0] in self.addresses


def work_out_recipients(
    answered: AnsweredMessage, own: OwnAddresses
) -> ReplyRecipients:
    """Reply to all: the sender in To, everybody else who could see it in Cc.

    After a message of our own it goes where that one went. To may come out
    empty when nobody but ourselves took part.
    """
    if answered.direction is Direction.OUTBOUND:
        to = _each_once(answered.to, known=())
        return ReplyRecipients(to, _each_once(answered.cc, known=to))
    to = _each_once(_without(answered.reply_to or (answered.sender,), own), known=())
    others = _each_once(_without((*answered.to, *answered.cc), own), known=to)
    # A copy that we sent ourselves: its To are the people we talk to.
    return ReplyRecipients(to, others) if to else ReplyRecipients(others)


def _without(people: Iterable[Address], own: OwnAddresses) -> list[Address]:
    return [person for person in people if person.address not in own]


def _each_once(
    people: Iterable[Address], *, known: Collection[Address]
) -> tuple[Address, ...]:
    seen = {normalise_address(person.address) for person in known}
    found: list[Address] = []
    for person in people:
        normal = normalise_address(person.address)
        if "@" in normal and normal not in seen:
            seen.add(normal)
            found.append(person)
    return tuple(found)
