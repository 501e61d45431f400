"""Laying a picture's pattern on another one.

Near a given pose the pattern is turned and moved, by whole degrees and pixels first, then by parts of them,
as long as the two correlate better.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

from bench.measure.memorisation.fingerprints import SIDE, UPRIGHT, Pose, grid, standardised

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_POINTS = 54  # a side of the grid on which patterns are laid on each other: one pixel of the pattern apart
_SHIFT = 3  # px of the pattern that a copy may be off its coarse pose, each way
_TURN_DEG, _LARGEST_TURN_DEG = 1.0, 6.0
_PARTS = (0.5, 0.25)  # of a pixel and of a degree


def window(picture: Floats) -> Floats:
    """(48, 48) the inner part of a picture's pattern, on which others are laid."""
    return _on_grid(picture, UPRIGHT, _INNER_GRID)


def laid(inner: Floats, pattern: Floats, pose: Pose) -> Floats:
    """(48, 48) what a pattern shows under a window, turned and moved near a pose until it agrees best."""
    best, pose = _shifted(inner, pattern, pose)
    for side in (-1, 1):
        while abs(pose.angle_deg + side * _TURN_DEG) <= _LARGEST_TURN_DEG:
            found, turned = _shifted(
                inner, pattern, replace(pose, angle_deg=pose.angle_deg + side * _TURN_DEG)
            )
            if found <= best:
                break
            best, pose = found, turned
    return _on_grid(pattern, _settled(inner, pattern, pose), _INNER_GRID)


def _shifted(inner: Floats, pattern: Floats, pose: Pose) -> tuple[float, Pose]:
    """Largest correlation over whole-pixel shifts, and the pose that is shifted so."""
    under = _on_grid(pattern, pose, _GRID)
    moved = np.lib.stride_tricks.sliding_window_view(under, inner.shape).reshape(-1, inner.size)
    similarity = (standardised(moved.T).T @ standardised(inner.reshape(-1, 1)))[:, 0]
    best = int(similarity.argmax())
    row, column = (_STEP * (place - _SHIFT) for place in divmod(best, 2 * _SHIFT + 1))
    return float(similarity[best]), pose.moved(row, column)


def _settled(inner: Floats, pattern: Floats, pose: Pose) -> Pose:
    """Move and turn by parts of a pixel and of a degree as long as that raises the correlation."""
    own = standardised(inner.reshape(-1, 1))[:, 0]

    def similarity(tried: Pose) -> float:
        under = standardised(_on_grid(pattern, tried, _INNER_GRID).reshape(-1, 1))[:, 0]
        return float(own @ under)

    best = similarity(pose)
    for part in _PARTS:
        for axis in range(3):
            for side in (-1, 1):
                tried = _nudged(pose, axis, side * part)
                found = similarity(tried)
                if found > best:
                    best, pose = found, tried
                    break
    return pose


def _nudged(pose: Pose, axis: int, part: float) -> Pose:
    """Move by a part of a pixel down or right, or turn by a part of a degree."""
    if axis == 2:
        return replace(pose, angle_deg=pose.angle_deg + part)
    return pose.moved(*(part * _STEP * (axis == k) for k in (0, 1)))


def _on_grid(pattern: Floats, pose: Pose, points: NDArray[np.float64]) -> Floats:
    """(P, P) a pattern's values at the places of a (P², 2) grid in a pose."""
    side = round(len(points) ** 0.5)
    at = ((pose.places(points) + 1) / 2 * SIDE - 0.5).T.reshape(2, side, side)
    return ndimage.map_coordinates(pattern, at, order=1, mode="nearest", prefilter=False)


_GRID = grid(_POINTS)
_INNER_GRID = _GRID.reshape(_POINTS, _POINTS, 2)[_SHIFT:-_SHIFT, _SHIFT:-_SHIFT].reshape(-1, 2)
_STEP = float(_GRID[1, 1] - _GRID[0, 1])  # between its points, in half sides
