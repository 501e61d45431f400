"""Speckle from scatterers: what a coherent imager makes of many small echoes that it cannot tell apart.

Each sample holds a Poisson number of scatterers of one strength and any phase. Their sum is smoothed by a
Gaussian point-spread function (along depth, then across the beams), and its magnitude is the envelope. With
many scatterers per resolution cell that is Rayleigh's: mean over standard deviation 1.913, 5.57 dB after the
logarithm (Wagner RF et al. IEEE Trans Sonics Ultrason 1983;30:156-163).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

# The density's unit is calibrated: 1 leaves the mean over the deviation at about 1.87, 0.1 at 1.55, 0.02 at
# 0.93. It is one scatterer in 0.35 of axial times lateral standard deviation; the cell over which a Gaussian
# point-spread function adds echoes up, 2 pi times their product, then holds about 18 times the density.
UNIT_AREA = 0.35
MANY = 4.0  # scatterers per sample from which their number no longer shows
REACH = 3.0  # standard deviations after which the point-spread function ends


@dataclass(frozen=True, slots=True)
class PointSpread:
    """A Gaussian point-spread function in samples.

    Parameters
    ----------
    axial, lateral
        Standard deviations along depth and, at the focus, across the beams.
    widening
        How many times wider than at the focus the beam is at the far end; quadratic in the distance to it.
    focus
        Depth of the focus as a share of the whole.
    """

    axial: float
    lateral: float
    widening: float = 1.0
    focus: float = 0.4

    def __post_init__(self) -> None:
        if not (self.axial > 0 and self.lateral > 0 and self.widening >= 1 and 0 <= self.focus < 1):
            raise ValueError(f"a point-spread function needs positive widths, widening from 1, found {self}")


def simulated(
    echo_db: NDArray[np.floating], density: float, psf: PointSpread, rng: np.random.Generator
) -> Array:
    """Return the envelope of echoes of a given strength.

    Parameters
    ----------
    echo_db
        (D, B) mean echo of each sample, in dB; depth first.
    density
        Scatterers, in the calibrated unit at the focus: 3 and more are fully developed speckle.
    rng
        Of the scatterers; the same generator gives the same bytes.

    Returns
    -------
    NDArray
        (D, B) float32; the mean square over a wide uniform region is its echo.
    """
    depths, beams = echo_db.shape
    deep, wide = _margin(psf.axial), _margin(psf.lateral * psf.widening)
    strength = np.exp(np.asarray(echo_db, dtype=np.float32) * np.float32(math.log(10) / 20))
    strength = np.pad(strength, ((deep, deep), (wide, wide)), mode="edge")
    field = scatterers(strength.shape, density / (UNIT_AREA * psf.axial * psf.lateral), rng)
    field *= strength
    return np.hypot(*(_smoothed(part, psf, deep, wide)[:depths, :beams] for part in field))


def scatterers(shape: tuple[int, int], per_sample: float, rng: np.random.Generator) -> Array:
    """Return a complex field of mean power 1 as its two parts, (2, D, B): Poisson numbers, random phases."""
    field = rng.standard_normal((2, *shape), dtype=np.float32)
    field *= np.float32(math.sqrt(0.5))
    if per_sample < MANY:
        count = rng.poisson(per_sample, shape).astype(np.float32)
        strength = np.sqrt(count / np.float32(per_sample))
        field *= np.where(count == 1, strength / np.hypot(field[0], field[1]), strength)
    return field


def uniform_region(
    density: float,
    shape: tuple[int, int],
    rng: np.random.Generator,
    psf: PointSpread | None = None,
) -> Array:
    """Return the envelope of a uniform medium, (D, B): the reference for every measure of speckle."""
    return simulated(np.zeros(shape, dtype=np.float32), density, psf or PointSpread(2.0, 2.0), rng)


def log_compressed(
    envelope: NDArray[np.floating], dynamic_range_db: float, gain_db: float | NDArray[np.floating] = 0.0
) -> NDArray[np.uint8]:
    """Return grey values of an envelope: 0 dB after the gain is 255, the dynamic range below it 0."""
    return np.rint(grey(envelope, dynamic_range_db, gain_db) * 255).astype(np.uint8)


def grey(
    envelope: NDArray[np.floating], dynamic_range_db: float, gain_db: float | NDArray[np.floating] = 0.0
) -> Array:
    """Return what log_compressed makes grey values of, in 0 to 1."""
    floor = np.float32(1e-6)
    decibels = np.log10(np.maximum(envelope, floor), dtype=np.float32) * np.float32(20)
    return np.asarray(np.clip((decibels + gain_db) / dynamic_range_db + 1, 0, 1), dtype=np.float32)


def _margin(width: float) -> int:
    return math.ceil(REACH * width)


def _smoothed(part: Array, psf: PointSpread, deep: int, wide: int) -> Array:
    """Return one part of the field seen through the point-spread function, without its margins."""
    axial = _kernel(psf.axial, deep)
    part = ndimage.correlate1d(part, axial / np.sqrt((axial**2).sum()), axis=0)[deep:-deep]
    narrow = _kernel(psf.lateral, wide)
    sharp = ndimage.correlate1d(part, narrow, axis=1)[:, wide:-wide]
    if psf.widening == 1:
        return np.asarray(sharp / np.sqrt((narrow**2).sum()), dtype=np.float32)
    broad = _kernel(psf.lateral * psf.widening, wide)
    blurred = ndimage.correlate1d(part, broad, axis=1)[:, wide:-wide]
    share = _broad_share(len(part), psf.focus)
    power = ((1 - share) * narrow + share * broad) ** 2
    scale = (1 / np.sqrt(power.sum(axis=1, keepdims=True))).astype(np.float32)
    return np.asarray(((1 - share) * sharp + share * blurred) * scale, dtype=np.float32)


@lru_cache(maxsize=64)
def _kernel(width: float, reach: int) -> Array:
    at = np.arange(-reach, reach + 1)
    kernel = np.exp(-0.5 * (at / width) ** 2)
    return np.asarray(kernel / kernel.sum(), dtype=np.float32)


@lru_cache(maxsize=64)
def _broad_share(depths: int, focus: float) -> Array:
    """Return how much of the broad beam is mixed into the narrow one at each depth, (D, 1)."""
    depth = np.linspace(0, 1, depths)[:, None]
    return np.asarray(np.clip(((depth - focus) / (1 - focus)) ** 2, 0, 1), dtype=np.float32)
