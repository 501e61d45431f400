"""Whether generated images look like real ones, and whether they cover them: counts of nearest neighbours.

Precision and recall: T. Kynkäänniemi et al., NeurIPS 2019. Density and coverage: M. Naeem et al., ICML 2020.
Each image's neighbourhood is the ball that reaches its k-th nearest other image of the same set; all four
numbers depend on k, on the features and on both n.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bench.measure.images.feature_sets import comparable
from bench.measure.statistic import estimate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from bench.measure.estimate import Estimate
    from bench.measure.images.feature_sets import FeatureSet

    Floats = NDArray[np.float64]

_ROWS = 1024  # of the distance matrix at once


@dataclass(frozen=True, slots=True)
class Manifold:
    """Four shares, each with bounds over the images that it counts while the other set stays as it is.

    Parameters
    ----------
    precision
        Generated images within a real image's neighbourhood.
    recall
        Real images within a generated image's neighbourhood.
    density
        Real neighbourhoods that a generated image lies in, over k: about 1 for equal sets, and may be above.
    coverage
        Real images with a generated one in their neighbourhood.
    """

    k: int
    precision: Estimate
    recall: Estimate
    density: Estimate
    coverage: Estimate


@dataclass(frozen=True, slots=True, eq=False)
class Neighbourhoods:
    """What is counted of each image.

    Parameters
    ----------
    around
        (m,) how many real neighbourhoods each generated image lies in.
    recalled, covered
        (n,) whether each real image lies in a generated neighbourhood, and whether its own holds a generated
        image.
    """

    around: NDArray[np.int64]
    recalled: NDArray[np.bool_]
    covered: NDArray[np.bool_]


def manifold(real: FeatureSet, generated: FeatureSet, k: int, confidence: float) -> Manifold:
    """Share out who lies within whose neighbourhood."""
    found = neighbourhoods(real, generated, k)
    origin = f"{real.origin}; k {k}; {real.n} real and {generated.n} generated images"
    return Manifold(
        k,
        _counted(found.around > 0, "proportion", generated, "precision", confidence, origin),
        _counted(found.recalled, "proportion", real, "recall", confidence, origin),
        _counted(found.around / k, "mean", generated, "density", confidence, origin),
        _counted(found.covered, "proportion", real, "coverage", confidence, origin),
    )


def neighbourhoods(real: FeatureSet, generated: FeatureSet, k: int) -> Neighbourhoods:
    """Find who lies within whose neighbourhood.

    Raises
    ------
    ValueError
        The features are of two origins, or a set has no k other images for each.
    """
    comparable(real, generated)
    if not 1 <= k < min(real.n, generated.n):
        raise ValueError(f"no {k} neighbours of each among {real.n} and {generated.n} images")
    real_reach, generated_reach = _reach(real.values, k), _reach(generated.values, k)
    around = np.zeros(generated.n, dtype=np.int64)
    recalled, covered = np.zeros(real.n, dtype=np.bool_), np.zeros(real.n, dtype=np.bool_)
    for rows, distances in _distances(real.values, generated.values):
        within = distances <= real_reach[rows, None]
        around += within.sum(axis=0)
        covered[rows] = within.any(axis=1)
        recalled[rows] = (distances <= generated_reach).any(axis=1)
    return Neighbourhoods(around, recalled, covered)


def _counted(
    values: Floats | NDArray[np.bool_],
    statistic: str,
    images: FeatureSet,
    name: str,
    confidence: float,
    origin: str,
) -> Estimate:
    found = estimate(values, statistic, confidence, images.subjects or None)
    return replace(found, statistic=name, method=f"{origin}; {found.method}, the other set fixed")


def _reach(values: Floats, k: int) -> Floats:
    """(n,) distance to the k-th nearest other image of the set."""
    reach = np.empty(len(values))
    for rows, distances in _distances(values, values):
        distances[np.arange(len(distances)), np.arange(rows.start, rows.start + len(distances))] = np.inf
        reach[rows] = np.partition(distances, k - 1, axis=1)[:, k - 1]
    return reach


def _distances(one: Floats, other: Floats) -> Iterator[tuple[slice, Floats]]:
    """Yield rows and their (rows, m) Euclidean distances, a part of the matrix at a time."""
    middle = one.mean(axis=0)  # differences of large numbers would lose what tells near images apart
    one, other = one - middle, other - middle
    squares = np.einsum("nd,nd->n", other, other)
    for start in range(0, len(one), _ROWS):
        rows = slice(start, min(start + _ROWS, len(one)))
        part = one[rows]
        squared = np.einsum("nd,nd->n", part, part)[:, None] + squares - 2 * part @ other.T
        yield rows, np.sqrt(np.clip(squared, 0, None))
