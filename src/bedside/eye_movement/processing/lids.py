"""How far the lids are shut, and what a frame without a pupil shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SCLERA = 1  # the first class of the eye itself


def opening_area(opening: NDArray[np.float32]) -> float:
    """Return the share of the map in which an eye lies, open or shut."""
    return float(opening.sum(where=opening > 0.5) / opening.size)


def closure(shares: NDArray[np.float32], opening: NDArray[np.float32]) -> float:
    """Return how far the lids are shut, 0 open to 1 shut; NaN where there is no eye.

    Parameters
    ----------
    shares
        (4, h, w) what is seen in each cell: background, sclera, iris, pupil.
    opening
        (h, w) the share of each cell that would lie between the lids if they were open.
    """
    inside = opening > 0.5
    whole = float(opening.sum(where=inside))
    if whole < 1:
        return float("nan")
    seen = float(shares[SCLERA:].sum(axis=0).sum(where=inside))
    return float(np.clip(1 - seen / whole, 0, 1))


def light(grey: NDArray[np.float32]) -> tuple[float, float]:
    """Return the frame's 97th percentile, and the share of it that is all white."""
    step = max(min(grey.shape) // 60, 1)
    sample = np.sort(grey[::step, ::step], axis=None)
    return float(sample[int(0.97 * (len(sample) - 1))]), float((sample >= 0.985).mean())
