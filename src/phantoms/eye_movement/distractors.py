"""Movements that are easily taken for nystagmus and are none: for judging presence, and each a ``Motion``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from phantoms.eye_movement.motion import AxisMotion, AxisTruth, main_sequence_s, minimum_jerk

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class SquareWaves:
    """Square-wave jerks: out and back after a quarter of a second, to either side."""

    def move(self, t_s: NDArray[np.float64], rng: np.random.Generator) -> AxisMotion:
        """Return the movement; there is no nystagmus in it."""
        position, begin = np.zeros(len(t_s)), float(t_s[0]) + 0.3
        while begin < t_s[-1]:
            size = float(rng.uniform(0.5, 4) * rng.choice([-1, 1]))
            for start, step in ((begin, size), (begin + float(rng.uniform(0.2, 0.3)), -size)):
                position += step * minimum_jerk(np.clip((t_s - start) / float(main_sequence_s(size)), 0, 1))
            begin += float(rng.uniform(0.5, 1.3))
        return AxisMotion(position, np.zeros(len(t_s), np.int8), AxisTruth(False), np.zeros((0, 2)))


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """Smooth pursuit of low gain, whose saccades go the target's way."""

    def move(self, t_s: NDArray[np.float64], rng: np.random.Generator) -> AxisMotion:
        """Return the movement; there is no nystagmus in it."""
        gain = float(rng.uniform(0.6, 0.9))
        turn = 2 * np.pi * float(rng.uniform(0.1, 0.4)) * t_s + float(rng.uniform(0, 6))
        target = float(rng.uniform(5, 15)) * np.sin(turn)
        position, begin, caught = gain * target, float(t_s[0]) + 0.2, 0.0
        while begin < t_s[-1]:
            behind = float(np.interp(begin, t_s, target - position))
            caught += behind
            position = position + behind * minimum_jerk(
                np.clip((t_s - begin) / float(main_sequence_s(behind)), 0, 1)
            )
            begin += float(rng.uniform(0.25, 0.5))
        return AxisMotion(position, np.zeros(len(t_s), np.int8), AxisTruth(False), np.zeros((0, 2)))
