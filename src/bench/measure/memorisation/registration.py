"""Laying a picture's pattern on another one, and how far the two then agree.

Near a given pose the pattern is turned and moved, by whole degrees and pixels first, then by parts of them,
as long as the two correlate better; the agreement is judged patch by patch.
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
_PATCH = 8  # px of the pattern
_REACHED = 0.2  # the quantile of the patches that decides
_FLAT = 0.3  # of the mean spread of a patch


def agreement(picture: Floats, pattern: Floats, pose: Pose) -> float:
    """Similarity of a picture's pattern to another near a pose: turned and moved first, then compared."""
    shown = _on_grid(picture, UPRIGHT, _GRID)
    inner = shown[_SHIFT:-_SHIFT, _SHIFT:-_SHIFT]
    best, pose = _shifted(inner, pattern, pose)
    for side in (-1, 1):
        while abs(pose.angle_deg + side * _TURN_DEG) <= _LARGEST_TURN_DEG:
            found, turned = _shifted(
                inner, pattern, replace(pose, angle_deg=pose.angle_deg + side * _TURN_DEG)
            )
            if found <= best:
                break
            best, pose = found, turned
    return _patchwise(inner, _on_grid(pattern, _settled(inner, pattern, pose), _INNER_GRID))


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


def _patchwise(one: Floats, other: Floats) -> float:
    """Correlation that four fifths of small patches reach: an outline that is shared fills too few.

    A patch that is flat in both says nothing; one that is flat in either counts 0.
    """
    columns = [_patches(each) for each in (one, other)]  # (64, P)
    spreads = [each.std(axis=0) for each in columns]
    flat = [spread < _FLAT * spread.mean() for spread in spreads]
    similarity = np.einsum("pk,pk->k", standardised(columns[0]), standardised(columns[1]))
    told = np.where(flat[0] | flat[1], 0, similarity)[~(flat[0] & flat[1])]
    return float(np.quantile(told, _REACHED)) if told.size else 0.0


def _patches(window: Floats) -> Floats:
    """(64, P) the patches of 8 by 8 px of a window, each a column."""
    across = len(window) // _PATCH
    cut = window.reshape(across, _PATCH, across, _PATCH).transpose(1, 3, 0, 2)
    return cut.reshape(_PATCH**2, -1)


_GRID = grid(_POINTS)
_INNER_GRID = _GRID.reshape(_POINTS, _POINTS, 2)[_SHIFT:-_SHIFT, _SHIFT:-_SHIFT].reshape(-1, 2)
_STEP = float(_GRID[1, 1] - _GRID[0, 1])  # between its points, in half sides
