"""Outlines of the labels, finer than the grid: where a label's share passes that of every other one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bedside.endoscopy.processing.preprocessing import Letterbox

# Four neighbours, corners counted clockwise from the top left; bit k is set where corner k lies inside. Edges
# are 0 top, 1 right, 2 bottom, 3 left. A row holds the edges that one or two pieces of outline join, -1 none.
# Rows 5 and 10 are saddles with their middle outside; 16 and 17 are the same two with it inside.
_NONE = (-1, -1)
_PIECES = np.array([
    (_NONE, _NONE), ((3, 0), _NONE), ((0, 1), _NONE), ((3, 1), _NONE),
    ((1, 2), _NONE), ((3, 0), (1, 2)), ((0, 2), _NONE), ((3, 2), _NONE),
    ((2, 3), _NONE), ((2, 0), _NONE), ((0, 1), (2, 3)), ((2, 1), _NONE),
    ((1, 3), _NONE), ((1, 0), _NONE), ((0, 3), _NONE), (_NONE, _NONE),
    ((3, 2), (1, 0)), ((0, 3), (2, 1)),
])  # fmt: skip
_FROM, _TO = np.array([0, 1, 3, 0]), np.array([1, 2, 2, 3])  # corners at the ends of each edge
_CORNER_X, _CORNER_Y = np.array([0, 1, 1, 0]), np.array([0, 0, 1, 1])


def outlines(shares: NDArray[np.float32], letterbox: Letterbox) -> tuple[NDArray[np.float64], ...]:
    """Return the outline of each label but the background, in the frame's pixels.

    Parameters
    ----------
    shares
        (4, h, w) on the networks' grid.
    letterbox
        Where the frame lies in the plane.

    Returns
    -------
    For each label (S, 2, 2): S straight pieces, each from x, y to x, y; none where it is not seen.
    """
    return tuple(
        np.stack(letterbox.cell_to_frame(pieces[..., 0], pieces[..., 1]), axis=-1)
        for pieces in map(zero_crossings, margins(shares)[1:])
    )


def margins(shares: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return by how much each label's share exceeds the largest of the others, (4, h, w)."""
    one, two, three, four = shares
    front, back = np.maximum(one, two), np.maximum(three, four)
    others = (np.maximum(two, back), np.maximum(one, back), np.maximum(four, front), np.maximum(three, front))
    return np.asarray(shares - np.stack(others), dtype=np.float32)


def zero_crossings(plane: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the lines along which a plane is zero, by marching squares; x and y are columns and rows.

    Returns
    -------
    (S, 2, 2): straight pieces within one square of neighbours each.
    """
    inside = (plane > 0).astype(np.uint8)
    code = inside[:-1, :-1] | inside[:-1, 1:] << 1 | inside[1:, 1:] << 2 | inside[1:, :-1] << 3
    row, column = np.nonzero((code > 0) & (code < 15))
    if not len(row):
        return np.zeros((0, 2, 2))
    kind = code[row, column].astype(np.intp)
    corners = plane[row[:, None] + _CORNER_Y, column[:, None] + _CORNER_X].astype(np.float64)  # (N, 4)
    filled = corners.sum(axis=1) > 0
    kind = np.where((kind == 5) & filled, 16, np.where((kind == 10) & filled, 17, kind))
    points = _edge_points(corners) + np.stack([column, row], axis=1)[:, None]  # (N, 4, 2)
    pieces = _PIECES[kind]  # (N, 2, 2)
    square, piece = np.nonzero(pieces[..., 0] >= 0)
    return np.asarray(points[square[:, None], pieces[square, piece]])


def _edge_points(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where each edge of each square is crossed, (N, 4, 2); of no meaning for an edge that is not."""
    first, second = corners[:, _FROM], corners[:, _TO]
    rise = first - second
    part = np.divide(first, rise, out=np.full_like(first, 0.5), where=rise != 0)
    x = _CORNER_X[_FROM] + part * (_CORNER_X[_TO] - _CORNER_X[_FROM])
    y = _CORNER_Y[_FROM] + part * (_CORNER_Y[_TO] - _CORNER_Y[_FROM])
    return np.stack([x, y], axis=-1)
