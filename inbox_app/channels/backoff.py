"""How long to wait before trying again, so that many do not do so at once."""

import random
from collections.abc import Callable

FIRST_SECONDS = 2.0
LONGEST_SECONDS = 300.0


class Backoff:
    """Doubles the wait with every failure, up to a limit, each with jitter."""

    def __init__(
        self,
        *,
        first_seconds: float = FIRST_SECONDS,
        longest_seconds: float = LONGEST_SECONDS,
        draw: Callable[[], float] = random.random,
    ) -> None:
        """Start without failures.

        Args:
            first_seconds: the wait after the first failure, before jitter.
            longest_seconds: no wait is longer than this.
            draw: returns a number from 0 to 1; tests give their own.
        """
        self._first_seconds = first_seconds
        self._longest_seconds = longest_seconds
        self._draw = draw
        self.failures = 0

    def next_delay_seconds(self) -> float:
        """Count one more failure, and return how long to wait now.

        Between half and the whole of the doubled span: never at once, and
        hardly ever at the same time as somebody else.
        """
        # The exponent is bounded so that a failure of weeks does not overflow.
        doubled = self._first_seconds * 2 ** min(self.failures, 30)
        self.failures += 1
        span = min(doubled, self._longest_seconds)
        return span / 2 + span / 2 * self._draw()

    def reset(self) -> None:
        """Forget the failures, after something worked."""
        self.failures = 0
