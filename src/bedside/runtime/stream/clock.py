"""The time that a stream lives by."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    import threading


@runtime_checkable
class Clock(Protocol):
    """A monotonic clock in whole nanoseconds."""

    def now_ns(self) -> int:
        """Read the clock."""
        ...

    def wait_until_ns(self, moment_ns: int, stop: threading.Event) -> None:
        """Return at ``moment_ns``, at once where it has passed, early where ``stop`` is set."""
        ...


class SystemClock:
    """The machine's own monotonic clock."""

    def now_ns(self) -> int:
        """Read the performance counter."""
        return time.perf_counter_ns()

    def wait_until_ns(self, moment_ns: int, stop: threading.Event) -> None:
        """Sleep until ``moment_ns`` or until ``stop`` is set."""
        while not stop.is_set():
            left_ns = moment_ns - time.perf_counter_ns()
            if left_ns <= 0:
                return
            stop.wait(left_ns / 1e9)
