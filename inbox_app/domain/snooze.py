"""Until when a conversation rests."""

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# Only a message from outside wakes it.
UNTIL_REPLY = datetime(9999, 1, 1, tzinfo=UTC)

# What stands for `UNTIL_REPLY` where a moment is written as text.
REPLY = "reply"
MORNING = time(9)
LATER = timedelta(hours=3)


class SnoozePreset(StrEnum):
    """A moment that has a name."""

    LATER_TODAY = "later_today"
    TOMORROW = "tomorrow"
    NEXT_WEEK = "next_week"


def preset_moments(now: datetime, zone_name: str) -> dict[SnoozePreset, datetime]:
    """Work out the named moments for somebody in this zone.

    Late in the day there is no later today.
    """
    zone = zone_of(zone_name)
    here = now.astimezone(zone)
    found: dict[SnoozePreset, datetime] = {}
    later = (now + LATER).astimezone(zone).replace(minute=0, second=0, microsecond=0)
    if later.date() == here.date():
        found[SnoozePreset.LATER_TODAY] = later.astimezone(UTC)
    tomorrow = here.date() + timedelta(days=1)
    monday = here.date() + timedelta(days=7 - here.weekday())
    for preset, day in (
        (SnoozePreset.TOMORROW, tomorrow),
        (SnoozePreset.NEXT_WEEK, monday),
    ):
        found[preset] = datetime.combine(day, MORNING, zone).astimezone(UTC)
    return found


def read_moment(text: str, zone_name: str) -> datetime | None:
    """Read a moment as a browser writes it; without an offset it is local.

    None when it is none.
    """
    if text == REPLY:
        return UNTIL_REPLY
    try:
        moment = datetime.fromisoformat(text[:40])
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone_of(zone_name))
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def write_moment(moment: datetime | None) -> str:
    """Write until when it rests: ISO 8601, `REPLY`, or empty when it does not."""
    if moment is None:
        return ""
    return REPLY if moment >= UNTIL_REPLY else moment.isoformat()


def zone_of(name: str) -> ZoneInfo:
    """Find a zone by its name; what is none is UTC."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
