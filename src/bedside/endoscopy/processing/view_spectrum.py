"""How fine the picture's structure is, in which directions, and whether it is a fibre bundle's honeycomb.

Structure is what green and red have in common: a sensor's noise differs between them, so that a blurred
picture with noise is not taken for a sharp one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bedside.endoscopy.processing.content_area import ContentArea

    Field = NDArray[np.float32]

WINDOW_PX = 96
RINGS = (0.03, 0.05, 0.08, 0.12, 0.17, 0.23, 0.3, 0.38, 0.48)  # borders, in cycles per px
SECTORS = 6  # of half a turn
DIRECTED_RINGS = range(1, 6)
NOISE_RINGS = range(4, 8)
LATTICE_BAND = (0.1, 0.45)  # cycles per px
LATTICE_REACH = 5  # bins on each side that a wave is compared with
LATTICE_WAVES = 12  # bins that a honeycomb's three waves fill at least
FLOOR = np.float32(1e-6)

SPECTRUM_FEATURES = (
    *(f"structure_from_{edge}" for edge in RINGS[:-1]),
    *(f"weakest_direction_from_{RINGS[ring]}" for ring in DIRECTED_RINGS),
    *(f"noise_from_{RINGS[ring]}" for ring in NOISE_RINGS),
    "lattice",
    "lattice_waves",
)


def spectrum_features(plane: NDArray[np.uint8], area: ContentArea) -> Field:
    """Return SPECTRUM_FEATURES of a square in the picture's middle, logarithms relative to its brightness."""
    taper, bins, counts, band = _window()
    part = _middle(plane, area)
    means = np.vecdot(part.reshape(2, -1), taper.ravel())[:, None, None] / taper.sum()
    waves = np.fft.rfft2((part / means - 1) * taper) / np.float32(WINDOW_PX)
    green = waves[0].real * waves[0].real + waves[0].imag * waves[0].imag
    common = waves[0].real * waves[1].real + waves[0].imag * waves[1].imag
    structure, power = (_by_ring(each, bins, counts) for each in (common, green))
    directed = np.log(np.maximum(structure, 0) + FLOOR)
    noise = np.log(np.maximum(power - structure, 0).mean(axis=1) + FLOOR)
    logs = np.log(green + FLOOR)
    lattice = np.sort((logs - _neighbourhood(logs))[band])
    return np.array(
        (
            *np.log(np.maximum(structure.mean(axis=1), 0) + FLOOR),
            *directed[list(DIRECTED_RINGS)].min(axis=1),
            *noise[list(NOISE_RINGS)],
            *lattice[[-1, -LATTICE_WAVES]],
        ),
        np.float32,
    )


def _middle(plane: NDArray[np.uint8], area: ContentArea) -> Field:
    """Return (2, WINDOW_PX, WINDOW_PX): green and red in the picture's middle, 0 to 1 and never quite 0."""
    top, left = (
        int(np.clip(round((low + high - WINDOW_PX) / 2), 0, size - WINDOW_PX))
        for low, high, size in (
            (area.top, area.bottom, plane.shape[0]),
            (area.left, area.right, plane.shape[1]),
        )
    )
    square = plane[top : top + WINDOW_PX, left : left + WINDOW_PX]
    part = np.empty((2, WINDOW_PX, WINDOW_PX), np.float32)
    for place, channel in enumerate((1, 0)):
        np.multiply(square[..., channel], np.float32(1 / 255), out=part[place])
    return part + np.float32(0.01)


def _by_ring(power: Field, bins: NDArray[np.intp], counts: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return (rings, SECTORS) means."""
    sums = np.bincount(bins, power.ravel(), minlength=len(counts)) / counts
    means: NDArray[np.float64] = sums[: (len(RINGS) - 1) * SECTORS].reshape(-1, SECTORS)
    return means


def _neighbourhood(logs: Field) -> Field:
    """Return the mean of the square of bins around each bin; rows go around, columns end."""
    size = 2 * LATTICE_REACH + 1
    rows = np.concatenate((logs[-LATTICE_REACH:], logs, logs[:LATTICE_REACH]))
    sums = np.cumsum(np.concatenate((np.zeros_like(rows[:1]), rows)), axis=0, dtype=np.float64)
    tall = sums[size:] - sums[:-size]
    wide = np.cumsum(np.pad(tall, ((0, 0), (LATTICE_REACH + 1, LATTICE_REACH)), mode="edge"), axis=1)
    near: Field = ((wide[:, size:] - wide[:, :-size]) / size**2).astype(np.float32)
    return near


@lru_cache(maxsize=1)
def _window() -> tuple[Field, NDArray[np.intp], NDArray[np.intp], NDArray[np.bool_]]:
    """Return what the spectrum needs.

    Returns
    -------
    The (WINDOW_PX, WINDOW_PX) taper; of every bin of the flattened spectrum its ring and sector, the last
    number being that of no ring; how many bins each has; and which bins may hold a lattice's wave.
    """
    taper = np.hanning(WINDOW_PX + 2)[1:-1]
    across, down = np.fft.rfftfreq(WINDOW_PX)[None, :], np.fft.fftfreq(WINDOW_PX)[:, None]
    frequency = np.hypot(down, across)
    ring = np.searchsorted(RINGS, frequency, side="right") - 1
    sector = ((np.arctan2(down, across) / np.pi + 0.5) * SECTORS).astype(np.intp) % SECTORS
    number = (len(RINGS) - 1) * SECTORS
    bins = np.where((ring >= 0) & (ring < len(RINGS) - 1), ring * SECTORS + sector, number).ravel()
    band = (frequency >= LATTICE_BAND[0]) & (frequency <= LATTICE_BAND[1])
    counts = np.maximum(np.bincount(bins, minlength=number + 1), 1)
    return np.outer(taper, taper).astype(np.float32), bins, counts, band
