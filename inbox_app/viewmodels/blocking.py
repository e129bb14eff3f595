"""What the dialog of blocking a sender shows."""

from typing import TypedDict


class BlockChoice(TypedDict):
    """One thing that can be blocked: an address or a domain."""

    pattern: str
    # Why it cannot be: a catalogue key; else empty.
    refusal: str
    # How many other conversations it is about.
    earlier: int


class BlockChoices(TypedDict):
    """What can be blocked from a conversation."""

    conversation_id: int
    address: BlockChoice
    domain: BlockChoice
