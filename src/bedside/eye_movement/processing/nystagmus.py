"""Nystagmus along one axis: velocity, frequency, amplitude and waveform from its beats.

The slow-phase velocity reported is the mean velocity of a whole slow phase, combined over all beats of the
recording; for a slow phase of falling or rising velocity it lies between its first and its last velocity.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from bedside.eye_movement.interface import AxisNystagmus, Interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bedside.eye_movement.processing.beats import Beats

HUBER = 1.5  # beats beyond this many standard deviations count less (Huber 1964; 95 % efficient)
ROBUST_SIGMA = 1.4826
LONGEST_CYCLE = 1.75  # of the median: a longer one hides a beat that was not seen
SYSTEMATIC_SHARE = 0.004  # of the velocity: what the trimmed ends and the shared shape leave
DIRECTIONS = {"horizontal": ("right", "left"), "vertical": ("up", "down")}


@dataclass(frozen=True, slots=True)
class Velocity:
    """A slow-phase velocity with its two-sided interval."""

    deg_s: float
    interval: Interval


def jerk_nystagmus(beats: Beats, quick_steps_deg: NDArray[np.float64], axis: str) -> AxisNystagmus:
    """Return the measurement of jerk nystagmus from beats of one direction.

    The direction of beating is told here once, from the quick phases, as a word of the image.
    Implements RC-024.

    Parameters
    ----------
    beats
        Beats of one direction alone.
    quick_steps_deg
        (Q,) sizes of all quick phases of the axis, of both directions; NaN where one is not known.
    axis
        ``horizontal`` or ``vertical``.
    """
    single = beats.chosen(beats.single)
    velocity = slow_phase_velocity(
        single.velocity_deg_s, single.velocity_error_deg_s, single.bounds_error_deg_s
    )
    steps = np.abs(quick_steps_deg[np.sign(quick_steps_deg) == beats.quick_sign[0]])
    positive, negative = DIRECTIONS[axis]
    return AxisNystagmus(
        present=True,
        slow_phase_velocity_deg_s=velocity.deg_s,
        interval=velocity.interval,
        frequency_hz=beat_frequency_hz(beats.cycle_s),
        amplitude_deg=float(np.median(steps)) if len(steps) else None,
        beats_toward=positive if beats.quick_sign[0] > 0 else negative,
        beats=len(beats),
        waveform=_waveform(beats),
    )


def slow_phase_velocity(
    velocity_deg_s: NDArray[np.float64],
    error_deg_s: NDArray[np.float64],
    bounds_error_deg_s: float = 0.0,
    level: float = 0.95,
) -> Velocity:
    """Return the velocity of a recording from the velocities of its slow phases, robustly, with an interval.

    Each beat is weighted by its own standard error and by how far it stands off (Huber's M-estimator, started
    at the weighted median). The interval is Student's, from the spread between beats or the fits' errors,
    whichever is larger. Implements RC-001.

    Parameters
    ----------
    velocity_deg_s, error_deg_s
        (K,) mean velocity of each slow phase and its standard error.
    bounds_error_deg_s
        What the uncertain ends of curved slow phases add; it does not shrink with the number of beats.
    level
        Confidence of the interval.
    """
    centre = _weighted_median(velocity_deg_s, 1 / error_deg_s)
    excess = max(1.0, ROBUST_SIGMA * float(np.median(np.abs(velocity_deg_s - centre) / error_deg_s)))
    sigma = excess * error_deg_s
    for _ in range(20):
        off = (velocity_deg_s - centre) / sigma
        weight = np.minimum(1.0, HUBER / np.maximum(np.abs(off), 1e-12)) / sigma**2
        centre = float(np.sum(weight * velocity_deg_s) / np.sum(weight))
    n = len(velocity_deg_s)
    expected = np.sqrt(1 / np.sum(1 / sigma**2))
    found = np.sqrt(np.sum((weight * (velocity_deg_s - centre)) ** 2) * n / max(n - 1, 1)) / np.sum(weight)
    half = student(level, n - 1) * max(expected, float(found)) if n > 1 else float("inf")
    half = float(np.sqrt(half**2 + (SYSTEMATIC_SHARE * centre) ** 2 + bounds_error_deg_s**2))
    return Velocity(centre, Interval(centre - half, centre + half, level))


def beat_frequency_hz(cycle_s: NDArray[np.float64]) -> float:
    """Return beats a second, from the cycles between neighbouring quick phases; missed beats do not count."""
    usable = cycle_s[cycle_s <= LONGEST_CYCLE * np.median(cycle_s)]
    return float(1 / np.mean(usable))


def student(level: float, freedom: int) -> float:
    """Return Student's two-sided quantile (Abramowitz and Stegun 26.7.5; within 4 % from 2 degrees on)."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    v = max(freedom, 1)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum((term / float(v) ** (k + 1) for k, term in enumerate(terms)), 0.0)


def _waveform(beats: Beats) -> str:
    if beats.curvature == 0:
        return "jerk_constant"
    return "jerk_increasing" if beats.curvature > 0 else "jerk_decreasing"


def _weighted_median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    order = np.argsort(values)
    share = np.cumsum(weights[order]) / np.sum(weights)
    return float(values[order][np.searchsorted(share, 0.5)])
