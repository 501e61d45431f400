"""An estimate with the bounds that its samples support."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Estimate:
    """A statistic of samples, with two one-sided bounds.

    Parameters
    ----------
    lower, upper
        One-sided bounds, each at ``confidence``; None where the samples are too few to give one.
    confidence
        None for a statistic that is what was observed.
    method
        How the bounds were found, or why there are none.
    """

    statistic: str
    n: int
    point: float | None
    lower: float | None
    upper: float | None
    confidence: float | None
    method: str

    def __post_init__(self) -> None:
        for value in (self.point, self.lower, self.upper):
            if value is not None and math.isnan(value):
                raise ValueError(f"{self.statistic} of {self.n} samples is not a number")
        if None not in (self.lower, self.upper) and self.lower > self.upper:  # type: ignore[operator]
            raise ValueError(f"lower bound {self.lower} above upper bound {self.upper}")


def checked(confidence: float) -> float:
    """Return the confidence of a one-sided bound if it is one."""
    if not 0.5 < confidence < 1:
        raise ValueError(f"confidence {confidence} is not between 0.5 and 1")
    return confidence
