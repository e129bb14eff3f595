"""The spans of days that a filter offers by name."""

from datetime import date, timedelta
from enum import StrEnum


class DatePreset(StrEnum):
    """A named span that ends today, or yesterday."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    LAST_7 = "last_7"
    LAST_14 = "last_14"
    LAST_30 = "last_30"
    THIS_MONTH = "this_month"


_DAYS = {DatePreset.LAST_7: 7, DatePreset.LAST_14: 14, DatePreset.LAST_30: 30}


def preset_days(preset: DatePreset, today: date) -> tuple[date, date]:
    """Return the first and the last day, both inclusive."""
    if preset is DatePreset.TODAY:
        return today, today
    if preset is DatePreset.YESTERDAY:
        yesterday = today - timedelta(days=1)
        return yesterday, yesterday
    if preset is DatePreset.THIS_MONTH:
        return today.replace(day=1), today
    return today - timedelta(days=_DAYS[preset] - 1), today


def preset_of(since: date | None, until: date | None, today: date) -> DatePreset | None:
    """Recognise the named span that these days are, if they are one."""
    return next(
        (
            preset
            for preset in DatePreset
            if preset_days(preset, today) == (since, until)
        ),
        None,
    )
