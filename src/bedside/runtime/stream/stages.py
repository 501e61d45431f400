"""How long each stage of the work takes."""

from __future__ import annotations

from array import array
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from bedside.runtime.stream.clock import Clock, SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

Item = TypeVar("Item")


class Stages:
    """A stopwatch with a name for each stage. Every duration is kept, in the order of measuring, in 8 bytes.

    One thread writes one stage; different stages may be written by different threads.

    Attributes
    ----------
    due_ns
        The clock's reading when the frame that a stream works on was due; 0 outside one.
    arrived_ns
        The same of when it came.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self.due_ns = self.arrived_ns = 0
        self._samples: dict[str, array[int]] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """Time a block as one sample of the stage ``name``; a block that fails is no sample."""
        start_ns = self._clock.now_ns()
        yield
        self.add(name, self._clock.now_ns() - start_ns)

    def timed(self, name: str, items: Iterable[Item]) -> Iterator[Item]:
        """Pass items on, timing how long each took to come; closes their iterator on every way out."""
        source = iter(items)
        try:
            while True:
                start_ns = self._clock.now_ns()
                try:
                    item = next(source)
                except StopIteration:
                    return
                self.add(name, self._clock.now_ns() - start_ns)
                yield item
        finally:
            close = getattr(source, "close", None)
            if close is not None:
                close()

    def add(self, name: str, duration_ns: int) -> None:
        """Keep one duration of the stage ``name``."""
        self._samples.setdefault(name, array("q")).append(duration_ns)

    def durations_ms(self) -> dict[str, NDArray[np.float64]]:
        """All durations so far: (N,) in ms for each stage."""
        return {name: np.array(samples) / 1e6 for name, samples in self._samples.items()}

    def statistics(self) -> dict[str, Statistics]:
        """Summarise each stage."""
        return {name: Statistics.of(durations) for name, durations in self.durations_ms().items()}


@dataclass(frozen=True, slots=True)
class Statistics:
    """A summary of durations. Percentiles are observed values (the nearest above), not interpolated."""

    count: int
    total_ms: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    max_ms: float

    @classmethod
    def of(cls, durations_ms: Sequence[float] | NDArray[np.float64]) -> Statistics:
        """Summarise (N,) durations in ms.

        Raises
        ------
        ValueError
            There is none.
        """
        values = np.asarray(durations_ms, dtype=np.float64)
        if values.size == 0:
            raise ValueError("statistics need at least one duration")
        low, mid, high = np.percentile(values, (50, 95, 99), method="higher").tolist()
        return cls(int(values.size), float(values.sum()), low, mid, high, float(values.max()))

    def to_json(self) -> dict[str, float]:
        """Lay out for a JSON file, rounded to whole microseconds."""
        return {name: value if name == "count" else round(value, 3) for name, value in asdict(self).items()}
