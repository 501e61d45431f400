"""Grids, finer and coarser, and the small filters of the renderer; planes are (C, H, W) float32."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from phantoms.endoscopy.geometry import Field


@lru_cache(maxsize=16)
def axes(height: int, width: int) -> tuple[Field, Field]:
    """Return x (1, W) and y (H, 1) of the pixels' centres in picture coordinates."""
    x = (np.arange(width, dtype=np.float32) + np.float32(0.5 - width / 2)) / np.float32(height)
    y = (np.arange(height, dtype=np.float32) + np.float32(0.5 - height / 2)) / np.float32(height)
    return x[None, :], y[:, None]


@lru_cache(maxsize=16)
def half_axes(height: int, width: int) -> tuple[Field, Field]:
    """Return x and y of the grid of half as many points, each the middle of four pixels."""
    x = (np.arange(0, width, 2, dtype=np.float32) + np.float32(1 - width / 2)) / np.float32(height)
    y = (np.arange(0, height, 2, dtype=np.float32) + np.float32(1 - height / 2)) / np.float32(height)
    return x[None, :], y[:, None]


def doubled(planes: Field, height: int, width: int) -> Field:
    """Return planes of twice the size, or one less, straight lines between the points."""
    count, rows, columns = planes.shape
    wide = np.empty((count, rows, 2 * columns), dtype=np.float32)
    near, far = planes * np.float32(0.75), planes * np.float32(0.25)
    np.add(near[:, :, 1:], far[:, :, :-1], out=wide[:, :, 2::2])
    np.add(near[:, :, :-1], far[:, :, 1:], out=wide[:, :, 1:-1:2])
    wide[:, :, 0], wide[:, :, -1] = planes[:, :, 0], planes[:, :, -1]
    tall = np.empty((count, 2 * rows, 2 * columns), dtype=np.float32)
    near, far = wide * np.float32(0.75), wide * np.float32(0.25)
    np.add(near[:, 1:], far[:, :-1], out=tall[:, 2::2])
    np.add(near[:, :-1], far[:, 1:], out=tall[:, 1:-1:2])
    tall[:, 0], tall[:, -1] = wide[:, 0], wide[:, -1]
    return tall[:, :height, :width]


def smoothstep(field: Field) -> Field:
    """Return 0 below 0, 1 above 1, and a smooth rise between."""
    share: Field = np.clip(field, 0, 1)
    return share * share * (3 - 2 * share)


def slopes(relief: Field, px_per_height: float) -> tuple[Field, Field]:
    """Return the relief's slopes along x and y."""
    across, down = np.empty_like(relief), np.empty_like(relief)
    factor = np.float32(px_per_height / 2)
    np.subtract(relief[:, 2:], relief[:, :-2], out=across[:, 1:-1])
    np.subtract(relief[2:], relief[:-2], out=down[1:-1])
    across[:, 0], across[:, -1] = across[:, 1], across[:, -2]
    down[0], down[-1] = down[1], down[-2]
    across *= factor
    down *= factor
    return across, down


def blurred(planes: Field, sigma_px: float) -> Field:
    """Return the planes after a Gaussian blur; a wide one is done on a coarser grid."""
    if sigma_px < 0.25:
        return planes
    if sigma_px > 3.5:
        _, height, width = planes.shape
        even = np.pad(planes, ((0, 0), (0, height % 2), (0, width % 2)), mode="edge")
        half: Field = even[:, ::2, ::2] + even[:, 1::2, ::2] + even[:, ::2, 1::2] + even[:, 1::2, 1::2]
        half *= np.float32(0.25)
        return doubled(blurred(half, float(np.sqrt(sigma_px**2 / 4 - 0.25))), height, width)
    reach = max(1, int(np.ceil(2.5 * sigma_px)))
    weights = np.exp(-0.5 * (np.arange(reach + 1) / sigma_px) ** 2)
    weights /= weights[0] + 2 * weights[1:].sum()
    return _spread(_spread(planes, weights, 1), weights, 2)


def swept(planes: Field, across_px: float, down_px: float) -> Field:
    """Return the mean of the planes along a straight motion of so many pixels."""
    count = int(np.ceil(max(abs(across_px), abs(down_px)))) + 1
    if count < 2:
        return planes
    count = min(count, 9)
    places = np.linspace(-0.5, 0.5, count)
    steps = {(round(across_px * place), round(down_px * place)) for place in places}
    reach = max(max(abs(step[0]), abs(step[1])) for step in steps)
    _, height, width = planes.shape
    padded = np.pad(planes, ((0, 0), (reach, reach), (reach, reach)), mode="edge")
    total = np.zeros_like(planes)
    for across, down in sorted(steps):
        total += padded[:, reach + down : reach + down + height, reach + across : reach + across + width]
    total *= np.float32(1 / len(steps))
    return total


def _spread(planes: Field, weights: NDArray[np.float64], axis: int) -> Field:
    size, reach = planes.shape[axis], len(weights) - 1
    pad = [(0, 0)] * 3
    pad[axis] = (reach, reach)
    padded = np.pad(planes, pad, mode="edge")

    def part(start: int) -> Field:
        return padded[:, start : start + size] if axis == 1 else padded[:, :, start : start + size]

    total = planes * np.float32(weights[0])
    for step in range(1, reach + 1):
        total += (part(reach - step) + part(reach + step)) * np.float32(weights[step])
    return total
