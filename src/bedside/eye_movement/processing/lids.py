"""How far the lids are shut, and what a frame without a pupil shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SCLERA, IRIS, PUPIL = 1, 2, 3


def closure(shares: NDArray[np.float32], limbus: NDArray[np.float32]) -> float:
    """Return the hidden share of the limbus, 0 open to 1 shut; NaN where no limbus is seen.

    Parameters
    ----------
    shares
        (4, h, w) what is seen in each cell: background, sclera, iris, pupil.
    limbus
        (h, w) the share of each cell that the whole limbus covers.
    """
    whole = float(limbus.sum(where=limbus > 0.5))
    if whole < 4:
        return float("nan")
    seen = float((shares[IRIS] + shares[PUPIL]).sum(where=limbus > 0.5))
    return float(np.clip(1 - seen / whole, 0, 1))


def eye_area(shares: NDArray[np.float32]) -> float:
    """Return the share of the map in which an eye, not lid or skin, is seen."""
    return float(shares[SCLERA:].sum() / shares[0].size)


def light(grey: NDArray[np.float32]) -> tuple[float, float]:
    """Return the frame's 97th percentile, and the share of it that is all white."""
    step = max(min(grey.shape) // 60, 1)
    sample = np.sort(grey[::step, ::step], axis=None)
    return float(sample[int(0.97 * (len(sample) - 1))]), float((sample >= 0.985).mean())
