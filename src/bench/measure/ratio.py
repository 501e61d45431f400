"""Ratios of counts that say so where there is nothing to divide by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def ratio(part: NDArray[np.int64], whole: NDArray[np.int64]) -> NDArray[np.float64]:
    """(C,) part over whole; NaN where the whole is 0, which is neither a good score nor a bad one."""
    shares: NDArray[np.float64] = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return shares


def defined(value: float | np.floating) -> float | None:
    """Return a score as a number, or None for the NaN of one that is undefined."""
    return None if np.isnan(value) else float(value)
