"""Beats: a whole slow phase with the quick phase that ends it, measured together over a recording.

All slow phases of an axis share one shape, linear or exponential: linear where the vestibular system is out
of balance, of falling velocity where the gaze-holding integrator leaks, of rising velocity in infantile
nystagmus (Dell'Osso and Daroff, Documenta Ophthalmologica 1975;39:155). Fitting the shape once and each beat
with it gives the mean velocity of a slow phase without bias from its curvature or from its trimmed ends.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from bedside.eye_movement.processing.phases import carried_on

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bedside.eye_movement.processing.phases import AxisPhases, SlowPhase

CURVATURES = np.linspace(-4.0, 4.0, 65)  # velocity changes by exp(curvature) along a slow phase
LEAST_CURVATURE = 0.5  # 1.6 times from end to end; below it a slow phase counts as linear
LEAST_F = 15.0  # of the curved shape against the linear one: about one chance in 10,000
LONGEST = 1.75  # of the median: a longer slow phase may be two, the quick phase between them missed
LEAST_SAMPLES = 3
SIDE_S = 0.06  # of slow phase on either side tells a quick phase's size
SHARED = ("curvature", "bounds_error_deg_s")
TRIM_FROM = 8  # samples; a shorter slow phase has none to spare


@dataclass(frozen=True, slots=True)
class Beats:
    """Every beat of one axis, as arrays (K,); velocities are means over whole slow phases, signed."""

    time_s: NDArray[np.float64]  # the quick phase's middle
    start_s: NDArray[np.float64]  # the slow phase's bounds
    end_s: NDArray[np.float64]
    velocity_deg_s: NDArray[np.float64]
    velocity_error_deg_s: NDArray[np.float64]  # standard error, from the fit's own residuals
    slow_step_deg: NDArray[np.float64]  # what the slow phase covered
    quick_step_deg: NDArray[np.float64]  # signed
    quick_sign: NDArray[np.int8]
    single: NDArray[np.bool_]  # its slow phase is not so long that it must hide a missed quick phase
    clearness: NDArray[np.float64]  # of the quick phase: its step over the smallest to be seen
    cycle_s: NDArray[np.float64]  # from the quick phase before to this one
    curvature: float
    bounds_error_deg_s: float  # of the mean velocity: the slow phases' ends are known to half a sample

    def __len__(self) -> int:
        return len(self.time_s)

    def chosen(self, keep: NDArray[np.bool_]) -> Beats:
        """Return the beats where ``keep`` (K,) is true."""
        arrays = {f.name: getattr(self, f.name)[keep] for f in fields(self) if f.name not in SHARED}
        return replace(self, **arrays)


@dataclass(frozen=True, slots=True)
class _Samples:
    """The samples of all slow phases in a row; phase k owns ``starts[k]`` up to the next."""

    along: NDArray[np.float64]  # 0 at the slow phase's start, 1 at its end
    y: NDArray[np.float64]
    starts: NDArray[np.intp]
    counts: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class _Fit:
    low: NDArray[np.float64]  # (K,) position at the slow phase's start
    rise: NDArray[np.float64]  # (K,) from its start to its end
    spread: NDArray[np.float64]  # (K,) sum of squares of the shape about its mean
    residual: float  # sum of squares over all


def measure_beats(t_s: NDArray[np.float64], angle_deg: NDArray[np.float64], phases: AxisPhases) -> Beats:
    """Return the beats of one axis; a slow phase cut by a gap or the recording's end is none."""
    whole = [
        s for s in phases.slow if s.quick_before and s.quick_after and s.last - s.first + 1 >= LEAST_SAMPLES
    ]
    if not whole:
        return _no_beats()
    single = _samples(t_s, angle_deg, [s for s, one in zip(whole, _single(whole), strict=True) if one])
    curvature = _curvature(single)
    fit = _fit(_samples(t_s, angle_deg, whole), curvature)
    spare = max(int(single.counts.sum()) - 2 * len(single.counts), 1)
    steps = dict(zip(map(id, phases.quick), quick_steps_deg(t_s, angle_deg, phases), strict=True))
    length = np.array([s.end_s - s.start_s for s in whole])
    error = np.sqrt(_fit(single, curvature).residual / spare / fit.spread) / length
    pairs = [(s.quick_before, s.quick_after) for s in whole if s.quick_before and s.quick_after]
    middles = np.array([[(q.start_s + q.end_s) / 2 for q in pair] for pair in pairs])
    return Beats(
        middles[:, 1],
        np.array([s.start_s for s in whole]),
        np.array([s.end_s for s in whole]),
        fit.rise / length,
        error,
        fit.rise,
        np.array([steps[id(after)] for _, after in pairs]),
        np.array([after.sign for _, after in pairs], dtype=np.int8),
        _single(whole),
        np.array([after.clearness for _, after in pairs]),
        middles[:, 1] - middles[:, 0],
        curvature,
        _bounds_error(float(np.median(np.abs(fit.rise / length))), length, curvature, t_s),
    )


def quick_steps_deg(
    t_s: NDArray[np.float64], angle_deg: NDArray[np.float64], phases: AxisPhases
) -> NDArray[np.float64]:
    """Return every quick phase's signed size (Q,): from the slow phase before it to the one after it."""
    before = {slow.last: slow for slow in phases.slow if slow.quick_after}
    after = {slow.first: slow for slow in phases.slow if slow.quick_before}
    count = max(LEAST_SAMPLES, round(SIDE_S / float(np.median(np.diff(t_s)))))
    steps = np.full(len(phases.quick), np.nan)
    for k, quick in enumerate(phases.quick):
        left, right = before.get(quick.before), after.get(quick.after)
        if left and right:
            low = slice(max(left.first, left.last + 1 - count), left.last + 1)
            high = slice(right.first, min(right.last + 1, right.first + count))
            start = carried_on(t_s[low], angle_deg[low], quick.start_s)
            steps[k] = carried_on(t_s[high], angle_deg[high], quick.end_s) - start
    return steps


def slow_shape(along: NDArray[np.float64], curvature: float) -> NDArray[np.float64]:
    """Return the slow phase's course from 0 to 1: exponential, or linear where the curvature is 0."""
    if curvature == 0:
        return along
    return np.asarray(np.expm1(curvature * along) / np.expm1(curvature), dtype=np.float64)


def _single(whole: list[SlowPhase]) -> NDArray[np.bool_]:
    lengths = np.array([s.end_s - s.start_s for s in whole])
    return np.asarray(lengths <= LONGEST * np.median(lengths), dtype=bool)


def _bounds_error(
    velocity_deg_s: float, length_s: NDArray[np.float64], curvature: float, t_s: NDArray[np.float64]
) -> float:
    """Return what half a sample at each end does to the mean velocity of a curved slow phase."""
    if curvature == 0:
        return 0.0
    first = curvature / np.expm1(curvature)  # velocity at the ends, relative to the mean
    last = first * np.exp(curvature)
    half_sample = float(np.median(np.diff(t_s))) / 2 / float(np.median(length_s))
    return float(velocity_deg_s * half_sample * np.hypot(first - 1, last - 1))


def _no_beats() -> Beats:
    none = np.zeros(0)
    return Beats(
        none,
        none,
        none,
        none,
        none,
        none,
        none,
        none.astype(np.int8),
        none.astype(bool),
        none,
        none,
        0.0,
        0.0,
    )


def _samples(t_s: NDArray[np.float64], y: NDArray[np.float64], whole: list[SlowPhase]) -> _Samples:
    along, values, counts = [], [], []
    for slow in whole:
        trim = 1 if slow.last - slow.first + 1 >= TRIM_FROM else 0
        part = slice(slow.first + trim, slow.last + 1 - trim)
        along.append((t_s[part] - slow.start_s) / (slow.end_s - slow.start_s))
        values.append(y[part])
        counts.append(len(values[-1]))
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.intp)
    return _Samples(np.concatenate(along), np.concatenate(values), starts, np.array(counts))


def _fit(samples: _Samples, curvature: float) -> _Fit:
    """Return the least-squares fit of the one shape to every slow phase."""
    shape = slow_shape(samples.along, curvature)
    shape_mean, y_mean = (np.add.reduceat(v, samples.starts) / samples.counts for v in (shape, samples.y))
    shape_off = shape - np.repeat(shape_mean, samples.counts)
    y_off = samples.y - np.repeat(y_mean, samples.counts)
    spread = np.add.reduceat(shape_off**2, samples.starts)
    rise = np.add.reduceat(shape_off * y_off, samples.starts) / spread
    residual = float(np.sum((y_off - np.repeat(rise, samples.counts) * shape_off) ** 2))
    return _Fit(y_mean - rise * shape_mean, rise, spread, residual)


def _curvature(samples: _Samples) -> float:
    """Return the curvature that all slow phases share; 0 unless it is clearly better than a line."""
    residuals = np.array([_fit(samples, float(c)).residual for c in CURVATURES])
    best = int(np.argmin(residuals))
    spare = len(samples.y) - 2 * len(samples.counts) - 1
    if spare < 1 or abs(CURVATURES[best]) < LEAST_CURVATURE:
        return 0.0
    linear = _fit(samples, 0.0).residual
    clear = (linear - residuals[best]) > LEAST_F * residuals[best] / spare
    return float(CURVATURES[best]) if clear else 0.0
