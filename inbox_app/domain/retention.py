"""When what lies in the trash or in Filtered is deleted for ever."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Retention:
    """For how many days each is kept."""

    trash_days: int = 30
    filtered_days: int = 90


def find_purge_time(retention: Retention, conversation: Any) -> datetime | None:
    """Return the moment, or None when nothing deletes it.

    In Filtered the newest message counts, so that none is deleted young. Takes a
    conversation as a row of any kind, its folder included.
    """
    if conversation.is_kept:
        return None
    if conversation.folder == "trash":
        return conversation.trashed_at + timedelta(days=retention.trash_days)
    if conversation.folder == "filtered" and conversation.filtered_at:
        newest = max(conversation.filtered_at, conversation.last_message_at)
        return newest + timedelta(days=retention.filtered_days)
    return None
