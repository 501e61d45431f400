"""Where in the plane the endoscope's picture is: a circle, whole or cut off, or a rectangle."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEP = 2  # plane pixels on each side of a cell, which are averaged
ABOVE_BORDER = 6 / 255  # brightness of what is lit, above that of the frame's corners
LIT_LEVEL = (12 / 255, 34 / 255)  # but never a limit below or above these: the corners may be lit, too
CORNER = 4  # cells on each side of a corner
LEAST_LIT = 3  # cells of a row or column, for it to be part of the picture
RADIUS = (0.25, 1.1)  # plausible circles, of the plane's height
OFF_CENTRE = 0.35  # of the plane's height: how far the circle's centre may lie from the plane's
CLOSE_PX = 1.6  # between an edge point and the circle that it belongs to, in cells
LEAST_POINTS, LEAST_SHARE = 24, 0.3  # of the edge points, for a circle
TRIPLES, MOST_POINTS = 64, 128  # circles that are tried, and points that each is tried on


@dataclass(frozen=True, slots=True)
class ContentArea:
    """The part of the plane that the endoscope fills.

    Parameters
    ----------
    left, top, right, bottom
        Its bounding rectangle in plane px; the right and bottom border are its first pixels outside.
    x_px, y_px, radius_px
        The circle that bounds it further; the radius is infinite where the rectangle alone does.
    share
        Of the plane's pixels that are inside, 0 to 1.
    """

    left: int
    top: int
    right: int
    bottom: int
    x_px: float
    y_px: float
    radius_px: float
    share: float

    @property
    def is_round(self) -> bool:
        """Whether a circle bounds it."""
        return math.isfinite(self.radius_px)

    def mask(self, height: int, width: int, step: int = 1, margin_px: float = 0.0) -> NDArray[np.bool_]:
        """Return which pixels of every ``step``-th row and column are inside, and ``margin_px`` from its rim.

        Returns
        -------
        (ceil(height / step), ceil(width / step)) bool.
        """
        y, x = np.arange(0, height, step)[:, None], np.arange(0, width, step)[None, :]
        rows = (y >= self.top + margin_px) & (y <= self.bottom - 1 - margin_px)
        inside: NDArray[np.bool_] = rows & (x >= self.left + margin_px) & (x <= self.right - 1 - margin_px)
        if self.is_round:
            across, down = (x - self.x_px).astype(np.float32), (y - self.y_px).astype(np.float32)
            inside &= across * across + down * down <= np.float32(max(self.radius_px - margin_px, 0.0) ** 2)
        return inside


def cells_of(plane: NDArray[np.uint8]) -> NDArray[np.float32]:  # (H, W, 3) in, (3, H / 2, W / 2) out
    """Return means of two by two pixels, 0 to 1."""
    rows = np.add(plane[0::STEP], plane[1::STEP], dtype=np.uint16)
    cells = np.empty((3, rows.shape[0], rows.shape[1] // STEP), np.float32)
    for channel in range(3):  # so, in three, it takes a third of the time
        pairs = rows[:, 0::STEP, channel] + rows[:, 1::STEP, channel]
        np.multiply(pairs, np.float32(1 / (STEP * STEP * 255)), out=cells[channel])
    return cells


def content_area(plane: NDArray[np.uint8]) -> ContentArea:  # (H, W, 3)
    """Find the endoscope's picture in a plane."""
    return area_of_cells(cells_of(plane))


def area_of_cells(cells: NDArray[np.float32]) -> ContentArea:  # (3, H / 2, W / 2) of cells_of
    """Find the endoscope's picture by its border to the black around it.

    Dark tissue at the rim does not mislead it as long as a third of the border is lit: the circle is the one
    that most edge points lie on and few lie beyond. A plane without light has an empty area.
    """
    height, width = cells.shape[1] * STEP, cells.shape[2] * STEP
    lit = _lit(cells)
    columns, rows = (np.flatnonzero(lit.sum(axis=axis) >= LEAST_LIT) for axis in (0, 1))
    if len(columns) == 0 or len(rows) == 0:
        return ContentArea(0, 0, 0, 0, 0.0, 0.0, math.inf, 0.0)
    box = (int(columns[0]), int(rows[0]), int(columns[-1]), int(rows[-1]))
    x, y, radius = _circle(_edge_points(lit, box), lit.shape)
    found = ContentArea(
        box[0] * STEP,
        box[1] * STEP,
        box[2] * STEP + STEP,
        box[3] * STEP + STEP,
        x * STEP + (STEP - 1) / 2,
        y * STEP + (STEP - 1) / 2,
        radius * STEP,
        0.0,
    )
    share = np.count_nonzero(found.mask(height, width, STEP)) / lit.size
    return replace(found, share=float(share))


def _lit(cells: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return the cells that are brighter than the black around the picture, in a run of three or more."""
    grey = (cells[0] + cells[1] + cells[2]) * np.float32(1 / 3)
    lit: NDArray[np.bool_] = grey > np.clip(_border_level(grey) + ABOVE_BORDER, *LIT_LEVEL)
    middle = lit[:, :-2] & lit[:, 1:-1] & lit[:, 2:]
    runs: NDArray[np.bool_] = np.zeros_like(lit)
    runs[:, :-2] |= middle
    runs[:, 1:-1] |= middle
    runs[:, 2:] |= middle
    return runs


def _border_level(grey: NDArray[np.float32]) -> float:
    """Return how bright the black of the frame's corners is; the bars beside the frame are no corners."""
    some = grey > 0
    rows, columns = np.flatnonzero(some.any(axis=1)), np.flatnonzero(some.any(axis=0))
    if len(rows) == 0:
        return 0.0
    frame = grey[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    ends = slice(0, CORNER), slice(-CORNER, None)
    return float(np.sort([frame[down, across].mean() for down in ends for across in ends])[1])


def _edge_points(lit: NDArray[np.bool_], box: tuple[int, int, int, int]) -> NDArray[np.float32]:
    """Return (N, 2) x, y of the outermost lit pixels of rows and columns that are not on the box itself."""
    left, top, right, bottom = box
    height, width = lit.shape
    rows, columns = np.arange(top, bottom + 1), np.arange(left, right + 1)
    across, down = lit[top : bottom + 1], lit[:, left : right + 1]
    first, last = across.argmax(axis=1), width - 1 - across[:, ::-1].argmax(axis=1)
    upper, lower = down.argmax(axis=0), height - 1 - down[::-1].argmax(axis=0)
    some_across, some_down = across.any(axis=1), down.any(axis=0)
    sides = (
        (first - 0.5, rows, some_across & (first > left)),
        (last + 0.5, rows, some_across & (last < right)),
        (columns, upper - 0.5, some_down & (upper > top)),
        (columns, lower + 0.5, some_down & (lower < bottom)),
    )
    points = [np.stack([x[keep], y[keep]], axis=1) for x, y, keep in sides]
    return np.concatenate(points, dtype=np.float32)


def _circle(points: NDArray[np.float32], shape: tuple[int, ...]) -> tuple[float, float, float]:
    """Return the circle that most points lie on and few beyond; of infinite radius where there is none."""
    none = ((shape[1] - 1) / 2, (shape[0] - 1) / 2, math.inf)
    if len(points) < LEAST_POINTS:
        return none
    tried = _through(points[_triples(len(points))])
    tried = tried[_plausible(tried, shape)]
    if len(tried) == 0:
        return none
    off = _distance(points[:: 1 + len(points) // MOST_POINTS], tried)
    hits = np.count_nonzero(np.abs(off) < CLOSE_PX, axis=1) - 2 * np.count_nonzero(off >= CLOSE_PX, axis=1)
    best = tried[[int(hits.argmax())]]
    for _ in range(2):
        close = points[np.abs(_distance(points, best)[0]) < CLOSE_PX]
        if len(close) < max(LEAST_POINTS, LEAST_SHARE * len(points)):
            return none
        best = _fitted(close)
    if not _plausible(best, shape)[0]:
        return none
    return float(best[0, 0]), float(best[0, 1]), float(best[0, 2])


def _triples(count: int) -> NDArray[np.intp]:
    """Return (TRIPLES, 3) places of points that lie well apart, the same ones every time."""
    turn = np.arange(TRIPLES)[:, None] * np.array([[0.618034, 0.754878, 0.569840]])
    places: NDArray[np.intp] = ((turn + np.array([[0.0, 0.33, 0.67]])) % 1.0 * count).astype(np.intp)
    return places


def _through(three: NDArray[np.float32]) -> NDArray[np.float32]:  # (K, 3, 2) in, (K, 3) out
    """Return centre and radius of the circles through three points each."""
    x1, y1 = (three[:, 1] - three[:, 0]).T
    x2, y2 = (three[:, 2] - three[:, 0]).T
    twice = 2 * (x1 * y2 - y1 * x2)
    twice = np.where(np.abs(twice) < 1, np.float32(1e-3), twice)
    square1, square2 = x1 * x1 + y1 * y1, x2 * x2 + y2 * y2
    x, y = (y2 * square1 - y1 * square2) / twice, (x1 * square2 - x2 * square1) / twice
    radius = np.sqrt(x * x + y * y)
    return np.stack([x + three[:, 0, 0], y + three[:, 0, 1], radius], axis=1).astype(np.float32)


def _fitted(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (1, 3): the circle of least squares, after Kåsa."""
    middle = points.mean(axis=0, dtype=np.float64)
    x, y = np.ascontiguousarray((points - middle).T)
    square = x * x + y * y
    xx, xy, yy = float(x @ x), float(x @ y), float(y @ y)
    right_x, right_y = float(x @ square) / 2, float(y @ square) / 2
    scale = max(xx * yy - xy * xy, 1e-9)
    a, b = (right_x * yy - right_y * xy) / scale, (right_y * xx - right_x * xy) / scale
    radius = math.sqrt(float(square.mean()) + a * a + b * b)
    return np.array([[a + middle[0], b + middle[1], radius]], dtype=np.float32)


def _distance(points: NDArray[np.float32], circles: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (K, N): how far each point lies outside each circle."""
    across = points[None, :, 0] - circles[:, None, 0]
    down = points[None, :, 1] - circles[:, None, 1]
    away: NDArray[np.float32] = np.sqrt(across * across + down * down) - circles[:, None, 2]
    return away


def _plausible(circles: NDArray[np.float32], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    height, width = shape[:2]
    x, y, radius = circles.T
    near = np.hypot(x - (width - 1) / 2, y - (height - 1) / 2) <= OFF_CENTRE * height
    possible: NDArray[np.bool_] = near & (radius >= RADIUS[0] * height) & (radius <= RADIUS[1] * height)
    return possible
