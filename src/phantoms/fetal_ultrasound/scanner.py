"""The imaginary scanners: what each one sees of the image, and how it makes grey values of echoes.

Coordinates are pixels at 128 x 128 with (0, 0) at the centre of the top-left pixel, whatever the size of the
image: a pixel ``i`` of one ``size`` wide lies at ``(i + 0.5) * 128 / size - 0.5``. The sides of no shape pass
through a pixel's centre, so that rounding decides nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

SIZE = 128  # pixels along a side that all lengths refer to
SIZES = (128, 256)
MIDDLE_PX = (SIZE - 1) / 2


@dataclass(frozen=True, slots=True)
class Sector:
    """What a curved array sees: between two arcs about an apex above the image, cut by the image's sides."""

    apex_y_px: float
    half_angle_deg: float
    near_px: float
    far_px: float

    def __post_init__(self) -> None:
        if not (self.apex_y_px < 0 < self.near_px < self.far_px and 0 < self.half_angle_deg < 90):
            raise ValueError(f"a sector needs apex < 0 < near < far and 0 < half angle < 90, found {self}")

    def inside(self, x_px: NDArray[np.float64], y_px: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return where points lie between the arcs and within the angle."""
        across, along = x_px - MIDDLE_PX, y_px - self.apex_y_px
        radius = np.hypot(across, along)
        within = np.abs(across) <= along * math.tan(math.radians(self.half_angle_deg))
        return np.asarray(within & (radius >= self.near_px) & (radius <= self.far_px), dtype=np.bool_)

    def beams(self, depths: int, beams: int) -> tuple[Array, Array, Array, Array]:
        """Return x, y and the beam's direction (two components) of samples along the beams, each (D, B)."""
        radius = np.linspace(self.near_px, self.far_px, depths, dtype=np.float32)[:, None]
        half = math.radians(self.half_angle_deg)
        angle = np.linspace(-half, half, beams, dtype=np.float32)[None, :]
        east, south = np.sin(angle), np.cos(angle)
        flat = np.ones_like(radius)
        return (
            MIDDLE_PX + radius * east,
            self.apex_y_px + radius * south,
            flat * east,
            flat * south,
        )

    def sample_at(
        self, x_px: NDArray[np.float64], y_px: NDArray[np.float64], depths: int, beams: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return which depth and beam, in fractions of samples, a point is read from."""
        across, along = x_px - MIDDLE_PX, y_px - self.apex_y_px
        angle = np.degrees(np.arctan2(across, along))
        depth = (np.hypot(across, along) - self.near_px) / (self.far_px - self.near_px)
        return depth * (depths - 1), (angle / self.half_angle_deg + 1) / 2 * (beams - 1)


@dataclass(frozen=True, slots=True)
class Rectangle:
    """What a linear array sees."""

    left_px: float
    right_px: float
    top_px: float
    bottom_px: float

    def __post_init__(self) -> None:
        if not (self.left_px < self.right_px and self.top_px < self.bottom_px):
            raise ValueError(f"a rectangle needs left < right and top < bottom, found {self}")

    def inside(self, x_px: NDArray[np.float64], y_px: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return where points lie in the rectangle."""
        along = (y_px >= self.top_px) & (y_px <= self.bottom_px)
        return np.asarray(along & (x_px >= self.left_px) & (x_px <= self.right_px), dtype=np.bool_)

    def beams(self, depths: int, beams: int) -> tuple[Array, Array, Array, Array]:
        """Return x, y and the beam's direction (two components) of samples along the beams, each (D, B)."""
        y = np.linspace(self.top_px, self.bottom_px, depths, dtype=np.float32)[:, None]
        x = np.linspace(self.left_px, self.right_px, beams, dtype=np.float32)[None, :]
        flat = np.ones((depths, beams), dtype=np.float32)
        return flat * x, flat * y, 0 * flat, flat

    def sample_at(
        self, x_px: NDArray[np.float64], y_px: NDArray[np.float64], depths: int, beams: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return which depth and beam, in fractions of samples, a point is read from."""
        depth = (y_px - self.top_px) / (self.bottom_px - self.top_px)
        beam = (x_px - self.left_px) / (self.right_px - self.left_px)
        return depth * (depths - 1), beam * (beams - 1)


@dataclass(frozen=True, slots=True)
class Scanner:
    """One style of scanner.

    Parameters
    ----------
    axial_px, lateral_px
        Standard deviations of the point-spread function at 128 x 128: along the beam, and across it where it
        is narrowest, at the focus.
    widening
        How many times wider the beam is at the far end than at the focus.
    density
        Scatterers in the speckle simulator's calibrated unit; few make a grainy speckle.
    dynamic_range_db, gain_db
        Echoes from ``-gain`` down to ``-gain - dynamic range`` below a skull struck squarely become 255 to 0.
    attenuation_db, compensation
        Loss down to the far end, and the share of it that the time gain gives back.
    noise_db
        Electronic noise, relative to a squarely struck skull, before the time gain.
    contrast
        Exponent of the grey map; above 1 darkens the middle greys.
    smoothing_px, sharpening
        Speckle reduction (standard deviation) and edge enhancement (share added) after log compression.
    """

    shape: Sector | Rectangle
    axial_px: float
    lateral_px: float
    widening: float
    density: float
    dynamic_range_db: float
    gain_db: float
    attenuation_db: float
    compensation: float
    noise_db: float
    contrast: float
    smoothing_px: float
    sharpening: float

    def __post_init__(self) -> None:
        positive = (self.axial_px, self.lateral_px, self.density, self.dynamic_range_db, self.contrast)
        if not all(value > 0 for value in positive) or self.widening < 1:
            raise ValueError(f"a scanner needs positive widths, density, range and contrast, found {self}")


SCANNERS = {
    "curved_soft": Scanner(
        Sector(-40.25, 32.0, 42.6, 165.3), 0.75, 1.05, 1.8, 8.0, 62.0, 0.0, 14.0, 0.85, -64.0, 1.0, 0.55, 0.0
    ),
    "curved_sharp": Scanner(
        Sector(-62.25, 27.0, 66.4, 187.7), 0.50, 0.75, 1.7, 3.0, 56.0, 1.0, 12.0, 0.95, -66.0, 1.15, 0.0, 0.6
    ),
    "curved_grainy": Scanner(
        Sector(-22.25, 40.0, 27.3, 146.6), 0.70, 1.00, 2.4, 0.2, 52.0, 2.0, 18.0, 0.75, -62.0, 0.95, 0.0, 0.0
    ),
    "linear": Scanner(
        Rectangle(7.5, 119.5, 3.5, 123.5), 0.50, 0.95, 1.5, 3.0, 58.0, 2.0, 18.0, 0.75, -60.0, 1.0, 0.0, 0.25
    ),
}
STYLES = tuple(SCANNERS)


def pixel_centres(size: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return x (1, size) and y (size, 1) of an image's pixels, in pixels at 128 x 128."""
    if size not in SIZES:
        raise ValueError(f"the size is one of {SIZES}, found {size}")
    at = np.asarray((np.arange(size) + 0.5) * (SIZE / size) - 0.5, dtype=np.float64)
    return at[None, :], at[:, None]


def field_of_view(style: str, size: int) -> NDArray[np.bool_]:
    """Return what a style of scanner sees, (size, size) bool.

    Raises
    ------
    ValueError
        The style or the size is unknown.
    """
    if style not in SCANNERS:
        raise ValueError(f"the style is one of {STYLES}, found {style!r}")
    x_px, y_px = pixel_centres(size)
    return SCANNERS[style].shape.inside(x_px, y_px)
