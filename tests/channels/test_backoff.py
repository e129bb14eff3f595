"""Waiting before another try."""

from inbox_app.channels.backoff import Backoff


def test_each_failure_doubles_the_wait_up_to_the_longest() -> None:
    backoff = Backoff(first_seconds=2, longest_seconds=20, draw=lambda: 1.0)

    delays = [backoff.next_delay_seconds() for _ in range(6)]

    assert delays == [2, 4, 8, 16, 20, 20]


def test_jitter_takes_away_up_to_half() -> None:
    backoff = Backoff(first_seconds=2, draw=lambda: 0.0)

    assert backoff.next_delay_seconds() == 1


def test_success_starts_over() -> None:
    backoff = Backoff(first_seconds=2, draw=lambda: 1.0)
    backoff.next_delay_seconds()
    backoff.next_delay_seconds()

    backoff.reset()

    assert backoff.next_delay_seconds() == 2


def test_weeks_of_failures_are_counted_without_overflow() -> None:
    backoff = Backoff(draw=lambda: 1.0)

    for _ in range(5000):
        assert backoff.next_delay_seconds() <= 300
