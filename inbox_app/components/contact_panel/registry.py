"""The cards of the contact panel: each is one function, registered once.

An extension adds a card from a file of its own:

    @contact_card(title="contact.orders", icon="package", order=50)
    def orders_card(head: Any) -> rx.Component:
        return rx.el.p(head["contact"]["address"])

`head` is the Var of the open conversation's `ConversationHead`. What is registered
after the pages were built is not shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

CardContent = Callable[[Any], rx.Component]


@dataclass(frozen=True, slots=True)
class ContactCardEntry:
    """A card and where it stands; `title` is a key of the catalogue, or empty."""

    name: str
    title: str
    icon: str
    order: int
    content: CardContent


_cards: dict[str, ContactCardEntry] = {}


def contact_card(
    *, title: str = "", icon: str = "", order: int = 100
) -> Callable[[CardContent], CardContent]:
    """Put a function's component into the panel; lower `order` stands higher."""

    def register(content: CardContent) -> CardContent:
        name = f"{content.__module__}.{content.__qualname__}"
        _cards[name] = ContactCardEntry(name, title, icon, order, content)
        return content

    return register


def registered_cards() -> list[ContactCardEntry]:
    """All cards as they stand from top to bottom."""
    return sorted(_cards.values(), key=lambda card: (card.order, card.name))
