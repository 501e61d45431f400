"""Spikes: single samples that stand off and come back, which no eye does in a few milliseconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bedside.eye_movement.processing.phases import sample_noise_deg

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONGEST_INTERVAL_S = 0.0125  # at lower rates one sample may be a whole movement there and back
LEAST_SIGMA = 6.0
QUIET_SHARE = 0.35  # of the spike: its neighbours move less than this from one to the next
PASSES = 3


def spikes(t_s: NDArray[np.float64], angle_deg: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which samples (N,) are spikes; their neighbours on both sides agree without them."""
    found = np.zeros(len(t_s), dtype=bool)
    for _ in range(PASSES):
        keep = np.flatnonzero(np.isfinite(angle_deg) & ~found)
        if len(keep) < 5 or float(np.median(np.diff(t_s))) > LONGEST_INTERVAL_S:
            break
        spike = _standing_off(t_s[keep], angle_deg[keep])
        if not spike.any():
            break
        found[keep[spike]] = True
    return found


def _standing_off(t: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which samples stand off two neighbours on either side that run on without them."""
    share = (t[2:-2] - t[1:-3]) / (t[3:-1] - t[1:-3])
    off = np.abs(y[2:-2] - (1 - share) * y[1:-3] - share * y[3:-1])
    quiet = np.max([np.abs(np.diff(y)[:-3]), np.abs(y[3:-1] - y[1:-3]) / 2, np.abs(np.diff(y)[3:])], axis=0)
    near = t[4:] - t[:-4] <= 6 * LONGEST_INTERVAL_S
    stands = near & (off > LEAST_SIGMA * sample_noise_deg([(t, y)])) & (quiet < QUIET_SHARE * off)
    return np.pad(stands, 2)
