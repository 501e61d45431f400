"""Movements of one gaze axis, each with the truth that an analysis should find in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SLOW_SHAPES = ("jerk_constant", "jerk_decreasing", "jerk_increasing")
CURVATURE = 1.6  # of the exponential slow phases: velocity changes by exp(1.6) = 5 from end to end


class Phase(IntEnum):
    """What the eye does at one sample."""

    SLOW = 0  # slow phase, fixation, drift or pursuit
    QUICK = 1  # quick phase or saccade
    GAP = 2  # not seen: blink or lost


@dataclass(frozen=True, slots=True)
class AxisTruth:
    """What really happened along one axis.

    ``slow_phase_velocity_deg_s`` is the median over beats of a slow phase's mean velocity, signed: positive
    is right or up. ``amplitude_deg`` is the median quick phase's size (pendular: peak to peak).
    """

    present: bool
    slow_phase_velocity_deg_s: float | None = None
    frequency_hz: float | None = None
    amplitude_deg: float | None = None
    beats: int = 0
    beats_positive: bool | None = None  # the quick phase's direction: True is right or up
    waveform: str | None = None


@dataclass(frozen=True, slots=True)
class AxisMotion:
    """One axis over time, without noise."""

    position_deg: NDArray[np.float64]  # (N,)
    phase: NDArray[np.int8]  # (N,) Phase
    truth: AxisTruth
    quick_s: NDArray[np.float64]  # (K, 2) start and end of every quick phase or saccade


class Motion(Protocol):
    """A recipe for one axis."""

    def move(self, t_s: NDArray[np.float64], rng: np.random.Generator) -> AxisMotion:
        """Return the movement at the times ``t_s``."""
        ...


@dataclass(frozen=True, slots=True)
class Jerk:
    """Jerk nystagmus: slow phases of one shape, quick phases on the main sequence."""

    slow_phase_velocity_deg_s: (
        float  # signed mean velocity of the slow phase; the quick phase goes the other way
    )
    frequency_hz: float = 3.0
    waveform: str = "jerk_constant"
    jitter: float = 0.15  # relative spread of the beats' durations
    centre_deg: float = 0.0

    def __post_init__(self) -> None:
        if self.waveform not in SLOW_SHAPES:
            raise ValueError(f"a jerk waveform is one of {SLOW_SHAPES}, found {self.waveform!r}")
        if self.slow_phase_velocity_deg_s == 0 or not 0 < self.frequency_hz <= 12:
            raise ValueError("jerk nystagmus needs a velocity and a frequency in (0, 12] Hz")

    def move(self, t_s: NDArray[np.float64], rng: np.random.Generator) -> AxisMotion:
        """Return slow and quick phases in turn, each quick phase aimed at a wandering start position."""
        velocity = self.slow_phase_velocity_deg_s
        knots, start = [], float(t_s[0]) - rng.uniform(0, 1 / self.frequency_hz)
        position = self.centre_deg - velocity / self.frequency_hz / 2
        while start <= t_s[-1]:
            cycle = max(1 + self.jitter * rng.standard_normal(), 0.4) / self.frequency_hz
            quick = float(main_sequence_s(abs(velocity) * cycle))
            slow = max(cycle - quick, 0.3 * cycle)
            turn = position + velocity * slow
            aim = self.centre_deg - velocity * slow / 2 * (1 + 0.3 * self.jitter * rng.standard_normal())
            quick = float(main_sequence_s(abs(turn - aim)))
            knots.append((start, start + slow, start + slow + quick, position, turn, aim))
            start, position = start + slow + quick, aim
        return self._sampled(t_s, np.array(knots))

    def _sampled(self, t_s: NDArray[np.float64], knots: NDArray[np.float64]) -> AxisMotion:
        begin, turn_s, end, low, high, aim = knots[np.searchsorted(knots[:, 0], t_s, side="right") - 1].T
        slow = t_s < turn_s
        along = np.where(slow, (t_s - begin) / (turn_s - begin), (t_s - turn_s) / (end - turn_s))
        along = np.clip(along, 0, 1)
        position = np.where(
            slow,
            low + (high - low) * slow_shape(self.waveform, along),
            high + (aim - high) * minimum_jerk(along),
        )
        whole = knots[(knots[:, 0] >= t_s[0]) & (knots[:, 2] <= t_s[-1])]
        return AxisMotion(
            position,
            np.where(slow, Phase.SLOW, Phase.QUICK).astype(np.int8),
            self._truth(whole),
            knots[:, 1:3],
        )

    def _truth(self, whole: NDArray[np.float64]) -> AxisTruth:
        right = self.slow_phase_velocity_deg_s < 0
        if len(whole) == 0:
            return AxisTruth(True, self.slow_phase_velocity_deg_s, None, None, 0, right, self.waveform)
        velocity = np.median((whole[:, 4] - whole[:, 3]) / (whole[:, 1] - whole[:, 0]))
        cycle = np.mean(whole[:, 2] - whole[:, 0])
        amplitude = np.median(np.abs(whole[:, 5] - whole[:, 4]))
        return AxisTruth(
            True, float(velocity), float(1 / cycle), float(amplitude), len(whole), right, self.waveform
        )


@dataclass(frozen=True, slots=True)
class Pendular:
    """Pendular nystagmus: a sine without quick phases."""

    amplitude_deg: float  # peak to peak
    frequency_hz: float = 4.0
    centre_deg: float = 0.0

    def move(self, t_s: NDArray[np.float64], rng: np.random.Generator) -> AxisMotion:
        """Return the sine with a random phase."""
        angle = 2 * np.pi * self.frequency_hz * t_s + rng.uniform(0, 2 * np.pi)
        cycles = int((t_s[-1] - t_s[0]) * self.frequency_hz)
        truth = AxisTruth(True, None, self.frequency_hz, self.amplitude_deg, cycles, None, "pendular")
        return _without_quick(self.centre_deg + self.amplitude_deg / 2 * np.sin(angle), truth)


@dataclass(frozen=True, slots=True)
class Pursuit:
    """Smooth pursuit of a sine target, with catch-up saccades where the gain is below one."""

    amplitude_deg: float = 20.0  # peak to peak
    frequency_hz: float = 0.3

    def move(self, t_s: NDArray[np.float64], rng: np.random.Generator) -> AxisMotion:
        """Return the pursuit; there is no nystagmus in it."""
        angle = 2 * np.pi * self.frequency_hz * t_s + rng.uniform(0, 2 * np.pi)
        return _without_quick(self.amplitude_deg / 2 * np.sin(angle), AxisTruth(False))


@dataclass(frozen=True, slots=True)
class Saccades:
    """Fixations at random places with saccades between; ``rate_hz`` zero is a steady fixation."""

    rate_hz: float = 1.0
    range_deg: float = 20.0  # targets lie within half of it on either side
    drift_deg_s: float = 0.2  # slow fixational drift, of random sign after each saccade

    def move(self, t_s: NDArray[np.float64], rng: np.random.Generator) -> AxisMotion:
        """Return fixations and saccades; there is no nystagmus in them."""
        span = float(t_s[-1] - t_s[0])
        n = int(rng.poisson(self.rate_hz * span)) if self.rate_hz > 0 else 0
        starts = np.concatenate([[t_s[0] - 1], np.sort(rng.uniform(t_s[0], t_s[-1], n))])
        starts = starts[np.concatenate([[True], np.diff(starts) > 0.25])]
        targets = rng.uniform(-0.5, 0.5, len(starts)) * (self.range_deg if n else 0.0)
        before = np.concatenate([targets[:1], targets[:-1]])
        duration = main_sequence_s(np.abs(targets - before))
        index = np.searchsorted(starts, t_s, side="right") - 1
        along = np.clip((t_s - starts[index]) / duration[index], 0, 1)
        position = before[index] + (targets - before)[index] * minimum_jerk(along)
        quick = (along < 1) & (index > 0)
        wander = _wander(t_s, rng, self.drift_deg_s)
        phase = np.where(quick, Phase.QUICK, Phase.SLOW).astype(np.int8)
        pairs = np.stack([starts[1:], starts[1:] + duration[1:]], axis=1)
        return AxisMotion(position + wander, phase, AxisTruth(False), pairs)


def main_sequence_s(amplitude_deg: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the duration of a saccade: 21 ms and 2.2 ms for each degree (Carpenter's rule)."""
    return np.asarray(0.021 + 0.0022 * np.abs(amplitude_deg), dtype=np.float64)


def minimum_jerk(along: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the smoothest path from 0 to 1: its peak velocity is 1.875 of the mean."""
    result: NDArray[np.float64] = along**3 * (10 - 15 * along + 6 * along**2)
    return result


def slow_shape(waveform: str, along: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the slow phase from 0 to 1 with steady, falling or rising velocity."""
    if waveform == "jerk_decreasing":
        return np.asarray(np.expm1(-CURVATURE * along) / np.expm1(-CURVATURE), dtype=np.float64)
    if waveform == "jerk_increasing":
        return np.asarray(np.expm1(CURVATURE * along) / np.expm1(CURVATURE), dtype=np.float64)
    return along


def _without_quick(position_deg: NDArray[np.float64], truth: AxisTruth) -> AxisMotion:
    phase = np.full(len(position_deg), Phase.SLOW, dtype=np.int8)
    return AxisMotion(position_deg, phase, truth, np.zeros((0, 2)))


def _wander(t_s: NDArray[np.float64], rng: np.random.Generator, speed_deg_s: float) -> NDArray[np.float64]:
    seconds = np.arange(np.floor(t_s[0]), np.ceil(t_s[-1]) + 1.5)
    path = np.cumsum(speed_deg_s * rng.standard_normal(len(seconds)))
    return np.asarray(np.interp(t_s, seconds, path - path.mean()), dtype=np.float64)
