"""The spans of days that a filter offers by name."""

from datetime import date

import pytest

from inbox_app.domain.date_preset import DatePreset, preset_days, preset_of

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("preset", "first", "last"),
    [
        (DatePreset.TODAY, date(2026, 3, 2), date(2026, 3, 2)),
        (DatePreset.YESTERDAY, date(2026, 3, 1), date(2026, 3, 1)),
        (DatePreset.LAST_7, date(2026, 2, 24), date(2026, 3, 2)),
        (DatePreset.LAST_14, date(2026, 2, 17), date(2026, 3, 2)),
        (DatePreset.LAST_30, date(2026, 2, 1), date(2026, 3, 2)),
        (DatePreset.THIS_MONTH, date(2026, 3, 1), date(2026, 3, 2)),
    ],
)
def test_a_span_ends_with_a_whole_day(
    preset: DatePreset, first: date, last: date
) -> None:
    assert preset_days(preset, TODAY) == (first, last)


@pytest.mark.parametrize("preset", list(DatePreset))
def test_a_span_is_recognised_by_its_days(preset: DatePreset) -> None:
    assert preset_of(*preset_days(preset, TODAY), TODAY) is preset


def test_other_days_have_no_name() -> None:
    assert preset_of(date(2026, 1, 3), date(2026, 1, 9), TODAY) is None
    assert preset_of(None, None, TODAY) is None
