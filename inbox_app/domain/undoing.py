"""For how long a change can be taken back."""

from datetime import datetime, timedelta

UNDO_FOR = timedelta(days=30)


def is_too_old(made_at: datetime, now: datetime) -> bool:
    """Tell whether a change can no longer be taken back."""
    return now - made_at > UNDO_FOR
