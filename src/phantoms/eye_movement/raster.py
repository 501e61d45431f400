"""Drawing with exact edges: how much of each pixel a shape covers, smooth noise, hairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from phantoms.eye_movement.geometry import EllipseTruth

    Plane = NDArray[np.floating]


def grid(shape: tuple[int, int]) -> tuple[Plane, Plane]:
    """Return the pixel centres' x (1, W) and y (H, 1), to be broadcast."""
    height, width = shape
    return np.arange(width, dtype=np.float32)[None, :], np.arange(height, dtype=np.float32)[:, None]


def ellipse_radius(ellipse: EllipseTruth, x: Plane, y: Plane) -> tuple[Plane, Plane]:
    """Return, at each point, the radius relative to the ellipse (1 on it) and the signed distance in pixels.

    The distance is that of the first order, (r - 1) r / |gradient|: exact on the edge, negative inside.
    """
    along, across = axes(ellipse, x, y)
    a, b = np.float32(ellipse.major_px / 2), np.float32(ellipse.minor_px / 2)
    radius = np.sqrt((along / a) ** 2 + (across / b) ** 2)
    slope = np.sqrt((along / a**2) ** 2 + (across / b**2) ** 2) + np.float32(1e-9)
    distance = np.where(radius > 0, (radius - 1) * radius / slope, -b)
    return radius.astype(np.float32), distance.astype(np.float32)


def axes(ellipse: EllipseTruth, x: Plane, y: Plane) -> tuple[Plane, Plane]:
    """Return the points in the ellipse's own frame, in pixels along its major and minor axis."""
    angle = np.deg2rad(ellipse.angle_deg)
    cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    dx, dy = x - np.float32(ellipse.x_px), np.float32(ellipse.y_px) - y
    return dx * cos + dy * sin, dy * cos - dx * sin


def covered(distance_px: Plane, softness_px: float = 1.0) -> Plane:
    """Return the share of each pixel that lies inside an edge, from the signed distance."""
    share = np.clip(np.float32(0.5) - distance_px / np.float32(max(softness_px, 1.0)), 0, 1)
    return np.asarray(share, dtype=np.float32)


def smooth_noise(rng: np.random.Generator, shape: tuple[int, int], cell_px: float) -> Plane:
    """Return noise of unit variance or less with features of about ``cell_px``, by linear interpolation."""
    rows, columns = (int(np.ceil(side / cell_px)) + 2 for side in shape)
    coarse = rng.standard_normal((rows, columns)).astype(np.float32)
    left = _spread(shape[0], rows, cell_px, rng)
    return np.asarray(left @ coarse @ _spread(shape[1], columns, cell_px, rng).T, dtype=np.float32)


def sampled(table: Plane, row: Plane, column: Plane) -> Plane:
    """Return ``table`` at fractional places; the columns wrap around."""
    return np.asarray(
        ndimage.map_coordinates(table, [row, column], order=1, mode="grid-wrap"), dtype=np.float32
    )


def hairs(shape: tuple[int, int], start: Plane, bend: Plane, end: Plane, thickness_px: Plane) -> Plane:
    """Return the opacity of tapered quadratic curves; the points are (N, 2) as x, y."""
    steps = int(np.clip(np.max(np.linalg.norm(end - start, axis=1), initial=4.0) * 1.5, 8, 160))
    along = np.linspace(0, 1, steps)[None, :, None]
    points = (
        (1 - along) ** 2 * start[:, None] + 2 * along * (1 - along) * bend[:, None] + along**2 * end[:, None]
    )
    spacing = np.linalg.norm(end - start, axis=1)[:, None] / steps
    weight = thickness_px[:, None] * (1 - 0.85 * along[..., 0]) * np.maximum(spacing, 0.2)
    ink = splat(shape, points.reshape(-1, 2), np.broadcast_to(weight, points.shape[:2]).reshape(-1))
    sigma = float(np.clip(np.mean(thickness_px, dtype=float) * 0.4, 0.45, 3.0)) if len(thickness_px) else 0.45
    return np.clip(np.asarray(ndimage.gaussian_filter(ink, sigma), dtype=np.float32), 0, 1)


def splat(shape: tuple[int, int], points: Plane, weight: Plane) -> Plane:
    """Return the weights of (N, 2) points shared among the four pixels around each."""
    height, width = shape
    low = np.floor(points).astype(int)
    part = points - low
    plane = np.zeros(height * width)
    for dx, dy in ((0, 0), (1, 0), (0, 1), (1, 1)):
        column, row = low[:, 0] + dx, low[:, 1] + dy
        inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
        share = np.abs(1 - dx - part[:, 0]) * np.abs(1 - dy - part[:, 1]) * weight
        plane += np.bincount((row * width + column)[inside], share[inside], height * width)
    return plane.reshape(shape).astype(np.float32)


def _spread(side: int, cells: int, cell_px: float, rng: np.random.Generator) -> Plane:
    place = (np.arange(side) + rng.uniform(0, cell_px)) / cell_px
    low = np.minimum(place.astype(int), cells - 2)
    matrix = np.zeros((side, cells), dtype=np.float32)
    matrix[np.arange(side), low] = 1 - (place - low)
    matrix[np.arange(side), low + 1] = place - low
    return matrix
