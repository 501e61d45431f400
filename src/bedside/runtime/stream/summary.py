"""What a stream did, frame by frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class FrameTiming:
    """One processed frame's moments, in ns after the first arrival was due.

    ``due_ns`` is the plan, ``arrived_ns`` the delivery, ``started_ns`` and ``finished_ns`` the work.
    """

    index: int
    due_ns: int
    arrived_ns: int
    started_ns: int
    finished_ns: int


@dataclass(frozen=True, slots=True, eq=False)
class StreamSummary:
    """Counts and times of one run. Every produced frame was either processed or dropped.

    Parameters
    ----------
    produced, processed, dropped
        Frames.
    missed_deadlines
        Processed frames whose response took longer than ``deadline_ms``; drops are counted apart.
    deadline_ms
        None where there was none.
    dropped_indices
        Which frames were driven out of the queue by newer ones.
    timings
        Of the processed frames, in order.
    stages_ms
        (N,) durations of each stage, decoding among them.

    Raises
    ------
    ValueError
        The counts do not add up.
    """

    produced: int
    processed: int
    dropped: int
    missed_deadlines: int
    deadline_ms: float | None
    dropped_indices: tuple[int, ...]
    timings: tuple[FrameTiming, ...]
    stages_ms: Mapping[str, NDArray[np.float64]]

    def __post_init__(self) -> None:
        if self.produced != self.processed + self.dropped or self.dropped != len(self.dropped_indices):
            raise ValueError(f"{self.produced} frames came, {self.processed} done, {self.dropped} dropped")
        if self.processed != len(self.timings):
            raise ValueError(f"{self.processed} frames done, {len(self.timings)} timed")

    @property
    def service_ms(self) -> NDArray[np.float64]:
        """(N,) how long the work on each processed frame took."""
        return np.array([t.finished_ns - t.started_ns for t in self.timings]) / 1e6

    @property
    def response_ms(self) -> NDArray[np.float64]:
        """(N,) from when each processed frame was due until it was done: what the user waits."""
        return np.array([t.finished_ns - t.due_ns for t in self.timings]) / 1e6

    @property
    def lag_ms(self) -> NDArray[np.float64]:
        """(N,) how late the source delivered each processed frame: the source's fault, not the work's."""
        return np.array([t.arrived_ns - t.due_ns for t in self.timings]) / 1e6
