"""The ids of search documents mean time: seconds first, then what tells apart."""

from datetime import datetime

# Few, since the full text index stores the distance between neighbours.
TIE_BITS = 12


def first_id_at(at: datetime) -> int:
    """The lowest id that an item of this second can have."""
    return int(at.timestamp()) << TIE_BITS


def preferred_id(at: datetime, number: int) -> int:
    """The id of an item with this number, unless it is taken."""
    return first_id_at(at) | (number & ((1 << TIE_BITS) - 1))
