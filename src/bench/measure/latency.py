"""Latency under a load that does not wait for the work.

A loop that sends the next input when the last one is done hides every stall from the inputs that would
have come meanwhile (coordinated omission). Here each input has a planned arrival, and its response time
counts from there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bench.measure.clock import Clock, SystemClock

Input = TypeVar("Input")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Latencies:
    """When each input was planned, begun and done, in seconds of one clock; warm-up apart.

    Parameters
    ----------
    warm_up_ms
        Service time of each warm-up run, reported and never counted.
    """

    planned_s: tuple[float, ...]
    started_s: tuple[float, ...]
    finished_s: tuple[float, ...]
    warm_up_ms: tuple[float, ...] = field(default=())

    def __post_init__(self) -> None:
        if not len(self.planned_s) == len(self.started_s) == len(self.finished_s):
            raise ValueError("planned, started and finished differ in length")

    @property
    def service_ms(self) -> Floats:
        """How long the work took, from its beginning."""
        return _milliseconds(self.started_s, self.finished_s)

    @property
    def response_ms(self) -> Floats:
        """How long the input waited for its answer, from its planned arrival."""
        return _milliseconds(self.planned_s, self.finished_s)

    def missed(self, deadline_ms: float) -> int:
        """Return how many responses came after their deadline."""
        return int(np.count_nonzero(self.response_ms > deadline_ms))


def open_loop(
    work: Callable[[Input], object],
    inputs: Sequence[Input],
    rate_hz: float,
    *,
    warm_up: int,
    clock: Clock | None = None,
) -> Latencies:
    """Run the work on each input at a fixed rate of arrivals that never slows down for it.

    Parameters
    ----------
    inputs
        The first ``warm_up`` of them are also run beforehand, unpaced and uncounted.
    """
    if rate_hz <= 0:
        raise ValueError(f"rate {rate_hz} Hz is not above 0")
    ticking = clock or SystemClock()
    warmed = _warm_up(work, inputs[:warm_up], ticking)
    begin_s = ticking.now() + 1 / rate_hz
    planned = [begin_s + k / rate_hz for k in range(len(inputs))]
    spans = []
    for moment_s, each in zip(planned, inputs, strict=True):
        ticking.sleep_until(moment_s)
        spans.append(_timed(work, each, ticking))
    return Latencies(tuple(planned), *_columns(spans), warm_up_ms=warmed)


def closed_loop(
    work: Callable[[Input], object], inputs: Sequence[Input], *, warm_up: int, clock: Clock | None = None
) -> Latencies:
    """Run the work on one input after the other; response and service are then the same."""
    ticking = clock or SystemClock()
    warmed = _warm_up(work, inputs[:warm_up], ticking)
    spans = [_timed(work, each, ticking) for each in inputs]
    started, finished = _columns(spans)
    return Latencies(started, started, finished, warm_up_ms=warmed)


def _milliseconds(begin_s: Sequence[float], end_s: Sequence[float]) -> Floats:
    spans: Floats = 1e3 * (np.asarray(end_s, dtype=np.float64) - np.asarray(begin_s, dtype=np.float64))
    return spans


def _warm_up(work: Callable[[Input], object], inputs: Sequence[Input], clock: Clock) -> tuple[float, ...]:
    return tuple(1e3 * (done - begun) for begun, done in (_timed(work, each, clock) for each in inputs))


def _timed(work: Callable[[Input], object], each: Input, clock: Clock) -> tuple[float, float]:
    begun = clock.now()
    work(each)
    return begun, clock.now()


def _columns(spans: list[tuple[float, float]]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return tuple(begun for begun, _ in spans), tuple(done for _, done in spans)
