"""Time calls, and print each figure beside its limit and its target."""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Spread:
    """How long calls took, in milliseconds."""

    p50: float
    p95: float


def measure(
    calls: Sequence[Callable[[], object]],
    *,
    rounds: int,
    warm_up: Sequence[Callable[[], object]] | None = None,
) -> Spread:
    """Time each call so often.

    First all run once without being counted, or only those of `warm_up` where
    a second run of the same would find more in caches than people's do.
    """
    for call in calls if warm_up is None else warm_up:
        call()
    gc.collect()
    taken: list[float] = []
    for _ in range(rounds):
        for call in calls:
            start = time.perf_counter()
            call()
            taken.append((time.perf_counter() - start) * 1000)
    return spread_of(taken)


def spread_of(taken: Sequence[float]) -> Spread:
    """Return the median and the 95th percentile of milliseconds."""
    ordered = sorted(taken)
    return Spread(ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)])


@dataclass(slots=True)
class Report:
    """The table, printed line by line as the figures come."""

    failures: list[str] = field(default_factory=list)

    def start(self) -> None:
        """Print the head."""
        print(
            f"{'':44}{'ours p50':>10}{'p95':>10}{'limit':>10}{'ratio':>8}{'target':>12}"
        )

    def add_latency(
        self, name: str, ours: Spread, limit: Spread, *, target_ms: float
    ) -> None:
        """Print a line in milliseconds; the target is for the 95th percentile."""
        self._add(
            name,
            (f"{ours.p50:.2f} ms", f"{ours.p95:.2f} ms", f"{limit.p50:.2f} ms"),
            ours.p50 / limit.p50,
            f"< {target_ms:g} ms",
            is_met=ours.p95 < target_ms,
        )

    def add_rate(
        self, name: str, ours: float, limit: float, *, target: float, share: float = 0
    ) -> None:
        """Print a line in mails, or conversations, per second.

        It must reach the target, or, on a slower machine than the target was
        set on, that share of the limit.
        """
        is_met = ours >= target or (share > 0 and ours >= share * limit)
        self._add(
            name,
            (f"{ours:.0f}/s", "", f"{limit:.0f}/s"),
            ours / limit,
            f">= {target:.0f}/s",
            is_met=is_met,
        )

    def add_amount(
        self, name: str, ours: float, limit: float, *, unit: str, target: float
    ) -> None:
        """Print a line of one figure, of which less is better."""
        self._add(
            name,
            (f"{ours:.1f} {unit}", "", f"{limit:.1f} {unit}"),
            ours / limit,
            f"< {target:g} {unit}",
            is_met=ours < target,
        )

    def _add(
        self,
        name: str,
        figures: tuple[str, str, str],
        ratio: float,
        target: str,
        *,
        is_met: bool,
    ) -> None:
        columns = "".join(f"{figure:>10}" for figure in figures)
        verdict = "PASS" if is_met else "FAIL"
        print(f"{name:44}{columns}{ratio:>8.2f}{target:>12}  {verdict}", flush=True)
        if not is_met:
            self.failures.append(name)
