"""Fréchet distance between two sets of image features, each taken for a Gaussian.

M. Heusel et al., NeurIPS 2017; the distance is that of D. Dowson and B. Landau, J. Multivariate Anal. 12
(1982) 450. It is biased upwards at small n (M. Bińkowski et al., ICLR 2018), so it is only comparable at the
same n, and is read against a real-against-real floor of that n.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bench.measure.bootstrap import MIN_SUBJECTS
from bench.measure.estimate import Estimate, checked
from bench.measure.images.feature_sets import comparable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bench.measure.images.feature_sets import FeatureSet

    Floats = NDArray[np.float64]


def frechet_distance(one: FeatureSet, other: FeatureSet) -> float:
    """Return the squared Fréchet distance of two sets' Gaussians.

    Raises
    ------
    ValueError
        The features are of two origins, or a set has no more images than features: its covariance would be
        singular and the distance an accident of n.
    """
    comparable(one, other)
    for each in (one, other):
        if each.n <= each.dimension:
            raise ValueError(f"{each.n} images do not fix a Gaussian of {each.dimension} features")
    return gaussian_distance(*_moments(one.values), *_moments(other.values))


def gaussian_distance(
    mean: Floats, covariance: Floats, other_mean: Floats, other_covariance: Floats
) -> float:
    """Return the squared Fréchet distance of two Gaussians from their (d,) means and (d, d) covariances.

    The trace of the root of the product is that of the root of a symmetric product, whose eigenvalues are
    real and not negative: nothing complex arises, and rounding cannot make a root of a negative number.
    """
    root = _root(covariance)
    spectrum = np.linalg.eigvalsh(root @ other_covariance @ root)
    overlap = float(np.sqrt(np.clip(spectrum, 0, None)).sum())
    away = mean - other_mean
    distance = float(away @ away) + float(np.trace(covariance) + np.trace(other_covariance)) - 2 * overlap
    return max(distance, 0.0)


def frechet(
    one: FeatureSet,
    other: FeatureSet,
    confidence: float,
    *,
    draws: int = 200,
    seed: int = 0,
    name: str = "frechet",
) -> Estimate:
    """Return the distance with bounds that resample the subjects of both sets.

    Resampling repeats images and so raises the distance itself; the draws are brought back to the point, and
    the bounds are those of the distance *at this n*, its small-sample bias included.
    """
    point = frechet_distance(one, other)
    subjects = [int(each.cluster().max()) + 1 for each in (one, other)]
    method = (
        f"{one.origin}; {one.n} and {other.n} images; "
        f"bootstrap over {' and '.join(map(str, subjects))} subjects, recentred"
    )
    n = min(one.n, other.n)
    if min(subjects) < MIN_SUBJECTS:
        method += f"; needs {MIN_SUBJECTS}"
        return Estimate(name, n, point, None, None, checked(confidence), method)
    random = np.random.default_rng(seed)
    drawn = np.array([gaussian_distance(*_drawn(one, random), *_drawn(other, random)) for _ in range(draws)])
    low, high = np.quantile(drawn - drawn.mean(), [1 - checked(confidence), confidence])
    lower, upper = max(point + float(low), 0.0), point + float(high)
    return Estimate(name, n, point, lower, upper, confidence, method)


def _moments(values: Floats) -> tuple[Floats, Floats]:
    return values.mean(axis=0), np.atleast_2d(np.cov(values, rowvar=False))


def _drawn(features: FeatureSet, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Moments of as many subjects drawn with replacement, each weighing as often as it was drawn."""
    cluster = features.cluster()
    subjects = int(cluster.max()) + 1
    weights = random.multinomial(subjects, np.full(subjects, 1 / subjects))[cluster]
    covariance = np.atleast_2d(np.cov(features.values, rowvar=False, fweights=weights))
    mean: Floats = np.average(features.values, axis=0, weights=weights)
    return mean, covariance


def _root(covariance: Floats) -> Floats:
    """Symmetric root of a symmetric matrix whose eigenvalues are not negative but for rounding."""
    spectrum, vectors = np.linalg.eigh(covariance)
    root: Floats = (vectors * np.sqrt(np.clip(spectrum, 0, None))) @ vectors.T
    return root
