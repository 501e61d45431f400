"""How near predicted landmarks are to the true ones, with missing and surplus ones never lost from sight.

A landmark that is in the truth alone is *missing*, one in the prediction alone *surplus*, one in both
*matched*, one in neither nothing at all. Distances exist for matched ones only; a share *of all* counts a
missing or a surplus landmark as wrong, a share *of matched* leaves them out, and each name says which.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True, eq=False)
class LandmarkAgreement:
    """The landmarks of many frames.

    Parameters
    ----------
    distance_px, reference_px, matched_frame
        (M,) of each matched landmark: how far it is off, its frame's reference length, its frame.
    missing_frame, surplus_frame
        (A,) and (B,) the frame of each missing and of each surplus landmark.
    absent_in_both
        How many were rightly not given.
    """

    distance_px: NDArray[np.float64]
    reference_px: NDArray[np.float64]
    matched_frame: NDArray[np.int64]
    missing_frame: NDArray[np.int64]
    surplus_frame: NDArray[np.int64]
    absent_in_both: int

    @property
    def missing(self) -> int:
        """How many true landmarks were not given."""
        return self.missing_frame.size

    @property
    def surplus(self) -> int:
        """How many were given where there is none."""
        return self.surplus_frame.size

    @property
    def median_distance_px(self) -> float | None:
        """Of the matched."""
        return self._quantile(0.5)

    @property
    def p95_distance_px(self) -> float | None:
        """Of the matched."""
        return self._quantile(0.95)

    def within(self, percent: float) -> NDArray[np.bool_]:
        """(M,) which matched ones are off by no more than this percentage of their reference length."""
        if not (np.isfinite(percent) and percent > 0):
            raise ValueError(f"a percentage of the reference length is above 0, found {percent}")
        near: NDArray[np.bool_] = self.distance_px <= self.reference_px * percent / 100
        return near

    def share_within_of_matched(self, percent: float) -> float | None:
        """Return the share of the matched that is near enough; None where none is matched."""
        near = self.within(percent)
        return float(near.mean()) if near.size else None

    def share_within_of_all(self, percent: float) -> float | None:
        """Return the share near enough of matched, missing and surplus ones; None without any."""
        outcomes, _ = self.outcomes_of_all(percent)
        return float(outcomes.mean()) if outcomes.size else None

    def outcomes_of_all(self, percent: float) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return (N,) 0 or 1 of every matched, missing and surplus landmark, and (N,) the frame of each."""
        wrong = np.zeros(self.missing + self.surplus)
        frames = np.concatenate([self.matched_frame, self.missing_frame, self.surplus_frame])
        return np.concatenate([self.within(percent).astype(np.float64), wrong]), frames

    def _quantile(self, q: float) -> float | None:
        if not self.distance_px.size:
            return None
        return float(np.quantile(self.distance_px, q, method="inverted_cdf"))


def landmark_agreement(truth: ArrayLike, predicted: ArrayLike, reference_px: ArrayLike) -> LandmarkAgreement:
    """Compare landmarks, each with its own counterpart.

    Parameters
    ----------
    truth, predicted
        (N, K, 2) x and y of K landmarks in N frames; both NaN where a landmark is absent.
    reference_px
        The length that percentages are of, such as the picture's height: one for all, or (N,).

    Raises
    ------
    ValueError
        The shapes differ, a landmark has one coordinate without the other or an infinite one, or a reference
        length is not above 0.
    """
    true, said = np.asarray(truth, np.float64), np.asarray(predicted, np.float64)
    if true.shape != said.shape or true.ndim != 3 or true.shape[2] != 2:
        raise ValueError(f"(N, K, 2) landmarks of the same frames, found {true.shape} and {said.shape}")
    reference = np.broadcast_to(np.asarray(reference_px, np.float64), (len(true),))
    if not np.all((reference > 0) & np.isfinite(reference)):
        raise ValueError("a reference length is a number of pixels above 0")
    there, given = _present(true), _present(said)  # (N, K)
    frame = np.broadcast_to(np.arange(len(true))[:, None], there.shape)
    matched = there & given
    return LandmarkAgreement(
        np.hypot(*(true[matched] - said[matched]).T),
        reference[frame[matched]],
        frame[matched],
        frame[there & ~given],
        frame[given & ~there],
        int(np.count_nonzero(~there & ~given)),
    )


def _present(points: NDArray[np.float64]) -> NDArray[np.bool_]:
    absent = np.isnan(points)
    if np.any(absent[..., 0] != absent[..., 1]) or np.any(np.isinf(points)):
        raise ValueError("a landmark has two finite coordinates, or neither")
    present: NDArray[np.bool_] = ~absent[..., 0]
    return present
