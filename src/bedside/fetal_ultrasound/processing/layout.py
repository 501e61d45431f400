"""The condition as the networks are given it: the structure's frame painted as channels, and one vector.

What a probe sees is a part of each style; the phantoms draw the very same shapes from numbers of their own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from bedside.fetal_ultrasound.interface import PLANES, STYLES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bedside.fetal_ultrasound.interface import Condition, StructureFrame

SIZE = 128
LAYOUT_CHANNELS = 4
CONDITION_LENGTH = len(PLANES) + len(STYLES) + 2
FARTHEST = 2.0  # u and v are cut here
MIDDLE_GA_WEEKS, SPREAD_GA_WEEKS = 27.0, 11.0
MIDDLE_SPACING_MM = 0.8


@dataclass(frozen=True, slots=True)
class _Sector:
    """A convex probe's sector in pixels at 128 x 128; its apex lies above the image, on its middle line."""

    apex_y: float
    half_angle_deg: float
    near: float
    far: float


_SECTORS = {
    "curved_soft": _Sector(-40.25, 32.0, 42.6, 165.3),
    "curved_sharp": _Sector(-62.25, 27.0, 66.4, 187.7),
    "curved_grainy": _Sector(-22.25, 40.0, 27.3, 146.6),
}
_RECTANGLE = (7.5, 3.5, 119.5, 123.5)  # of the linear probe: left, top, right, bottom


@lru_cache(maxsize=len(STYLES) * 2)
def field_of_view(style: str, size: int = SIZE) -> NDArray[np.bool_]:
    """Return where a scanner of the style shows anything, (size, size); read-only.

    Parameters
    ----------
    size
        Pixels along a side; pixel i lies at (i + 0.5) 128 / size - 0.5 of the image of 128.
    """
    at = (np.arange(size) + 0.5) * (SIZE / size) - 0.5
    x, y = at[None, :], at[:, None]
    if style in _SECTORS:
        sector = _SECTORS[style]
        across, along = x - (SIZE - 1) / 2, y - sector.apex_y
        away = np.hypot(across, along)
        inside = np.abs(across) <= along * math.tan(math.radians(sector.half_angle_deg))
        inside &= (away >= sector.near) & (away <= sector.far)
    else:
        left, top, right, bottom = _RECTANGLE
        inside = (x >= left) & (x <= right) & (y >= top) & (y <= bottom)
    inside.flags.writeable = False
    return inside


def frame_coordinates(frame: StructureFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return u and v of every pixel of a 128 x 128 image, (128, 128) each: 1 where the structure ends."""
    at = np.arange(SIZE, dtype=np.float64)
    dx, dy = at[None, :] - frame.x_px, at[:, None] - frame.y_px
    angle = math.radians(frame.angle_deg)
    along = dx * math.cos(angle) - dy * math.sin(angle)
    across = dx * math.sin(angle) + dy * math.cos(angle)
    return along / frame.half_u_px, across / frame.half_v_px


def layout(frame: StructureFrame, style: str, plane: str) -> NDArray[np.float32]:
    """Return the channels that say where the structure lies and what the scanner sees. Implements RC-055.

    Returns
    -------
    NDArray
        (4, 128, 128): u and v cut at ±2; rho - 1 cut at ±1, where rho is hypot(u, v), of a femur
        max(|u|, |v|); and the field of view, 0 or 1.
    """
    u, v = frame_coordinates(frame)
    rho = np.maximum(np.abs(u), np.abs(v)) if plane == "femur" else np.hypot(u, v)
    channels = (
        np.clip(u, -FARTHEST, FARTHEST),
        np.clip(v, -FARTHEST, FARTHEST),
        np.clip(rho - 1, -1, 1),
        field_of_view(style),
    )
    return np.stack(channels).astype(np.float32)


def condition_vector(condition: Condition) -> NDArray[np.float32]:
    """Return the condition's numbers, (11,): plane and style one-hot, age and spacing about 0."""
    vector = np.zeros(CONDITION_LENGTH, dtype=np.float32)
    vector[PLANES.index(condition.plane)] = 1
    vector[len(PLANES) + STYLES.index(condition.style)] = 1
    vector[-2] = (condition.ga_weeks - MIDDLE_GA_WEEKS) / SPREAD_GA_WEEKS
    vector[-1] = math.log(condition.spacing_mm / MIDDLE_SPACING_MM)
    return vector
