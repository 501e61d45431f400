"""Agreement of two outlines within a tolerance: the normalised surface distance (NSD), or surface Dice.

The share of both boundaries' pixels that have a pixel of the other boundary within the tolerance
(S. Nikolov et al., J. Med. Internet Res. 23 (2021) e26151), in its plane form: every boundary pixel counts as
one, whatever the outline's slope there. A mask's boundary is its pixels with one of their four neighbours
outside the mask; beyond the picture's edge everything is outside. Distances are Euclidean, between pixel
centres.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class SurfaceAgreement:
    """Boundary pixels of truth and prediction, and how many of each are near the other's.

    Sums of several frames are pooled: ``a + b`` counts the boundaries of both.
    """

    tolerance_px: float
    truth_px: int
    predicted_px: int
    truth_near_px: int
    predicted_near_px: int

    def __add__(self, other: SurfaceAgreement) -> SurfaceAgreement:
        if self.tolerance_px != other.tolerance_px:
            raise ValueError(f"tolerances of {self.tolerance_px} and {other.tolerance_px} px do not add up")
        return SurfaceAgreement(
            self.tolerance_px,
            self.truth_px + other.truth_px,
            self.predicted_px + other.predicted_px,
            self.truth_near_px + other.truth_near_px,
            self.predicted_near_px + other.predicted_near_px,
        )

    @property
    def name(self) -> str:
        """What the number is called: it means nothing without its tolerance."""
        return f"nsd_{self.tolerance_px:g}px"

    @property
    def nsd(self) -> float | None:
        """The share, 0 where one mask alone is empty; None where both are, as there is nothing to score."""
        whole = self.truth_px + self.predicted_px
        return (self.truth_near_px + self.predicted_near_px) / whole if whole else None


def surface_agreement(truth: ArrayLike, predicted: ArrayLike, tolerance_px: float) -> SurfaceAgreement:
    """Compare the outlines of two masks.

    Parameters
    ----------
    truth, predicted
        (H, W) bool.
    tolerance_px
        How far apart two boundary pixels may be, at least 0.
    """
    true, said = np.asarray(truth, np.bool_), np.asarray(predicted, np.bool_)
    if true.shape != said.shape or true.ndim != 2:
        raise ValueError(f"two masks of one picture, found {true.shape} and {said.shape}")
    if not (np.isfinite(tolerance_px) and tolerance_px >= 0):
        raise ValueError(f"a tolerance is a number of pixels, at least 0, found {tolerance_px}")
    of_truth, of_said = boundary(true), boundary(said)
    return SurfaceAgreement(
        tolerance_px,
        int(of_truth.sum()),
        int(of_said.sum()),
        _near(of_truth, of_said, tolerance_px),
        _near(of_said, of_truth, tolerance_px),
    )


def boundary(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(H, W) the pixels of a mask with a neighbour above, below, left or right that is outside it."""
    inside: NDArray[np.bool_] = ndimage.binary_erosion(mask, border_value=0)
    return mask & ~inside


def _near(these: NDArray[np.bool_], those: NDArray[np.bool_], tolerance_px: float) -> int:
    if not those.any():
        return 0
    distance: NDArray[np.float64] = ndimage.distance_transform_edt(~those)
    return int(np.count_nonzero(distance[these] <= tolerance_px))
