"""What the settings of filtering show."""

from typing import TypedDict


class SenderRuleView(TypedDict):
    """An address or a domain on a list."""

    id: int
    # "allow", "deny" or "block".
    kind: str
    pattern: str
    by_name: str
    created_at: str


class FilteringView(TypedDict):
    """The switches, the days, and how much was filtered lately."""

    automatic: bool
    marketing: bool
    unsubscribe: bool
    role: bool
    trash_days: int
    filtered_days: int
    # Of the mail of the last seven days, in percent; 0 when there was too little.
    filtered_percent: int
    is_much: bool
