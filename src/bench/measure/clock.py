"""The clock that latencies are read from, and the check that it can be trusted."""

import time
from itertools import pairwise
from typing import Protocol

_READINGS = 2000
_COARSEST_S = 1e-5
_SPIN_S = 0.002


class Clock(Protocol):
    """Time as a measurement needs it."""

    def now(self) -> float:
        """Return seconds that never run backwards."""

    def sleep_until(self, moment_s: float) -> None:
        """Return at the moment, or at once if it has passed."""


class SystemClock:
    """The performance counter; it sleeps, then spins the last two milliseconds."""

    def now(self) -> float:
        """Return the performance counter in seconds."""
        return time.perf_counter()

    def sleep_until(self, moment_s: float) -> None:
        """Return at the moment, or at once if it has passed."""
        while (left := moment_s - time.perf_counter()) > 0:
            if left > _SPIN_S:
                time.sleep(left - _SPIN_S)


def clock_faults(clock: Clock, readings: int = _READINGS) -> tuple[str, ...]:
    """Return what is wrong with a clock: it runs backwards, stands still or ticks too coarsely."""
    times = [clock.now() for _ in range(readings)]
    steps = [b - a for a, b in pairwise(times)]
    faults = []
    if min(steps) < 0:
        faults.append(f"the clock ran backwards by {-min(steps):.3g} s")
    forward = [step for step in steps if step > 0]
    if not forward:
        faults.append(f"the clock stood still over {readings} readings")
    elif min(forward) > _COARSEST_S:
        faults.append(f"the clock ticks in steps of {min(forward):.3g} s, coarser than {_COARSEST_S:g} s")
    return tuple(faults)
