"""Membership inference: whether an image's score tells that a model was trained on it.

The attacker's score is any number that is higher for members: minus the model's loss, or the nearness of the
nearest generated image. The measure is the area under its ROC curve: 0.5 says that members cannot be told
from images that were never shown (R. Shokri et al., IEEE S&P 2017; D. Chen et al., ACM CCS 2020).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bench.measure.images.detectability import auc
from bench.measure.images.feature_sets import comparable

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from bench.measure.estimate import Estimate
    from bench.measure.images.feature_sets import FeatureSet


MIN_SCORES = 30  # of each; below, a bound near chance says nothing
_ROWS = 1024


def membership(
    members: ArrayLike, others: ArrayLike, confidence: float, *, name: str = "membership_auc"
) -> Estimate:
    """Return the area under the attacker's ROC curve with bounds, the score's direction fixed beforehand.

    Parameters
    ----------
    members, others
        (n,) and (m,) scores, higher where the attacker says member.
    """
    scores = [np.asarray(each, dtype=np.float64) for each in (members, others)]
    if any(each.ndim != 1 or each.size < MIN_SCORES for each in scores):
        shapes = " and ".join(str(each.shape) for each in scores)
        raise ValueError(f"an attack is measured on {MIN_SCORES} scores of each or more, found {shapes}")
    return auc(scores[0], scores[1], confidence, name=name)


def nearest_scores(candidates: FeatureSet, generated: FeatureSet) -> NDArray[np.float64]:
    """(n,) minus each candidate's distance to the nearest generated image."""
    comparable(candidates, generated)
    squares = np.einsum("nd,nd->n", generated.values, generated.values)
    nearest = np.empty(candidates.n)
    for start in range(0, candidates.n, _ROWS):
        part = candidates.values[start : start + _ROWS]
        squared = np.einsum("nd,nd->n", part, part)[:, None] + squares - 2 * part @ generated.values.T
        nearest[start : start + _ROWS] = np.sqrt(np.clip(squared.min(axis=1), 0, None))
    return -nearest
