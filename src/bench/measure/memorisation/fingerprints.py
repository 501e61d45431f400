"""Fingerprints of pictures: the pattern that outlives brightening, compression and new speckle.

Grey values are replaced by their ranks, which undoes any change of gamma; a band of frequencies is kept, low
enough to outlive compression and noise, high enough that two pictures of the same layout differ; and its
contrast is made even, so that a bright outline weighs no more than the pattern beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage, sparse

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float32]

SIDE = 64  # of a fingerprint
FLIPS = ((1, 1), (1, -1), (-1, 1), (-1, -1))  # of rows and columns
MARGIN = 0.08  # of a picture's side, left out all round: a turned picture has nothing to show there
_REDUCED = 128  # side of the picture that a fingerprint is made of
_DARK = 12  # grey value up to which nothing is told apart: rounding alone makes patterns there
_FINE, _COARSE = (2.0, 4.0), (2.5, 6.0)  # px: what is blurred away and what is taken off
_FLATNESS = 0.1  # of the mean contrast, below which contrast is not raised


@dataclass(frozen=True, slots=True)
class Pose:
    """How a copy may lie: it shows of the picture what the pose takes, turned and flipped.

    Parameters
    ----------
    flip
        1 or -1 for rows and columns.
    angle_deg
        How far it is turned.
    share
        The share of the side that is shown: 0.9 for a crop, stretched to the whole.
    row, column
        Where the middle of what is shown lies, in half sides from the picture's own.
    """

    flip: tuple[int, int]
    angle_deg: float
    share: float
    row: float
    column: float

    def moved(self, row: float, column: float) -> Pose:
        """Return the pose after moving what is shown by so many half sides of it."""
        down, right = self.share * self._turn() @ np.array([row, column])
        return replace(self, row=self.row + float(down), column=self.column + float(right))

    def places(self, grid: NDArray[np.float64]) -> NDArray[np.float64]:
        """(P, 2) where in the picture the points of a (P, 2) grid lie, both in half sides from the middle."""
        shown = self.share * grid @ self._turn().T + np.array([self.row, self.column])
        flipped: NDArray[np.float64] = shown * np.array(self.flip)
        return flipped

    def _turn(self) -> NDArray[np.float64]:
        angle = np.deg2rad(self.angle_deg)
        return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


UPRIGHT = Pose((1, 1), 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprints:
    """Patterns of n pictures.

    Parameters
    ----------
    fine, coarse
        (n, 64, 64) float32 of a higher and a lower band.
    """

    fine: NDArray[np.float32]
    coarse: NDArray[np.float32]

    @property
    def n(self) -> int:
        """How many pictures."""
        return len(self.fine)


def fingerprints(images: ArrayLike) -> Fingerprints:
    """Take the fingerprints of pictures.

    Parameters
    ----------
    images
        (n, S, S) uint8, S a multiple of 128.
    """
    pictures = np.asarray(images)
    if pictures.dtype != np.uint8 or pictures.ndim != 3 or not len(pictures):
        raise ValueError(f"fingerprints are of (n, S, S) uint8, found {pictures.dtype} {pictures.shape}")
    side = pictures.shape[1]
    if side != pictures.shape[2] or side % _REDUCED:
        raise ValueError(f"a picture's side is a multiple of {_REDUCED}, found {pictures.shape[1:]}")
    bands = [_patterns(picture, side // _REDUCED) for picture in pictures]
    return Fingerprints(*(np.stack([pair[k] for pair in bands]) for k in (0, 1)))


def grid(points: int) -> NDArray[np.float64]:
    """(P², 2) points a side within the margins, in half sides from the middle."""
    along = np.linspace(2 * MARGIN - 1, 1 - 2 * MARGIN, points)
    return np.stack(np.meshgrid(along, along, indexing="ij"), axis=-1).reshape(-1, 2)


def sampler(places: NDArray[np.float64]) -> sparse.csr_array:
    """(P, 64²) the linear map from a flat pattern to its values at (P, 2) places, bilinear."""
    at = np.clip((places + 1) / 2 * SIDE - 0.5, 0, SIDE - 1.001)
    corner = np.floor(at).astype(np.int64)
    part = at - corner
    rows, columns, weights = [], [], []
    for down, right in ((0, 0), (0, 1), (1, 0), (1, 1)):
        rows.append(np.arange(len(at)))
        columns.append((corner[:, 0] + down) * SIDE + corner[:, 1] + right)
        weights.append(np.abs(1 - down - part[:, 0]) * np.abs(1 - right - part[:, 1]))
    values = np.concatenate(weights).astype(np.float32)
    return sparse.csr_array(
        (values, (np.concatenate(rows), np.concatenate(columns))), shape=(len(at), SIDE * SIDE)
    )


def standardised(patterns: Floats) -> Floats:
    """(P, n) columns of mean 0 and length 1, so that a product is a correlation; a flat one becomes 0."""
    away = patterns - patterns.mean(axis=0)
    length = np.sqrt(np.einsum("pn,pn->n", away, away))
    even: Floats = away / np.where(length > 0, length, 1)
    return even


def _patterns(picture: NDArray[np.uint8], factor: int) -> tuple[Floats, Floats]:
    ranks = _blocks(_ranks(picture), factor)
    return _band(ranks, *_FINE), _band(ranks, *_COARSE)


def _ranks(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    """(S, S) the share of pixels below each pixel, ties counting half; all that is dark is one tie."""
    counts = np.bincount(np.maximum(picture, _DARK).ravel(), minlength=256)
    below: NDArray[np.float64] = (np.cumsum(counts) - counts / 2) / picture.size
    return below[np.maximum(picture, _DARK)]


def _band(ranks: NDArray[np.float64], blurred_px: float, taken_off_px: float) -> Floats:
    """(64, 64) what lies between two blurs, its contrast made even over the wider one."""
    band = ndimage.gaussian_filter(ranks, blurred_px) - ndimage.gaussian_filter(ranks, taken_off_px)
    contrast = np.sqrt(np.maximum(ndimage.gaussian_filter(band**2, taken_off_px), 0))
    if contrast.max() < 1e-9:  # rounding, of a flat picture
        return np.zeros((SIDE, SIDE), dtype=np.float32)
    even = band / (contrast + _FLATNESS * contrast.mean())
    return _blocks(even, _REDUCED // SIDE).astype(np.float32)


def _blocks(picture: NDArray[np.float64], factor: int) -> NDArray[np.float64]:
    """Mean of each block of factor by factor pixels."""
    side = len(picture) // factor
    means: NDArray[np.float64] = picture.reshape(side, factor, side, factor).mean(axis=(1, 3))
    return means
