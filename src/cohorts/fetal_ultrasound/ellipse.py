"""The ellipse of a head's annotation: fitted to a drawn outline or a filled mask, and its circumference."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST_POINTS = 6  # of a conic's fit
LEAST_FILLED = 0.5  # share of the bounding box: an ellipse fills 0.785 of it, a line round a head below 0.1


@dataclass(frozen=True, slots=True)
class Ellipse:
    """An ellipse in pixels, (0, 0) the centre of the top-left one.

    ``angle_rad`` turns the long half axis ``a_px`` from the image's right, x to y.
    """

    x_px: float
    y_px: float
    a_px: float
    b_px: float
    angle_rad: float

    @property
    def circumference_px(self) -> float:
        """The perimeter by Ramanujan's second approximation (1914), 0.4 parts in 1,000 at the very worst."""
        a, b = self.a_px, self.b_px
        h = ((a - b) / (a + b)) ** 2
        return math.pi * (a + b) * (1 + 3 * h / (10 + math.sqrt(4 - 3 * h)))

    def mask(self, shape: tuple[int, int]) -> NDArray[np.bool_]:
        """Return the pixels whose centres lie within, (H, W)."""
        y, x = np.mgrid[: shape[0], : shape[1]]
        dx, dy = x - self.x_px, y - self.y_px
        cos, sin = math.cos(self.angle_rad), math.sin(self.angle_rad)
        u, v = (dx * cos + dy * sin) / self.a_px, (dy * cos - dx * sin) / self.b_px
        inside: NDArray[np.bool_] = u**2 + v**2 <= 1
        return inside


def outline_points(drawn: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return points of the outline in an annotation, (N, 2) x and y.

    A drawn line's own pixels; of a filled mask, the edges between its pixels and those outside. The picture's
    border cuts a head that is larger than the picture and is no part of its outline.
    """
    y, x = np.nonzero(drawn)
    if not x.size:
        return np.empty((0, 2))
    if x.size < LEAST_FILLED * (np.ptp(x) + 1) * (np.ptp(y) + 1):
        return np.stack([x, y], axis=1).astype(np.float64)
    rows_y, rows_x = np.nonzero(drawn[:, 1:] != drawn[:, :-1])
    columns_y, columns_x = np.nonzero(drawn[1:] != drawn[:-1])
    upright = np.stack([rows_x + 0.5, rows_y], axis=1)
    level = np.stack([columns_x, columns_y + 0.5], axis=1)
    return np.concatenate([upright, level]).astype(np.float64)


def fitted(points: NDArray[np.float64]) -> Ellipse | None:
    """Fit an ellipse by direct least squares; None where the points have none.

    Halir and Flusser, Numerically stable direct least squares fitting of ellipses (WSCG 1998), on points
    moved to their mean and scaled to their spread.
    """
    if len(points) < FEWEST_POINTS:
        return None
    middle, scale = points.mean(axis=0), float(points.std())
    if scale == 0:
        return None
    x, y = ((points - middle) / scale).T
    squares, lines = np.stack([x * x, x * y, y * y], axis=1), np.stack([x, y, np.ones_like(x)], axis=1)
    try:
        tail = -np.linalg.solve(lines.T @ lines, lines.T @ squares)
        reduced = squares.T @ squares + (squares.T @ lines) @ tail
        reduced = np.stack([reduced[2] / 2, -reduced[1], reduced[0] / 2])
        _, vectors = np.linalg.eig(reduced)
    except np.linalg.LinAlgError:
        return None
    vectors = vectors.real
    head = vectors[:, 4 * vectors[0] * vectors[2] - vectors[1] ** 2 > 0]
    return _of_conic(np.concatenate([head[:, 0], tail @ head[:, 0]]), middle, scale) if head.size else None


def _of_conic(conic: NDArray[np.float64], middle: NDArray[np.float64], scale: float) -> Ellipse | None:
    """Turn A x² + B xy + C y² + D x + E y + F = 0 into centre, half axes and angle."""
    form = np.array([[conic[0], conic[1] / 2], [conic[1] / 2, conic[2]]])
    try:
        centre = np.linalg.solve(2 * form, -conic[3:5])
    except np.linalg.LinAlgError:
        return None
    level = float(centre @ form @ centre - conic[5])
    values, axes = np.linalg.eigh(form)
    squared = level / values
    if not np.all(np.isfinite(squared)) or np.any(squared <= 0):
        return None
    long = int(np.argmax(squared))
    a, b = np.sqrt(squared[[long, 1 - long]]) * scale
    x, y = centre * scale + middle
    angle = math.atan2(axes[1, long], axes[0, long])
    return Ellipse(float(x), float(y), float(a), float(b), (angle + math.pi / 2) % math.pi - math.pi / 2)
