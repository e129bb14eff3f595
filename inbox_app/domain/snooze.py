"""Until when a conversation rests."""

from datetime import UTC, datetime

# Only a message from outside wakes it.
UNTIL_REPLY = datetime(9999, 1, 1, tzinfo=UTC)
