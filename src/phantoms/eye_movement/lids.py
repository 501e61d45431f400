"""The lids' opening: two curves between the corners of the eye, in millimetres of the head's frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from phantoms.eye_movement.geometry import EYE_RADIUS_MM, EyeGeometry

if TYPE_CHECKING:
    from phantoms.eye_movement.raster import Plane


@dataclass(frozen=True, slots=True)
class Lids:
    """Where the lids are. ``closure`` is the share of the resting opening that is shut, 0 to 1."""

    upper_mm: float = 4.8  # height of the upper lid's arch above the corners' line, at rest
    lower_mm: float = 5.4  # depth of the lower lid's arch
    half_width_mm: float = 14.0
    peak_shift: float = 0.0  # sideways place of the arch's top, relative to the half width
    upper_power: float = 2.2
    lower_power: float = 2.0
    tilt: float = 0.0  # slope of the corners' line
    closure: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.closure <= 1:
            raise ValueError(f"closure lies in [0, 1], found {self.closure}")
        if min(self.upper_mm, self.lower_mm, self.half_width_mm) <= 0:
            raise ValueError("lids need positive arches and width")

    def edges(self, across: Plane) -> tuple[Plane, Plane]:
        """Return the heights in mm of the upper and lower lid at the places ``across`` in mm."""
        bent = across / np.float32(self.half_width_mm)
        bent = np.clip(bent - np.float32(self.peak_shift) * (1 - bent**2), -1, 1)
        line = np.float32(self.tilt) * across
        top = self.upper_mm * (1 - np.abs(bent) ** np.float32(self.upper_power))
        bottom = -self.lower_mm * (1 - np.abs(bent) ** np.float32(self.lower_power))
        shut = bottom + np.float32(0.2) * (top - bottom)  # where the lids meet: the lower one hardly moves
        c = np.float32(self.closure)
        return (line + (1 - c) * top + c * shut).astype(np.float32), (
            line + (1 - c) * bottom + c * shut
        ).astype(np.float32)


def head_frame(eye: EyeGeometry, x: Plane, y: Plane) -> tuple[Plane, Plane]:
    """Return the pixels in millimetres across and up the face, on the plane that touches the eyeball."""
    roll, yaw, pitch = np.deg2rad([eye.roll_deg, eye.head_yaw_deg, eye.head_pitch_deg])
    right = (x - np.float32(eye.centre_x_px)) / np.float32(eye.px_per_mm)
    up = (np.float32(eye.centre_y_px) - y) / np.float32(eye.px_per_mm)
    cos, sin = np.float32(np.cos(roll)), np.float32(np.sin(roll))
    across, above = right * cos + up * sin, up * cos - right * sin
    across = (across - np.float32(EYE_RADIUS_MM * 0.95 * np.sin(yaw))) / np.float32(np.cos(yaw))
    above = (above - np.float32(EYE_RADIUS_MM * 0.95 * np.sin(pitch))) / np.float32(np.cos(pitch))
    return across.astype(np.float32), above.astype(np.float32)


def to_pixels(eye: EyeGeometry, across: Plane, above: Plane) -> tuple[Plane, Plane]:
    """Return the inverse of :func:`head_frame`."""
    roll, yaw, pitch = np.deg2rad([eye.roll_deg, eye.head_yaw_deg, eye.head_pitch_deg])
    flat = across * np.cos(yaw) + EYE_RADIUS_MM * 0.95 * np.sin(yaw)
    tall = above * np.cos(pitch) + EYE_RADIUS_MM * 0.95 * np.sin(pitch)
    right, up = flat * np.cos(roll) - tall * np.sin(roll), flat * np.sin(roll) + tall * np.cos(roll)
    return (
        np.asarray(eye.centre_x_px + right * eye.px_per_mm, dtype=np.float32),
        np.asarray(eye.centre_y_px - up * eye.px_per_mm, dtype=np.float32),
    )
