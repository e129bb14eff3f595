"""A filter as it is kept in a saved view, and as it reads on another day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl, urlencode

from inbox_app.domain.conversation_filter import ConversationFilter
from inbox_app.domain.date_preset import DatePreset, preset_days, preset_of

MAX_VIEWS = 50
MAX_NAME = 60
MAX_QUERY = 2000
ICONS = (
    "filter",
    "star",
    "flag",
    "bookmark",
    "clock",
    "zap",
    "users",
    "heart",
    "shopping-cart",
    "life-buoy",
)


def write_query(wanted: ConversationFilter, today: date) -> str:
    """Write a filter; "the last 7 days" goes on meaning the last 7 days."""
    preset = preset_of(wanted.since, wanted.until, today)
    if preset is None:
        return wanted.to_query()
    query = replace(wanted, since=None, until=None).to_query()
    span = urlencode({"span": preset.value})
    return f"{query}&{span}" if query else span


def read_query(
    query: str,
    today: date,
    *,
    saved_view_id: int | None = None,
    inbox_id: int | None = None,
    time_zone: str = "UTC",
) -> ConversationFilter:
    """Read it again; a value that means nothing any more is left out."""
    pairs: Mapping[str, str] = dict(parse_qsl(query[:MAX_QUERY]))
    wanted = ConversationFilter.from_url(
        str(inbox_id or "all"),
        f"v{saved_view_id}" if saved_view_id else "open",
        pairs,
        time_zone=time_zone,
    )
    span = pairs.get("span", "")
    if span not in list(DatePreset):
        return wanted
    since, until = preset_days(DatePreset(span), today)
    return replace(wanted, since=since, until=until)


def is_understood(query: str, today: date) -> bool:
    """Tell whether nothing of a kept filter was left out when reading it."""
    pairs = dict(parse_qsl(query))
    span = pairs.pop("span", "")
    wanted = read_query(query, today)
    if span:
        wanted = replace(wanted, since=None, until=None)
    is_known_span = not span or span in list(DatePreset)
    return is_known_span and pairs == dict(parse_qsl(wanted.to_query()))
