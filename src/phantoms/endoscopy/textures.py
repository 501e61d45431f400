"""Tiles of texture that repeat without a seam, made once and looked up for every picture after."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import gaussian_filter
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from phantoms.endoscopy.geometry import Field

TILE_PX = 512
TISSUES = 10
MOTTLE, BUMP_X, BUMP_Y, VESSELS = range(4)
BROAD_PX = 256
BROADS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """(N, N, C) float32 that repeats, N a power of two, with coarser ones of half its size and less."""

    levels: tuple[NDArray[np.float32], ...]

    def sampled(self, u: Field, v: Field, texels_per_unit: float, px_per_unit: float) -> Field:
        """Return (H, W, C): the texture at places u, v, from the level whose texels are about a pixel."""
        level = int(np.clip(np.round(np.log2(texels_per_unit / px_per_unit)), 0, len(self.levels) - 1))
        texture = self.levels[level]
        scale = np.float32(texels_per_unit / 2**level)
        if texels_per_unit < 0.95 * px_per_unit:
            return _between(texture, u * scale, v * scale)
        return _nearest(texture, (u * scale).astype(np.int32), (v * scale).astype(np.int32))


@lru_cache(maxsize=TISSUES)
def tissue(number: int) -> Tile:
    """Return one of TISSUES: MOTTLE (deviation about 1), BUMP_X, BUMP_Y (slopes) and VESSELS (0 to 1)."""
    rng = np.random.default_rng(7_000 + number)
    height = _normal(_MAKERS[number % len(_MAKERS)](rng))
    mottle = _normal(0.6 * _MAKERS[(number * 3 + 1) % len(_MAKERS)](rng) + 0.8 * clouds(rng, TILE_PX, 1.6))
    slopes = [_normal(np.roll(height, -1, axis) - np.roll(height, 1, axis)) for axis in (1, 0)]
    vessels = _trees(rng) if number % 3 else _network(rng)
    return _levels(np.stack([mottle, *slopes, vessels], axis=-1))


@lru_cache(maxsize=BROADS)
def broad(number: int) -> Tile:
    """Return one of BROADS, smooth: three clouds of deviation 1 and the slopes of the first."""
    rng = np.random.default_rng(8_000 + number)
    three = [_normal(gaussian_filter(clouds(rng, BROAD_PX, 2.0), 1.5, mode="wrap")) for _ in range(3)]
    slopes = [_normal(np.roll(three[0], -1, axis) - np.roll(three[0], 1, axis)) for axis in (1, 0)]
    return _levels(np.stack([*three, *slopes], axis=-1))


@lru_cache(maxsize=4)
def smoke(number: int) -> Tile:
    """Return one of four billows, 0 to 1 in one channel."""
    rng = np.random.default_rng(9_000 + number)
    billows = gaussian_filter(_normal(clouds(rng, BROAD_PX, 2.4 + 0.3 * number)), 2, mode="wrap")
    return _levels(np.clip(0.5 + 0.28 * billows, 0, 1)[..., None])


@lru_cache(maxsize=2)
def sensor_noise(soft: bool) -> NDArray[np.float32]:
    """Return (1024, 1024) of noise of deviation 1; soft noise is that of an interpolated colour filter."""
    noise = np.random.default_rng(6_000 + soft).standard_normal((1024, 1024)).astype(np.float32)
    return _normal(gaussian_filter(noise, 0.7, mode="wrap")) if soft else noise


def clouds(rng: np.random.Generator, size: int, steepness: float, stretch: float = 1.0) -> Field:
    """Return (size, size) of noise whose amplitude falls with that power of the frequency."""
    across = np.fft.rfftfreq(size) * size * stretch
    down = np.fft.fftfreq(size)[:, None] * size / stretch
    frequency = np.sqrt(across**2 + down**2)
    spectrum = np.fft.rfft2(rng.standard_normal((size, size)))
    spectrum *= np.where(frequency < 1.5, 0, np.maximum(frequency, 1) ** -steepness)
    return _normal(np.fft.irfft2(spectrum, (size, size)))


def _grains(rng: np.random.Generator) -> Field:
    return clouds(rng, TILE_PX, 0.9)


def _swells(rng: np.random.Generator) -> Field:
    return clouds(rng, TILE_PX, 1.7)


def _ridges(rng: np.random.Generator) -> Field:
    return 1 - np.abs(clouds(rng, TILE_PX, 1.5))


def _fibres(rng: np.random.Generator) -> Field:
    return clouds(rng, TILE_PX, 1.2, stretch=2.2)


def _cells(rng: np.random.Generator) -> Field:
    seeds = rng.uniform(0, TILE_PX, (rng.integers(500, 3_000), 2))
    places = np.stack(np.meshgrid(np.arange(TILE_PX), np.arange(TILE_PX)), axis=-1).reshape(-1, 2)
    distance = np.asarray(cKDTree(seeds, boxsize=np.full(2, float(TILE_PX))).query(places, 2)[0])
    gap = (distance[:, 1] - distance[:, 0]).reshape(TILE_PX, TILE_PX)
    shallow: Field = gaussian_filter(np.minimum(gap, 6).astype(np.float32), 1.2, mode="wrap")
    return shallow


def _pits(rng: np.random.Generator) -> Field:
    swells: Field = gaussian_filter(clouds(rng, TILE_PX, 0.4), 2, mode="wrap") * 4
    pits: Field = -np.maximum(swells - np.float32(1.2), 0)
    return pits


_MAKERS = (_swells, _cells, _grains, _ridges, _fibres, _pits)


def _network(rng: np.random.Generator) -> Field:
    drawn = np.zeros((TILE_PX, TILE_PX), dtype=np.float32)
    for steepness, width in ((2.2, 0.035), (1.9, 0.03)):
        field = gaussian_filter(clouds(rng, TILE_PX, steepness), 2, mode="wrap")
        gate = clouds(rng, TILE_PX, 2.0) > 0
        drawn = np.maximum(drawn, gate * np.clip(1 - np.abs(field) / width, 0, 1))
    return _softened(drawn, 1.3)


def _trees(rng: np.random.Generator) -> Field:
    drawn = np.zeros((TILE_PX, TILE_PX), dtype=np.float32)
    for _ in range(int(rng.integers(8, 26))):
        _grow(rng, drawn, rng.uniform(0, TILE_PX, 2), rng.uniform(0, 2 * np.pi), rng.uniform(1.2, 3.2))
    return _softened(drawn, 1.2)


def _softened(drawn: Field, factor: float) -> Field:
    softened: Field = np.clip(gaussian_filter(drawn, 0.8, mode="wrap") * np.float32(factor), 0, 1)
    return softened


def _grow(
    rng: np.random.Generator, drawn: Field, place: NDArray[np.float64], angle: float, width: float
) -> None:
    """Draw a vessel that wanders, thins and branches, until it is too thin to see."""
    wander = rng.uniform(0.08, 0.28)
    while width > 0.5:
        angle += rng.normal(0, wander)
        place = place + 1.5 * np.array([np.sin(angle), np.cos(angle)])
        reach = int(np.ceil(width))
        span = np.arange(-reach, reach + 1)
        rows, columns = (np.floor(place)[:, None].astype(int) + span) % TILE_PX
        disc = np.clip(width + 0.5 - np.hypot(span[:, None], span[None, :]), 0, 1) * min(1.0, 0.4 + width / 4)
        drawn[np.ix_(rows, columns)] = np.maximum(drawn[np.ix_(rows, columns)], disc)
        width -= 0.006
        if rng.random() < 0.03:
            _grow(rng, drawn, place, angle + rng.choice((-1, 1)) * rng.uniform(0.4, 1.1), width * 0.7)
            width *= 0.85


def _normal(field: NDArray[np.floating]) -> Field:
    centred = field - field.mean()
    clipped: Field = np.clip(centred / (centred.std() + 1e-9), -3.5, 3.5).astype(np.float32)
    return clipped


def _levels(texture: NDArray[np.floating]) -> Tile:
    levels = [np.ascontiguousarray(texture, dtype=np.float32)]
    while levels[-1].shape[0] > 64:
        fine = levels[-1]
        four = fine[::2, ::2] + fine[1::2, ::2] + fine[::2, 1::2] + fine[1::2, 1::2]
        levels.append(four * np.float32(0.25))
    return Tile(tuple(levels))


def _nearest(texture: NDArray[np.float32], column: NDArray[np.int32], row: NDArray[np.int32]) -> Field:
    size = texture.shape[0]
    place = (row & (size - 1)) * size + (column & (size - 1))
    found: Field = texture.reshape(size * size, -1).take(place, axis=0)
    return found


def _between(texture: NDArray[np.float32], across: Field, down: Field) -> Field:
    left, above = np.floor(across), np.floor(down)
    right, below = (across - left)[..., None], (down - above)[..., None]
    column, row = left.astype(np.int32), above.astype(np.int32)
    upper: Field = _nearest(texture, column, row) * (1 - right) + _nearest(texture, column + 1, row) * right
    lower: Field = (
        _nearest(texture, column, row + 1) * (1 - right) + _nearest(texture, column + 1, row + 1) * right
    )
    between: Field = upper * (1 - below) + lower * below
    return between
