"""Quick and slow phases of one gaze axis: where the eye jumps, and the stretches between the jumps.

A jump is found as a step: the mean position after a moment minus the mean before it, freed of the slow
movement around it, and judged against the recording's own noise at several widths. This is the adaptive
velocity threshold of Engbert and Kliegl (Vision Research 2003;43:1035, median-based noise) and Nystrom and
Holmqvist (Behavior Research Methods 2010;42:188, iterated), applied to velocity relative to the slow phase
so that fast slow phases do not hide or imitate quick ones.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

HALF_WIDTHS_S = (0.008, 0.016, 0.032, 0.048)  # of the step detector, fine to coarse
NOISE_MULTIPLES = 5.0
SMALLEST_STEP_DEG = 0.12  # below it fixational jitter and quick phases are not told apart
ROUNDS = 3  # the noise is judged anew once the jumps found are left out
SLOW_WINDOW_S = 0.3  # half width of the running median that follows the slow movement
EDGE_SIGMA = 2.0  # or into the noise, whichever comes first
LEAST_FREE_SHARE = 0.15  # a width at which fewer samples lie between jumps cannot be judged
SIDE_S, SIDE_SAMPLES = 0.08, 3  # of slow movement on either side of a jump, carried on to confirm it
CONFIRMING_MULTIPLES = 3.0
HOPS = 8  # places at which the running median is taken, over half its window
EDGE_SHARE = 0.1  # a quick phase ends where its velocity falls to this share of its peak
GAP_INTERVALS = 3.5  # a longer pause than this many sampling intervals is a gap
ROBUST_SIGMA = 1.4826  # median absolute deviation to standard deviation, for normal noise


@dataclass(frozen=True, slots=True)
class QuickPhase:
    """One jump. ``before`` and ``after`` are the last and first samples of the slow phases around it."""

    before: int
    after: int
    start_s: float
    end_s: float
    sign: int
    clearness: float  # its step over the smallest that this noise lets be seen, at the best width


@dataclass(frozen=True, slots=True)
class SlowPhase:
    """The samples ``first`` to ``last`` (inclusive) between two jumps, within one stretch without gaps.

    ``start_s`` and ``end_s`` are the whole slow phase's bounds, which the samples may not fill.
    ``quick_before`` and ``quick_after`` are the jumps that bound it; None at a gap or the recording's end.
    """

    first: int
    last: int
    start_s: float
    end_s: float
    quick_before: QuickPhase | None
    quick_after: QuickPhase | None


@dataclass(frozen=True, slots=True)
class AxisPhases:
    """What one axis did. ``noise_deg`` is one sample's noise; ``smallest_step_deg`` could just be seen."""

    quick: tuple[QuickPhase, ...]
    slow: tuple[SlowPhase, ...]
    noise_deg: float
    smallest_step_deg: float


@dataclass(frozen=True, slots=True)
class _Steps:
    """Steps between neighbouring samples of one stretch, at one width."""

    step_deg: NDArray[np.float64]  # (n - 1,) at the midpoints
    lag_s: NDArray[np.float64]  # (n - 1,) between the two means
    even_deg: NDArray[np.float64]  # (n - 1,) the steps, scaled to the same noise everywhere
    reach: int


def find_phases(t_s: NDArray[np.float64], angle_deg: NDArray[np.float64]) -> AxisPhases:
    """Return the quick and slow phases of one axis; none spans a gap.

    Parameters
    ----------
    t_s
        (N,) increasing times in seconds; uneven rates are used as they are.
    angle_deg
        (N,) position in degrees, NaN where there is none.
    """
    stretches = _stretches(t_s, angle_deg)
    if not stretches:
        return AxisPhases((), (), float("nan"), float("nan"))
    pieces = [(t_s[a : b + 1], angle_deg[a : b + 1]) for a, b in stretches]
    hits, smallest = _hits(pieces)
    quick: list[QuickPhase] = []
    slow: list[SlowPhase] = []
    for (a, _), (t, y), found in zip(stretches, pieces, hits, strict=True):
        jumps = [_quick(t, a, hit) for hit in found]
        quick += jumps
        slow += _between(t, a, len(y), jumps)
    return AxisPhases(tuple(quick), tuple(slow), sample_noise_deg(pieces), smallest)


def sample_noise_deg(pieces: list[tuple[NDArray[np.float64], NDArray[np.float64]]]) -> float:
    """Return one sample's noise from the middle sample's distance to the line through its neighbours."""
    parts = []
    for t, y in pieces:
        if len(t) >= 3:
            share = (t[1:-1] - t[:-2]) / (t[2:] - t[:-2])
            distance = y[1:-1] - (1 - share) * y[:-2] - share * y[2:]
            parts.append(distance / np.sqrt(1 + share**2 + (1 - share) ** 2))
    return _spread(np.concatenate(parts)) if parts else float("nan")


def _stretches(t_s: NDArray[np.float64], angle_deg: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Return first and last index of every stretch of at least three samples without a gap."""
    seen = np.flatnonzero(np.isfinite(angle_deg))
    if len(seen) < 3:
        return []
    pause = GAP_INTERVALS * float(np.median(np.diff(t_s)))
    apart = (np.diff(seen) > 1) | (np.diff(t_s[seen]) > pause)
    starts = np.concatenate([[0], np.flatnonzero(apart) + 1])
    ends = np.concatenate([np.flatnonzero(apart), [len(seen) - 1]])
    return [(int(seen[a]), int(seen[b])) for a, b in zip(starts, ends, strict=True) if b - a >= 2]


Hit = tuple[int, int, int, float]  # first and last midpoint of a jump, its sign and clearness


def _hits(pieces: list[tuple[NDArray[np.float64], NDArray[np.float64]]]) -> tuple[list[list[Hit]], float]:
    """Return every stretch's jumps and the smallest step that would have been seen."""
    interval = float(np.median(np.concatenate([np.diff(t) for t, _ in pieces])))
    found: list[list[Hit]] = [[] for _ in pieces]
    smallest = float("inf")
    finest = max(1, round(HALF_WIDTHS_S[0] / interval))
    for reach in sorted({max(1, round(width / interval)) for width in HALF_WIDTHS_S}):
        slow = [
            _slow_velocity(t, y, hits, reach, interval) for (t, y), hits in zip(pieces, found, strict=True)
        ]
        scale = [_steps(t, y, v, reach) for (t, y), v in zip(pieces, slow, strict=True)]
        fine = [_steps(t, y, v, finest) for (t, y), v in zip(pieces, slow, strict=True)]
        for _ in range(ROUNDS):
            limit = _limit(scale, found)
            for k, hits in enumerate(found):
                found[k] = sorted(hits + _new_hits(scale[k], fine[k], hits, limit))
        found = [_cleared(steps, hits, limit) for steps, hits in zip(scale, found, strict=True)]
        smallest = min(smallest, limit)
    noise = sample_noise_deg(pieces)
    return [_confirmed(t, y, hits, noise) for (t, y), hits in zip(pieces, found, strict=True)], smallest


def _slow_velocity(
    t: NDArray[np.float64], y: NDArray[np.float64], hits: list[Hit], reach: int, interval: float
) -> NDArray[np.float64]:
    """Return the slow movement's velocity at the midpoints: a running median, jumps left out."""
    least = max(1, round(HALF_WIDTHS_S[1] / interval))
    for width in (max(reach, least), least):
        steps = _steps(t, y, np.zeros(len(t) - 1), width)
        velocity = steps.step_deg / steps.lag_s
        free = np.flatnonzero(_away(hits, len(velocity), width))
        if len(free) >= LEAST_FREE_SHARE * len(velocity):
            break
    if len(free) < 3:
        return np.full(len(velocity), np.median(velocity))
    half = max(2, round(SLOW_WINDOW_S / interval))
    width = min(2 * half + 1, len(free))
    hop = max(1, half // HOPS)
    windows = np.lib.stride_tricks.sliding_window_view(velocity[free], width)[::hop]
    centres = free[np.arange(len(windows)) * hop + width // 2]
    return _between_medians(np.arange(len(velocity)), centres, np.median(windows, axis=1))


def _between_medians(
    places: NDArray[np.intp], centres: NDArray[np.intp], medians: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the medians between their places, carried on at their own slope beyond the first and last."""
    result = np.interp(places, centres, medians)
    near = min(HOPS, len(centres) - 1)
    if near:
        rise = [(medians[near] - medians[0]) / (centres[near] - centres[0])]
        rise.append((medians[-1] - medians[-1 - near]) / (centres[-1] - centres[-1 - near]))
        result += rise[0] * np.minimum(places - centres[0], 0) + rise[1] * np.maximum(places - centres[-1], 0)
    return result


def _cleared(steps: _Steps, hits: list[Hit], limit: float) -> list[Hit]:
    """Return the jumps with the clearness that this width gives them, where it is more."""
    tops = [np.max(np.abs(steps.even_deg[first : last + 1])) / limit for first, last, _, _ in hits]
    return [(*hit[:3], max(hit[3], float(top))) for hit, top in zip(hits, tops, strict=True)]


def _confirmed(
    t: NDArray[np.float64], y: NDArray[np.float64], hits: list[Hit], noise_deg: float
) -> list[Hit]:
    """Return the jumps that stay when the slow movement on either side is carried on to their middle.

    A turn of smooth pursuit, or a bend in a slow phase, does not.
    """
    bounds = [-1, *(place for hit in hits for place in hit[:2]), len(t) - 1]
    kept = []
    for k, (first, last, sign, clearness) in enumerate(hits):
        count = max(SIDE_SAMPLES, int(np.searchsorted(t, t[first] + SIDE_S)) - first)
        before = slice(min(max(bounds[2 * k] + 1, first + 1 - count), first), first + 1)
        after = slice(last + 1, max(min(bounds[2 * k + 3] + 1, last + 1 + count), last + 2))
        middle = (t[first] + t[last + 1]) / 2
        step = carried_on(t[after], y[after], middle) - carried_on(t[before], y[before], middle)
        samples = (before.stop - before.start, after.stop - after.start)
        error = noise_deg * np.sqrt(sum(4 / max(n, 4) for n in samples))  # of a line's end, each
        if sign * step >= CONFIRMING_MULTIPLES * error:
            kept.append((first, last, sign, clearness))
    return kept


def carried_on(t: NDArray[np.float64], y: NDArray[np.float64], at_s: float) -> float:
    """Return the position at a time, by the line through the samples given; by their mean if they are few."""
    if len(t) < SIDE_SAMPLES:
        return float(np.mean(y))
    off = t - t.mean()
    return float(y.mean() + (off @ y) / (off @ off) * (at_s - t.mean()))


def _away(hits: list[Hit], n: int, margin: int) -> NDArray[np.bool_]:
    """Return which midpoints lie further than ``margin`` from every jump."""
    away = np.ones(n, dtype=bool)
    for first, last, _, _ in hits:
        away[max(first - margin, 0) : last + margin + 1] = False
    return away


def _steps(t: NDArray[np.float64], y: NDArray[np.float64], slow: NDArray[np.float64], reach: int) -> _Steps:
    """Return mean after minus mean before every midpoint, less what the slow movement covers meanwhile."""
    middle = np.arange(1, len(t))
    low, high = np.maximum(middle - reach, 0), np.minimum(middle + reach, len(t))
    sums = [np.concatenate([[0.0], np.cumsum(values - values[0])]) for values in (t, y)]
    lag, step = (
        (s[high] - s[middle]) / (high - middle) - (s[middle] - s[low]) / (middle - low) for s in sums
    )
    steps = step - slow * lag
    fewer = np.sqrt(2 / reach / (1 / (middle - low) + 1 / (high - middle)))  # at a stretch's ends
    return _Steps(steps, lag, steps * fewer, reach)


def _limit(scale: list[_Steps], found: list[list[Hit]]) -> float:
    """Return the step that stands out of the noise at this width, away from jumps already found."""
    free = [
        steps.even_deg[_away(hits, len(steps.step_deg), steps.reach)]
        for steps, hits in zip(scale, found, strict=True)
    ]
    values = np.concatenate(free)
    if len(values) < LEAST_FREE_SHARE * sum(len(steps.step_deg) for steps in scale):
        return float("inf")
    for _ in range(4):
        limit = NOISE_MULTIPLES * _spread(values)
        values = values[np.abs(values) <= limit]
    return max(limit, SMALLEST_STEP_DEG)


def _new_hits(steps: _Steps, fine: _Steps, known: list[Hit], limit: float) -> list[Hit]:
    """Return the jumps of one stretch that stand out at this width, strongest first, and touch no other."""
    size = np.abs(steps.even_deg) * _away(known, len(steps.step_deg), steps.reach)
    hits: list[Hit] = []
    while size.max(initial=0) > limit:
        peak = int(np.argmax(size))
        sign = 1 if steps.step_deg[peak] > 0 else -1
        first, last = _edges(fine, peak, steps.reach, sign, EDGE_SIGMA * limit / NOISE_MULTIPLES)
        first, last = min(first, peak), max(last, peak)
        hits.append((first, last, sign, float(size[peak] / limit)))
        size[max(first - steps.reach, 0) : last + steps.reach + 1] = 0
    return hits


def _edges(fine: _Steps, peak: int, reach: int, sign: int, edge_deg: float) -> tuple[int, int]:
    """Return the first and last midpoint of the jump around a peak, at the finest width."""
    low, high = max(peak - reach, 0), min(peak + reach + 1, len(fine.step_deg))
    velocity = sign * fine.step_deg / fine.lag_s
    top = int(low + np.argmax(velocity[low:high]))
    floor = max(EDGE_SHARE * velocity[top], edge_deg / fine.lag_s[top])
    below = np.flatnonzero(velocity < floor)
    first = below[below < top].max(initial=-1) + 1
    last = below[below > top].min(initial=len(velocity)) - 1
    return int(first), int(last)


def _quick(t: NDArray[np.float64], offset: int, hit: Hit) -> QuickPhase:
    first, last, sign, clearness = hit
    return QuickPhase(offset + first, offset + last + 1, float(t[first]), float(t[last + 1]), sign, clearness)


def _between(t: NDArray[np.float64], offset: int, n: int, jumps: list[QuickPhase]) -> list[SlowPhase]:
    """Return the slow phases of one stretch, of two samples or more."""
    bounds: list[QuickPhase | None] = [None, *jumps, None]
    slow = []
    for before, after in itertools.pairwise(bounds):
        first = offset if before is None else before.after
        last = offset + n - 1 if after is None else after.before
        if last > first:
            start, end = float(t[first - offset]), float(t[last - offset])
            slow.append(SlowPhase(first, last, start, end, before, after))
    return slow


def _spread(values: NDArray[np.float64]) -> float:
    """Return a standard deviation that jumps do not move."""
    if len(values) == 0:
        return float("nan")
    return float(ROBUST_SIGMA * np.median(np.abs(values - np.median(values))))
