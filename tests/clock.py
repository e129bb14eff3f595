"""A clock that tests set, so that nothing has to wait."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


class Clock:
    """Call it for the time; it stands still until a test moves it."""

    def __init__(self, now: datetime = START) -> None:
        """Start at a Monday morning."""
        self.now = now

    def __call__(self) -> datetime:
        """Return the time, as the functions that take a clock expect."""
        return self.now

    def advance(self, **span: float) -> datetime:
        """Move on by a span written as for `timedelta`, and return the new time."""
        self.now += timedelta(**span)
        return self.now
