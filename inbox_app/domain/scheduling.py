"""When a scheduled message leaves, as its author says it."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from inbox_app.domain.errors import InvalidTimeError

TOMORROW = "tomorrow"
MONDAY = "monday"
MORNING = time(9)
LONGEST_AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A wish: a preset or a wall clock time ("2026-11-23T09:00") in a zone."""

    when: str
    time_zone: str = "UTC"
    # It stays here when they write before it leaves.
    hold_if_answered: bool = False


def find_due_time(schedule: Schedule, now: datetime) -> datetime:
    """Work out the moment by the server's clock and the author's zone.

    The clock of the author's computer has no say: it may be wrong.

    Raises:
        InvalidTimeError: it is past, more than a year ahead, or no time.
    """
    zone = _zone(schedule.time_zone)
    today = now.astimezone(zone).date()
    if schedule.when == TOMORROW:
        wished = datetime.combine(today + timedelta(days=1), MORNING)
    elif schedule.when == MONDAY:
        days = 7 - today.weekday()
        wished = datetime.combine(today + timedelta(days=days), MORNING)
    else:
        wished = _read(schedule.when)
    try:
        due_at = wished.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        raise InvalidTimeError from None
    if not now < due_at <= now + LONGEST_AHEAD:
        raise InvalidTimeError
    return due_at


def _read(when: str) -> datetime:
    try:
        return datetime.fromisoformat(when[:19]).replace(tzinfo=None)
    except ValueError:
        raise InvalidTimeError from None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name[:60])
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
