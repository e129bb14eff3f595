"""Where the next page begins, as an opaque text that may come back altered."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime

from inbox_app.db.access import LARGEST_ID
from inbox_app.viewmodels.conversation import ConversationPage

MAX_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Place:
    """A place in an order: after this time and, among equals, this id."""

    at: datetime
    id: int


def write_cursor(place: Place) -> str:
    """Pack a place."""
    plain = f"{place.at.astimezone(UTC).isoformat()} {place.id}"
    return urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> Place | None:
    """Unpack a place; None when it is none of ours."""
    if not 0 < len(cursor) <= MAX_LENGTH:
        return None
    try:
        plain = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        at, number = plain.split(" ")
        place = Place(datetime.fromisoformat(at), int(number))
    except (ValueError, binascii.Error):
        return None
    if place.at.tzinfo is None or not 0 < place.id <= LARGEST_ID:
        return None
    return place


def empty_page() -> ConversationPage:
    """A list with nothing in it, or nothing more."""
    return ConversationPage(rows=[], next_cursor="", total=-1, is_total_capped=False)
