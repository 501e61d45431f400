"""When each frame of a stream is due."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from bedside.runtime.media.frame import Frame


@dataclass(frozen=True, slots=True)
class Pace:
    """The plan of arrivals, made before the run and kept to however slow the work is (open loop).

    Parameters
    ----------
    rate_hz
        Even arrivals; None for the frames' own time stamps.
    live
        The source itself waits, as a camera does: a frame is due when it comes.

    Raises
    ------
    ValueError
        The rate is not finite and above 0, or is given for a live source.
    """

    rate_hz: float | None = None
    live: bool = False

    def __post_init__(self) -> None:
        if self.rate_hz is not None and (self.live or not (math.isfinite(self.rate_hz) and self.rate_hz > 0)):
            raise ValueError(f"a pace is live, or has a finite rate above 0 Hz, found {self}")

    @classmethod
    def at(cls, rate_hz: float) -> Self:
        """Even arrivals at ``rate_hz``."""
        return cls(rate_hz=rate_hz)

    @classmethod
    def stamped(cls) -> Self:
        """Arrivals at the frames' own times, counted from the first."""
        return cls()

    @classmethod
    def as_they_come(cls) -> Self:
        """Arrivals when a live source delivers."""
        return cls(live=True)

    def due_ns(self, number: int, frame: Frame, first: Frame) -> int | None:
        """When arrival ``number`` is due, in ns after the first; None where it is due when it comes."""
        if self.live:
            return None
        if self.rate_hz is not None:
            return round(number * 1e9 / self.rate_hz)
        return round((frame.t_s - first.t_s) * 1e9)
