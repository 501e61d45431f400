"""A picture to paint on, and the smooth noise and soft shapes that it is painted with."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import gaussian_filter1d, uniform_filter1d

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]
    Colour = tuple[float, float, float]
    Place = tuple[float, float]


class Canvas:
    """A picture in the making: three planes of 0 to 1, and the places of its pixels in picture heights.

    Attributes
    ----------
    planes
        (3, H, W) float32.
    x, y
        (1, W) and (H, 1) float32; (0, 0) is the picture's centre.
    """

    def __init__(self, height: int, width: int, colour: Colour = (0.0, 0.0, 0.0)) -> None:
        self.height, self.width = height, width
        down = (np.arange(height) + 0.5) / height - 0.5
        across = (np.arange(width) + 0.5 - width / 2) / height
        self.y: Field = down.astype(np.float32)[:, None]
        self.x: Field = across.astype(np.float32)[None, :]
        self.planes: Field = np.empty((3, height, width), np.float32)
        self.planes[:] = np.asarray(colour, np.float32)[:, None, None]

    def paint(self, cover: Field, colour: Colour, shade: Field | float = 1.0) -> None:
        """Lay a colour, times a shade, over the picture where ``cover`` is above 0."""
        for plane, level in zip(self.planes, colour, strict=True):
            plane += cover * (np.float32(level) * np.asarray(shade, np.float32) - plane)

    def scale(self, shade: Field | float) -> None:
        """Multiply the whole picture by a shade."""
        self.planes *= np.asarray(shade, np.float32)

    def noise(self, rng: np.random.Generator, cells: float) -> Field:
        """Return smooth noise of standard deviation near 1, ``cells`` cells over the picture's height."""
        return smooth_noise(rng, self.height, self.width, cells)

    def disc(self, x: float, y: float, across: float, down: float, turn: float = 0.0) -> Field:
        """Return the squared distance from an ellipse's middle: 1 on its rim."""
        cos, sin = np.float32(math.cos(turn)), np.float32(math.sin(turn))
        dx, dy = self.x - np.float32(x), self.y - np.float32(y)
        major = (cos * dx + sin * dy) / np.float32(across)
        minor = (cos * dy - sin * dx) / np.float32(down)
        return (major * major + minor * minor).astype(np.float32, copy=False)

    def bar(self, start: Place, end: Place) -> tuple[Field, Field]:
        """Return the distance from a line from start to end, and the share of the way along it."""
        dx, dy = end[0] - start[0], end[1] - start[1]
        length2 = max(dx * dx + dy * dy, 1e-9)
        px, py = self.x - np.float32(start[0]), self.y - np.float32(start[1])
        along = np.clip((px * np.float32(dx) + py * np.float32(dy)) / np.float32(length2), 0, 1)
        distance = np.sqrt((px - along * np.float32(dx)) ** 2 + (py - along * np.float32(dy)) ** 2)
        return distance.astype(np.float32), along.astype(np.float32)

    def inside(self, distance: Field, radius: float, softness: float) -> Field:
        """Return 1 where a distance is below the radius, and a soft edge to 0."""
        edge: Field = np.clip((np.float32(radius) - distance) / np.float32(softness) + np.float32(0.5), 0, 1)
        return edge

    def panel(self, middle: Place, half: Place, colour: Colour) -> None:
        """Paint an upright rectangle."""
        cover = self.inside(np.abs(self.x - np.float32(middle[0])), half[0], 0.008)
        cover = cover * self.inside(np.abs(self.y - np.float32(middle[1])), half[1], 0.008)
        self.paint(cover, colour)

    def lettering(self, rng: np.random.Generator, middle: Place, half: float, colour: Colour) -> None:
        """Paint a line of what reads as text from afar."""
        strokes = rng.random(self.width).astype(np.float32)[None, :] > 0.45
        cover = strokes * self.inside(
            np.abs(self.y - np.float32(middle[1])), float(rng.uniform(0.01, 0.025)), 0.006
        )
        self.paint(cover * self.inside(np.abs(self.x - np.float32(middle[0])), half, 0.008), colour)

    def blur(self, sigma: float) -> None:
        """Defocus by ``sigma`` picture heights."""
        pixels = sigma * self.height
        if pixels > 0.3:
            for axis in (1, 2):
                self.planes = gaussian_filter1d(self.planes, pixels, axis=axis, truncate=2.5)

    def streak(self, across: float, down: float) -> None:
        """Blur by motion, in picture heights."""
        for length, axis in ((across, 2), (down, 1)):
            size = round(abs(length) * self.height)
            if size > 1:
                self.planes = uniform_filter1d(self.planes, size, axis=axis)


def smooth_noise(rng: np.random.Generator, height: int, width: int, cells: float) -> Field:
    """Return (height, width) smooth noise of standard deviation near 1, ``cells`` cells over the height."""
    rows, columns = _weights(height, cells), _weights(width, cells * width / height)
    grid = rng.standard_normal((rows.shape[1], columns.shape[1])).astype(np.float32)
    field: Field = (rows @ grid @ columns.T).astype(np.float32, copy=False)
    return field


@lru_cache(maxsize=256)
def _weights(length: int, cells: float) -> Field:
    """Return (length, knots) cubic B-spline weights, scaled so that noise keeps its standard deviation."""
    place = (np.arange(length) + 0.5) / length * cells
    whole = np.floor(place).astype(int)
    t = place - whole
    parts = ((1 - t) ** 3, 3 * t**3 - 6 * t**2 + 4, -3 * t**3 + 3 * t**2 + 3 * t + 1, t**3)
    weights = np.zeros((length, int(whole[-1]) + 4))
    for offset, part in enumerate(parts):
        weights[np.arange(length), whole + offset] = part / 6
    return (weights / math.sqrt(151 / 315)).astype(np.float32)  # the mean sum of the squares of four weights
