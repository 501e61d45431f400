"""Random fields by spectrum and by cells, on tiles that repeat without a seam."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy import fft, spatial

if TYPE_CHECKING:
    from phantoms.endoscopy.geometry import Field

TILE = 512  # a power of two, so that LAST masks what lies beyond
LAST = TILE - 1
KINDS = 6  # tiles of each sort


@lru_cache(maxsize=8 * KINDS)
def cloud(kind: int, slope: float) -> Field:
    """Return (TILE, TILE) noise of mean 0 and deviation 1 whose amplitude falls as frequency ** -slope."""
    rng = np.random.default_rng([0xC10D, kind, round(100 * slope)])
    rows, columns = np.fft.fftfreq(TILE)[:, None], np.fft.rfftfreq(TILE)[None, :]
    frequency = np.hypot(rows, columns)
    frequency[0, 0] = 1.0
    phase = rng.uniform(0, 2 * np.pi, frequency.shape)
    spectrum = np.exp(1j * phase) * np.where(frequency > 3 / TILE, frequency**-slope, 0)
    field = fft.irfft2(spectrum, s=(TILE, TILE))
    return np.asarray((field - field.mean()) / field.std(), dtype=np.float32)


@lru_cache(maxsize=2 * KINDS)
def branches(kind: int) -> Field:
    """Return (TILE, TILE) 0 to 1: lines between cells, thick ones and thin ones, as of vessels."""
    rng = np.random.default_rng([0xB4A, kind])
    rows, columns = np.mgrid[:TILE, :TILE].astype(np.float64)
    bent = 9 * cloud(kind, 1.6), 9 * cloud(kind + 1, 1.6)
    places = np.stack([(rows + bent[0]) % TILE, (columns + bent[1]) % TILE], axis=-1).reshape(-1, 2)
    lines = np.zeros((TILE, TILE), dtype=np.float32)
    for count, width in ((24, 2.6), (110, 1.3)):
        tree = spatial.cKDTree(rng.uniform(0, TILE, (count, 2)), boxsize=np.full(2, float(TILE)))
        near = np.asarray(tree.query(places, k=2)[0])
        gap = (near[:, 1] - near[:, 0]).reshape(TILE, TILE)
        lines = np.maximum(lines, np.exp(-((gap / width) ** 2)).astype(np.float32) * min(1.0, width / 2))
    patchy = np.clip(0.6 + 0.7 * cloud(kind + 2, 1.4), 0, 1)
    return np.asarray(lines * patchy, dtype=np.float32)


def sampled(tile: Field, u: Field, v: Field, texels: float) -> Field:
    """Return a tile's values at (H, W) places, ``texels`` to a picture height, straight lines between."""
    across, down = u * np.float32(texels), v * np.float32(texels)
    column, row = np.floor(across), np.floor(down)
    part_x, part_y = across - column, down - row
    left, top = column.astype(np.int32) & LAST, row.astype(np.int32) & LAST
    right, bottom = (left + 1) & LAST, (top + 1) & LAST
    flat, upper_row, lower_row = tile.ravel(), top * TILE, bottom * TILE
    upper = flat.take(upper_row + left)
    upper += (flat.take(upper_row + right) - upper) * part_x
    lower: Field = flat.take(lower_row + left)
    lower += (flat.take(lower_row + right) - lower) * part_x
    lower -= upper
    lower *= part_y
    lower += upper
    return lower


def slopes(height: Field, px_per_height: float) -> tuple[Field, Field]:
    """Return how steeply (H, W) heights rise along x and y."""
    down, across = np.gradient(height, np.float32(1 / px_per_height))
    return np.asarray(across, np.float32), np.asarray(down, np.float32)


def spread(x: Field, y: Field) -> tuple[Field, Field]:
    """Return (H, W) places from a row of x and a column of y."""
    across, down = np.broadcast_arrays(x, y)
    return np.asarray(across, np.float32), np.asarray(down, np.float32)
