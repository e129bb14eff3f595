"""When a scheduled message leaves, by the server's clock and its author's zone."""

from datetime import UTC, datetime

import pytest

from inbox_app.domain.errors import InvalidTimeError
from inbox_app.domain.scheduling import MONDAY, TOMORROW, Schedule, find_due_time

# A Sunday; in Auckland it is Monday already.
NOW = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "zone", "due_at"),
    [
        (TOMORROW, "Europe/Paris", "2026-03-02T08:00"),
        (TOMORROW, "America/New_York", "2026-03-02T14:00"),
        (TOMORROW, "Pacific/Auckland", "2026-03-02T20:00"),
        (MONDAY, "Europe/Paris", "2026-03-02T08:00"),
        (MONDAY, "Pacific/Auckland", "2026-03-08T20:00"),
        ("2026-07-01T09:30", "Europe/Paris", "2026-07-01T07:30"),
        # The hour that summer time leaves out comes an hour later.
        ("2026-03-29T02:30", "Europe/Paris", "2026-03-29T01:30"),
        ("2026-03-02T09:00", "Nowhere/Else", "2026-03-02T09:00"),
        ("2026-03-02T09:00", "../../etc/passwd", "2026-03-02T09:00"),
        ("2026-03-02T09:00+05:00", "UTC", "2026-03-02T09:00"),
    ],
)
def test_a_wish_becomes_a_moment(when: str, zone: str, due_at: str) -> None:
    found = find_due_time(Schedule(when, zone), NOW)

    assert found == datetime.fromisoformat(due_at).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "when",
    [
        "",
        "yesterday",
        "2026-03-01T19:59",
        "2026-03-01T20:00",
        "2027-06-01T09:00",
        "2026-02-30T09:00",
        "9999-12-31T23:59",
        "0001-01-01T00:00",
        "x" * 100_000,
    ],
)
def test_what_is_past_far_or_no_time_is_refused(when: str) -> None:
    with pytest.raises(InvalidTimeError):
        find_due_time(Schedule(when, "UTC"), NOW)


@pytest.mark.parametrize("when", ["9999-12-31T23:59", "0001-01-01T00:00"])
def test_the_ends_of_the_calendar_are_refused_in_every_zone(when: str) -> None:
    for zone in ("Pacific/Auckland", "America/New_York"):
        with pytest.raises(InvalidTimeError):
            find_due_time(Schedule(when, zone), NOW)
