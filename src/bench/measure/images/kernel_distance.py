"""Kernel distance between two sets of image features (KID): the unbiased squared maximum mean discrepancy.

With the cubic kernel (x·y / d + 1)³ of M. Bińkowski et al., ICLR 2018. All images enter one U-statistic;
sets of several thousand need no random subsets, which only add noise. Unbiased means that the distance of
equal distributions is 0 on average, hence often below 0: it is never divided by one that may be 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from bench.measure.estimate import Estimate, checked
from bench.measure.images.feature_sets import comparable
from bench.measure.images.jackknife import MIN_LEFT_OUT, jackknife, jackknife_covariance

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bench.measure.images.feature_sets import FeatureSet

    Floats = NDArray[np.float64]

_ROWS = 1024  # of the kernel matrix at once


def mmd2(one: FeatureSet, other: FeatureSet, *, biased: bool = False) -> float:
    """Return the squared discrepancy of two sets, unbiased unless told.

    Parameters
    ----------
    biased
        Each image's kernel with itself counts too (the V-statistic): never below 0, and too large by what
        falls as 1 / n, so that it compares at the same n alone.
    """
    comparable(one, other)
    within = [_between(each, each) if biased else _within(each) for each in (one, other)]
    return within[0].mean() + within[1].mean() - 2 * _between(one, other).mean()


def biased_mmd2(one: FeatureSet, other: FeatureSet) -> float:
    """Return the V-statistic, under a name of its own for a floor."""
    return mmd2(one, other, biased=True)


def kernel_distance(one: FeatureSet, other: FeatureSet, confidence: float, *, name: str = "kid") -> Estimate:
    """Return the distance with bounds from leaving out one subject of either set at a time."""
    comparable(one, other)
    first, second, across = _within(one), _within(other), _between(one, other)
    return jackknife(
        first.mean() + second.mean() - 2 * across.mean(),
        [
            first.without() + second.mean() - 2 * across.without_row(),
            first.mean() + second.without() - 2 * across.without_column(),
        ],
        confidence,
        name=name,
        n=min(one.n, other.n),
        method=f"{one.origin}; {one.n} and {other.n} images",
    )


def kernel_ratio(
    part: FeatureSet,
    base: FeatureSet,
    reference: FeatureSet,
    confidence: float,
    *,
    paired: bool = False,
    name: str = "kid_ratio",
) -> Estimate:
    """Return how much farther a set is from the reference than another one is, with Fieller's bounds.

    The reference enters both distances, which therefore rise and fall together; so do the two sets where
    their images are made in pairs. An upper bound of r says what ``distance(part) - r·distance(base)`` below
    0 says. Where the base's distance is not shown to be above 0 there are no bounds.

    Parameters
    ----------
    paired
        Image k of both sets has the same seed and condition: they are left out together.
    """
    comparable(part, base, reference)
    if paired and not np.array_equal(part.cluster(), base.cluster()):
        raise ValueError(f"{part.n} and {base.n} images are not pairs of the same subjects")
    upper, lower = _Parts.of(part, reference), _Parts.of(base, reference)
    points = np.array([upper.point, lower.point])
    covariance = jackknife_covariance(_left_out(upper, lower, paired))
    n = min(part.n, base.n, reference.n)
    fewest = min(len(upper.without), len(lower.without), len(upper.without_reference))
    method = f"{part.origin}; {part.n} and {base.n} against {reference.n} images; Fieller over a jackknife"
    ratio = float(points[0] / points[1]) if points[1] else None
    bounds = _fieller(points, covariance, float(stats.t.ppf(checked(confidence), fewest - 1)))
    if bounds is None or fewest < MIN_LEFT_OUT:
        method += f"; needs {MIN_LEFT_OUT} subjects and a base whose distance is shown to be above 0"
        return Estimate(name, n, ratio, None, None, confidence, method)
    return Estimate(name, n, ratio, *bounds, confidence, method)


def _left_out(upper: _Parts, lower: _Parts, paired: bool) -> list[Floats]:
    """(G, 2) both distances without each subject of the reference, then of the sets."""
    shared = np.stack([upper.without_reference, lower.without_reference], axis=1)
    if paired:
        return [shared, np.stack([upper.without, lower.without], axis=1)]
    alone = [
        np.stack([upper.without, np.full(len(upper.without), lower.point)], axis=1),
        np.stack([np.full(len(lower.without), upper.point), lower.without], axis=1),
    ]
    return [shared, *alone]


def _fieller(points: Floats, covariance: Floats, reach: float) -> tuple[float, float] | None:
    """Ratios r at which ``points[0] - r·points[1]`` lies within its reach of 0 (E. Fieller, 1954)."""
    a = points[1] ** 2 - reach**2 * covariance[1, 1]
    b = points[0] * points[1] - reach**2 * covariance[0, 1]
    c = points[0] ** 2 - reach**2 * covariance[0, 0]
    if points[1] <= 0 or a <= 0:
        return None
    half = float(np.sqrt(max(b**2 - a * c, 0.0)))
    return float((b - half) / a), float((b + half) / a)


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """One distance, and the same without each subject of the set and of the reference."""

    point: float
    without: Floats
    without_reference: Floats

    @classmethod
    def of(cls, features: FeatureSet, reference: FeatureSet) -> _Parts:
        own, whole, across = _within(features), _within(reference), _between(features, reference)
        return cls(
            own.mean() + whole.mean() - 2 * across.mean(),
            own.without() + whole.mean() - 2 * across.without_row(),
            own.mean() + whole.without() - 2 * across.without_column(),
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """Kernel sums of pairs of subjects.

    Parameters
    ----------
    pairs
        (G, H) the kernel summed over the images of each pair of subjects; of a set with itself without the
        pairs of an image with itself.
    rows, columns
        (G,) and (H,) images of each subject.
    """

    pairs: Floats
    rows: Floats
    columns: Floats
    itself: bool

    def mean(self) -> float:
        n = self.rows.sum()
        return float(self.pairs.sum() / (n * (n - 1) if self.itself else n * self.columns.sum()))

    def without(self) -> Floats:
        """Means of a set with itself without each subject."""
        left = self.rows.sum() - self.rows
        kept: Floats = self.pairs.sum() - 2 * self.pairs.sum(axis=1) + np.diag(self.pairs)
        return np.asarray(kept / (left * (left - 1)))

    def without_row(self) -> Floats:
        """Means without each subject of the first set."""
        kept: Floats = self.pairs.sum() - self.pairs.sum(axis=1)
        return np.asarray(kept / ((self.rows.sum() - self.rows) * self.columns.sum()))

    def without_column(self) -> Floats:
        """Means without each subject of the second set."""
        kept: Floats = self.pairs.sum() - self.pairs.sum(axis=0)
        return np.asarray(kept / ((self.columns.sum() - self.columns) * self.rows.sum()))


def _within(features: FeatureSet) -> _Sums:
    if features.n < 4:
        raise ValueError(f"{features.n} images have too few pairs for a kernel distance")
    sums = _between(features, features)
    own = np.bincount(features.cluster(), weights=_kernel_of_itself(features))
    return _Sums(sums.pairs - np.diag(own), sums.rows, sums.columns, itself=True)


def _between(one: FeatureSet, other: FeatureSet) -> _Sums:
    clusters = one.cluster(), other.cluster()
    counts = [np.bincount(each).astype(np.float64) for each in clusters]
    pairs = np.zeros((counts[0].size, counts[1].size))
    for start in range(0, one.n, _ROWS):
        chosen = slice(start, start + _ROWS)
        kernel = (one.values[chosen] @ other.values.T / one.dimension + 1) ** 3
        if other.subjects:
            kernel = np.stack([np.bincount(clusters[1], weights=row) for row in kernel])
        np.add.at(pairs, clusters[0][chosen], kernel)
    return _Sums(pairs, counts[0], counts[1], itself=False)


def _kernel_of_itself(features: FeatureSet) -> Floats:
    squares: Floats = np.einsum("nd,nd->n", features.values, features.values)
    return (squares / features.dimension + 1) ** 3
