"""Shapes of the anatomy, and how the camera carries them into the picture.

Anatomy coordinates (u, v) and picture coordinates (x, y) are both in picture heights; x grows to the right, y
down, and (0, 0) is the picture's centre. The anatomy's origin is the middle of what the camera looks at.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the anatomy lies in the picture: moved, enlarged and rolled."""

    x: float = 0.0
    y: float = 0.0
    zoom: float = 1.0
    roll_deg: float = 0.0

    def __post_init__(self) -> None:
        if not self.zoom > 0:
            raise ValueError(f"a zoom is positive, found {self.zoom}")

    @property
    def turn(self) -> tuple[float, float]:
        """Cosine and sine of the roll."""
        angle = math.radians(self.roll_deg)
        return math.cos(angle), math.sin(angle)

    def to_picture(self, u: float, v: float) -> tuple[float, float]:
        """Return where a point of the anatomy lies in the picture."""
        cos, sin = self.turn
        return self.x + self.zoom * (cos * u - sin * v), self.y + self.zoom * (sin * u + cos * v)

    def to_anatomy(self, x: Field, y: Field) -> tuple[Field, Field]:
        """Return the anatomy's coordinates of places in the picture."""
        cos, sin = (np.float32(value / self.zoom) for value in self.turn)
        across, down = x - np.float32(self.x), y - np.float32(self.y)
        return cos * across + sin * down, cos * down - sin * across


@dataclass(frozen=True, slots=True)
class Outline:
    """A smooth closed curve: an ellipse whose radius swings by harmonics 2, 3, … around it.

    Parameters
    ----------
    harmonics
        Amplitude (share of the radius) and phase (radians) of each harmonic, from the second on.
    """

    u: float
    v: float
    half_width: float
    half_height: float
    tilt_deg: float = 0.0
    harmonics: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        if not (self.half_width > 0 and self.half_height > 0):
            raise ValueError(f"an outline has a size, found {self.half_width} by {self.half_height}")
        if sum(abs(amplitude) for amplitude, _ in self.harmonics) >= 1:
            raise ValueError("harmonics that reach the radius tie the outline in knots")

    def level(self, u: Field, v: Field) -> Field:
        """Return 0 at the centre, 1 on the curve and more beyond it, for places in anatomy coordinates."""
        across, down = _turned(u - np.float32(self.u), v - np.float32(self.v), self.tilt_deg)
        across, down = across / np.float32(self.half_width), down / np.float32(self.half_height)
        distance = np.sqrt(across * across + down * down) + np.float32(1e-6)
        return distance / self._radius(across / distance, down / distance)

    def _radius(self, cos: Field, sin: Field) -> Field | np.float32:
        radius: Field | np.float32 = np.float32(1)
        cos_k, sin_k = cos, sin
        for amplitude, phase in self.harmonics:
            cos_k, sin_k = cos_k * cos - sin_k * sin, sin_k * cos + cos_k * sin
            swing = np.float32(amplitude * math.cos(phase)), np.float32(amplitude * math.sin(phase))
            radius = radius + swing[0] * cos_k - swing[1] * sin_k
        return radius


@dataclass(frozen=True, slots=True)
class Bulge:
    """A rounded prominence of the wall, or a hollow where its height is negative; (u, v) is its top."""

    u: float
    v: float
    half_width: float
    half_height: float
    tilt_deg: float = 0.0
    height: float = 0.1

    def level(self, u: Field, v: Field) -> Field:
        """Return the squared distance from the top, 1 at the half width and height."""
        across, down = _turned(u - np.float32(self.u), v - np.float32(self.v), self.tilt_deg)
        across, down = across / np.float32(self.half_width), down / np.float32(self.half_height)
        return across * across + down * down


@dataclass(frozen=True, slots=True)
class ContentArea:
    """The endoscope's round picture, in picture coordinates; an infinite radius fills the frame."""

    x: float = 0.0
    y: float = 0.0
    radius: float = math.inf
    softness: float = 0.004  # width of the edge

    @property
    def whole(self) -> bool:
        """Whether the content fills the frame."""
        return math.isinf(self.radius)


def _turned(across: Field, down: Field, tilt_deg: float) -> tuple[Field, Field]:
    if not tilt_deg:
        return across, down
    cos, sin = (np.float32(f(math.radians(tilt_deg))) for f in (math.cos, math.sin))
    return cos * across + sin * down, cos * down - sin * across
