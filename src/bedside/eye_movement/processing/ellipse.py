"""Ellipses as a centre and two half axes: from moments, from points, to the item's own type."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bedside.eye_movement.interface import Ellipse

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Affine:
    """The image of the unit circle: ``centre`` (2,) and ``shape`` (2, 2), in image coordinates, y down."""

    centre: NDArray[np.float64]
    shape: NDArray[np.float64]

    def at(self, circle: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the image points (..., 2) of points (..., 2) given relative to the unit circle."""
        return np.asarray(circle @ self.shape.T + self.centre, dtype=np.float64)

    @property
    def radius(self) -> float:
        """The radius of the circle with the same area."""
        (a, b), (c, d) = self.shape.tolist()
        return math.sqrt(abs(a * d - b * c))


def to_affine(ellipse: Ellipse) -> Affine:
    """Return the ellipse as the image of the unit circle."""
    angle = np.deg2rad(ellipse.angle_deg)
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.array([[cos, sin], [-sin, cos]])  # the angle is seen on the screen, where y grows down
    axes = np.array([ellipse.major_px, ellipse.minor_px]) / 2
    return Affine(np.array([ellipse.x_px, ellipse.y_px]), turn * axes)


def to_ellipse(affine: Affine) -> Ellipse:
    """Return the item's own ellipse; raises ``ValueError`` where it has no area."""
    turn, axes, _ = np.linalg.svd(affine.shape)
    angle = np.rad2deg(np.arctan2(-turn[1, 0], turn[0, 0]))
    angle = (angle + 90) % 180 - 90
    if angle >= 90:  # a remainder of a hair below zero rounds to the whole half turn
        angle -= 180
    x, y = (float(value) for value in affine.centre)
    return Ellipse(x, y, float(2 * axes[0]), float(2 * axes[1]), float(angle))


def from_moments(weight: NDArray[np.float32]) -> Affine:
    """Return the ellipse of a map whose cells hold the share that it covers; array coordinates.

    The axes' ratio comes from the second moments and the area from the sum, so that a map which is a little
    too soft still gives the right size.
    """
    height, width = weight.shape
    x, y = np.arange(width, dtype=np.float64), np.arange(height, dtype=np.float64)
    columns, rows = weight.sum(axis=0, dtype=np.float64), weight.sum(axis=1, dtype=np.float64)
    area = float(columns.sum())
    cx, cy = columns @ x / area, rows @ y / area
    xy = float((y - cy) @ weight @ (x - cx)) / area
    spread = np.array([[columns @ (x - cx) ** 2 / area, xy], [xy, rows @ (y - cy) ** 2 / area]])
    values, vectors = np.linalg.eigh(spread - np.eye(2) / 12)  # a cell is itself a square of variance 1/12
    axes = 2 * np.sqrt(np.maximum(values, 0.02))
    axes *= np.sqrt(area / (np.pi * axes.prod()))
    return Affine(np.array([cx, cy]), vectors * axes)


def from_points(points: NDArray[np.float64]) -> Affine | None:
    """Return the ellipse nearest to points (N, 2) in the algebraic sense, or None where there is none."""
    if len(points) < 6:
        return None
    middle, scale = points.mean(axis=0), float(points.std()) or 1.0
    x, y = ((points - middle) / scale).T
    # a x^2 + b x y + c y^2 + d x + e y + f = 0 with a + c = 1
    system = np.stack([x * x - y * y, x * y, x, y, np.ones_like(x)], axis=1)
    (a, b, d, e, f), *_ = np.linalg.lstsq(system, -y * y, rcond=None)
    quadratic = np.array([[a, b / 2], [b / 2, 1 - a]])
    if np.linalg.det(quadratic) <= 1e-6:
        return None
    centre = -np.linalg.solve(quadratic, np.array([d, e]) / 2)
    level = float(centre @ quadratic @ centre) - f
    values, vectors = np.linalg.eigh(quadratic)
    if level <= 0 or values.min() <= 0:
        return None
    return Affine(centre * scale + middle, vectors * (np.sqrt(level / values) * scale))
