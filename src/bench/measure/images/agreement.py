"""Agreement of raters beyond what chance would give: kappa, with bounds from leaving out one item at a time.

Two raters: J. Cohen, Educ. Psychol. Meas. 20 (1960) 37; for ordered categories with quadratic weights,
Psychol. Bull. 70 (1968) 213. Any number of raters: J. Fleiss, Psychol. Bull. 76 (1971) 378.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from bench.measure.estimate import Estimate, checked
from bench.measure.images.jackknife import jackknife_of_means

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


def cohen_kappa(
    one: ArrayLike,
    other: ArrayLike,
    categories: int,
    confidence: float,
    *,
    weights: Literal["none", "quadratic"] = "none",
    name: str = "cohen_kappa",
) -> Estimate:
    """Return Cohen's kappa of two raters; no point where both gave every item the same one category.

    Parameters
    ----------
    one, other
        (n,) categories, whole numbers from 0.
    weights
        ``quadratic`` where categories are ordered and near misses count as such.
    """
    if weights not in ("none", "quadratic"):
        raise ValueError(f"weights are none or quadratic, found {weights}")
    ratings = np.stack([np.asarray(one), np.asarray(other)], axis=1)  # (n, 2)
    chosen = _one_hot(ratings, categories)  # (n, 2, C)
    distance = np.abs(np.subtract.outer(np.arange(categories), np.arange(categories)))
    cost = (distance > 0).astype(np.float64) if weights == "none" else distance.astype(np.float64) ** 2
    pairs = np.einsum("nc,nd->ncd", chosen[:, 0], chosen[:, 1]).reshape(len(ratings), -1)

    def kappa(shares: Floats) -> float:
        table = shares.reshape(categories, categories)
        by_chance = np.outer(table.sum(axis=1), table.sum(axis=0))
        return _beyond_chance(float((cost * table).sum()), float((cost * by_chance).sum()))

    return _kappa(pairs, kappa, confidence, name, f"Cohen, weights {weights}; {categories} categories")


def fleiss_kappa(
    ratings: ArrayLike, categories: int, confidence: float, *, name: str = "fleiss_kappa"
) -> Estimate:
    """Return Fleiss's kappa; no point where every rating is of the same one category.

    Parameters
    ----------
    ratings
        (n, R) the category, from 0, that each of R raters gave each item.
    """
    given = np.asarray(ratings)
    counts = _one_hot(given, categories).sum(axis=1)  # (n, C)
    raters = given.shape[1]
    if raters < 2:
        raise ValueError("agreement needs two raters")
    agreeing = (counts * (counts - 1)).sum(axis=1) / (raters * (raters - 1))

    def kappa(means: Floats) -> float:
        return _beyond_chance(1 - float(means[0]), 1 - float(((means[1:] / raters) ** 2).sum()))

    method = f"Fleiss; {raters} raters, {categories} categories"
    return _kappa(np.column_stack([agreeing, counts]), kappa, confidence, name, method)


def _beyond_chance(disagreement: float, by_chance: float) -> float:
    return 1 - disagreement / by_chance if by_chance > 0 else np.nan


def _kappa(
    samples: Floats, kappa: Callable[[Floats], float], confidence: float, name: str, method: str
) -> Estimate:
    """Bounds of kappa, none where leaving out one item leaves a single category."""
    n, whole = len(samples), samples.sum(axis=0)
    point = kappa(whole / n)
    without = [kappa((whole - row) / (n - 1)) for row in samples] if n > 1 else [np.nan]
    if np.isnan([point, *without]).any():
        known = None if np.isnan(point) else point
        return Estimate(name, n, known, None, None, checked(confidence), f"{method}; too little variation")
    return jackknife_of_means(samples, kappa, confidence, name=name, n=n, method=method)


def _one_hot(ratings: NDArray[np.generic], categories: int) -> Floats:
    """(n, R, C) from (n, R) categories."""
    if ratings.ndim != 2 or not ratings.size or not np.issubdtype(ratings.dtype, np.integer):
        raise ValueError(f"ratings are whole numbers, items by raters, found {ratings.dtype} {ratings.shape}")
    numbers = ratings.astype(np.int64)
    if numbers.min() < 0 or numbers.max() >= categories:
        raise ValueError(f"ratings lie from {numbers.min()} to {numbers.max()} of {categories} categories")
    chosen: Floats = np.eye(categories)[numbers]
    return chosen
