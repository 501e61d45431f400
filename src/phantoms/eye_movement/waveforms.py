"""Gaze over time with known truth: two axes, blinks as gaps, drift, noise, any sampling rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from phantoms.eye_movement.motion import AxisTruth, Motion, Phase, Saccades

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEADY = Saccades(rate_hz=0.0)


@dataclass(frozen=True, slots=True)
class Sampling:
    """How gaze is recorded."""

    duration_s: float = 10.0
    rate_hz: float = 250.0
    noise_deg: float = 0.1  # standard deviation of each sample
    time_jitter: float = 0.0  # spread of the sample times, relative to the period
    blinks_per_min: float = 0.0
    drift_deg_s: float = 0.0  # steady drift of the camera or head, added to both axes

    def __post_init__(self) -> None:
        if min(self.duration_s, self.rate_hz) <= 0 or self.duration_s * self.rate_hz < 4:
            raise ValueError("a recording needs at least four samples")
        if not 0 <= self.time_jitter < 0.5:
            raise ValueError(f"time jitter lies in [0, 0.5) of the period, found {self.time_jitter}")


@dataclass(frozen=True, slots=True)
class GazeWaveform:
    """A recording of gaze with its truth; positive is right and up, measured gaps are NaN."""

    t_s: NDArray[np.float64]  # (N,)
    x_deg: NDArray[np.float64]  # (N,) measured: noisy, NaN in gaps
    y_deg: NDArray[np.float64]
    x_true_deg: NDArray[np.float64]  # (N,) without noise and gaps
    y_true_deg: NDArray[np.float64]
    x_phase: NDArray[np.int8]  # (N,) Phase
    y_phase: NDArray[np.int8]
    horizontal: AxisTruth
    vertical: AxisTruth
    blinks_s: NDArray[np.float64]  # (K, 2) start and end
    x_quick_s: NDArray[np.float64]  # (K, 2) start and end of every quick phase
    y_quick_s: NDArray[np.float64]


def gaze_waveform(
    seed: int,
    horizontal: Motion = STEADY,
    vertical: Motion = STEADY,
    sampling: Sampling = Sampling(),
) -> GazeWaveform:
    """Return a recording of two axes; the same seed and recipe give the same bytes."""
    rng = np.random.default_rng([seed, 0x9A2E])
    t_s = _times(sampling, rng)
    x, y = horizontal.move(t_s, rng), vertical.move(t_s, rng)
    blinks = _blinks(sampling, rng)
    gap = in_any(t_s, blinks)
    drift = sampling.drift_deg_s * (t_s - t_s.mean())
    x_true, y_true = x.position_deg + drift, y.position_deg + drift
    noise = sampling.noise_deg * rng.standard_normal((2, len(t_s)))
    measured = np.where(gap, np.nan, np.stack([x_true, y_true]) + noise)
    phases = [np.where(gap, np.int8(Phase.GAP), axis.phase).astype(np.int8) for axis in (x, y)]
    return GazeWaveform(
        t_s, measured[0], measured[1], x_true, y_true, phases[0], phases[1],
        x.truth, y.truth, blinks, x.quick_s, y.quick_s,
    )  # fmt: skip


def in_any(t_s: NDArray[np.float64], spans_s: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which of the times lie in one of the spans (K, 2)."""
    if len(spans_s) == 0:
        return np.zeros(len(t_s), dtype=bool)
    inside = (t_s[:, None] >= spans_s[:, 0]) & (t_s[:, None] <= spans_s[:, 1])
    return np.asarray(inside.any(axis=1), dtype=bool)


def _times(sampling: Sampling, rng: np.random.Generator) -> NDArray[np.float64]:
    n = round(sampling.duration_s * sampling.rate_hz)
    shift = sampling.time_jitter * rng.uniform(-1, 1, n)
    return np.asarray((np.arange(n) + shift - min(shift[0], 0)) / sampling.rate_hz, dtype=np.float64)


def _blinks(sampling: Sampling, rng: np.random.Generator) -> NDArray[np.float64]:
    n = int(rng.poisson(sampling.blinks_per_min * sampling.duration_s / 60))
    starts = np.sort(rng.uniform(0, sampling.duration_s, n))
    return np.stack([starts, starts + rng.uniform(0.12, 0.3, n)], axis=1)
