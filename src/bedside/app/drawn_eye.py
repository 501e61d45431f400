"""An eye drawn with known movement, for the self-test: nystagmus beating to the image's right."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDTH, HEIGHT = 320, 240
CENTRE_PX = (160.0, 122.0)
LIMBUS_PX, PUPIL_PX = 128.0, 52.0
AROUND_PX = 74
REACH_PX = 10.2 / 11.7 * LIMBUS_PX  # the pupil's way on the image for a sine of 1
VELOCITY_DEG_S, BEATS_HZ, QUICK_S = -12.0, 2.5, 0.036
RATE_HZ, DURATION_S = 100.0, 3.2


@dataclass(frozen=True, slots=True)
class DrawnEye:
    """One picture and where its pupil is."""

    t_s: float
    picture: NDArray[np.uint8]  # (H, W, 3)
    pupil_px: tuple[float, float]


def drawn_eye(index: int) -> DrawnEye:
    """Return one picture of the recording; the same index gives the same bytes."""
    t_s = index / RATE_HZ
    sine = float(np.sin(np.radians(angle_deg(t_s))))
    x, y = CENTRE_PX[0] + REACH_PX * sine, CENTRE_PX[1]
    squeeze = float(np.sqrt(1 - sine**2))
    light, opening = (layer.copy() for layer in _still())
    near = (slice(int(y) - AROUND_PX, int(y) + AROUND_PX), slice(int(x) - AROUND_PX, int(x) + AROUND_PX))
    rows, columns = np.mgrid[near]
    ball = _iris_and_pupil((columns - x) / squeeze, rows - y)
    light[near] += opening[near] * (ball - light[near])
    noise = 0.008 * np.random.default_rng(index).standard_normal(light.shape, dtype=np.float32)
    grey = np.clip(np.rint(255 * (light + noise)), 0, 255).astype(np.uint8)
    return DrawnEye(t_s, np.repeat(grey[..., None], 3, axis=2), (x, y))


def angle_deg(t_s: float) -> float:
    """Return where the drawn eye looks."""
    along = (t_s * BEATS_HZ) % 1 / BEATS_HZ
    slow_s = 1 / BEATS_HZ - QUICK_S
    half = -VELOCITY_DEG_S * slow_s / 2
    if along < slow_s:
        return half + VELOCITY_DEG_S * along
    share = (along - slow_s) / QUICK_S
    return -half + 2 * half * share**2 * (3 - 2 * share)


@lru_cache(maxsize=1)
def _still() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return what does not move: skin and sclera, and the share of each pixel between the lids."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    grain = np.sin(columns / 3.1) * np.sin(rows / 2.7) + np.sin((columns + 2 * rows) / 7.3)
    skin = 0.58 + 0.02 * grain - 0.0005 * np.abs(rows - CENTRE_PX[1])
    opening = _opening(columns, rows)
    light = skin + opening * (_sclera(columns) - skin)
    return light.astype(np.float32), opening.astype(np.float32)


def _sclera(columns: NDArray[Any]) -> NDArray[np.float64]:
    return np.asarray(0.78 - 0.0009 * np.abs(columns - CENTRE_PX[0]), dtype=np.float64)


def _iris_and_pupil(across: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the eyeball's light around the pupil, at distances in pixels from its centre."""
    radius, turn = np.hypot(across, below), np.arctan2(below, across)
    ball = _sclera(across + CENTRE_PX[0])
    rim = np.minimum(radius / LIMBUS_PX * 2, 1.1) ** 8
    iris = 0.42 + 0.05 * np.sin(23 * turn) * np.sin(radius / 5) - 0.08 * rim
    ball += _inside(LIMBUS_PX / 2 - radius, 3.0) * (iris - ball)
    ball += _inside(PUPIL_PX / 2 - radius, 1.2) * (0.06 - ball)
    return ball + 0.9 * np.exp(-(((across - 14) / 3) ** 2 + ((below + 16) / 3) ** 2))


def _opening(columns: NDArray[Any], rows: NDArray[Any]) -> NDArray[np.float64]:
    across = np.clip(((columns - CENTRE_PX[0]) / 138) ** 2, 0, 1)
    above = rows - (CENTRE_PX[1] - 62 * (1 - across))
    below = CENTRE_PX[1] + 58 * (1 - across) - rows
    return _inside(np.minimum(above, below), 2.0)


def _inside(distance_px: NDArray[np.float64], soft_px: float) -> NDArray[np.float64]:
    return np.clip(distance_px / soft_px + 0.5, 0, 1)
