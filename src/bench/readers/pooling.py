"""One figure from several readers of the same pictures, with an interval that speaks of other readers too.

Readers who judge the same pictures share what is hard about them, and readers differ. The mean over readers
therefore varies with both, as in the model of N. A. Obuchowski and H. E. Rockette (Commun. Stat. Simul. 24
(1995) 285) for one modality: Var = (MS(readers) + R·Cov₂)/R, with the degrees of freedom of S. L. Hillis
(Stat. Med. 26 (2007) 596). Cov₂, the covariance of two readers through the pictures, comes from components:
what each picture adds to each reader's figure (of the AUC: E. R. DeLong et al., Biometrics 44 (1988) 837).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from bench.measure import Estimate

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pooled:
    """The mean over readers: for readers like these, and for these very readers alone."""

    readers_like_these: Estimate
    these_readers: Estimate


def pooled(
    name: str,
    points: ArrayLike,
    components: Sequence[ArrayLike],
    confidence: float,
    limits: tuple[float, float] | None = None,
) -> Pooled:
    """Return the mean over readers with both intervals.

    Parameters
    ----------
    points
        (R,) figure of each reader.
    components
        For each group of pictures, (R, n): what every picture adds, so that a reader's figure has the
        variance of the components over n, summed over the groups.
    confidence
        Of each one-sided bound.
    limits
        What the figure cannot pass; bounds are cut there.
    """
    figures = np.asarray(points, dtype=np.float64)  # (R,)
    groups = [np.asarray(group, dtype=np.float64) for group in components]
    count, cases = figures.size, sum(group.shape[1] for group in groups)
    covariance = sum((_of_mean(group) for group in groups), np.zeros((count, count)))
    like_these = _over_readers(name, figures, covariance, cases, confidence)
    error = math.sqrt(max(float(covariance.mean()), 0.0))
    reach = float(stats.norm.ppf(confidence))
    these = _bounded(
        name, cases, float(figures.mean()), error * reach, confidence, f"normal, these {count} readers"
    )
    return Pooled(_cut(like_these, limits), _cut(these, limits))


def _of_mean(components: Floats) -> Floats:
    """Return the (R, R) covariance of the readers' means over pictures."""
    covariance: Floats = np.atleast_2d(np.cov(components)) / components.shape[1]
    return covariance


def _over_readers(name: str, figures: Floats, covariance: Floats, cases: int, confidence: float) -> Estimate:
    count, point = figures.size, float(figures.mean())
    method = f"Obuchowski-Rockette over {count} readers"
    if count < 2:
        return Estimate(name, cases, point, None, None, confidence, f"{method}; needs 2")
    own = float(np.trace(covariance)) / count
    shared = max(float((covariance.sum() - np.trace(covariance)) / (count * (count - 1))), 0.0)
    between = max(
        float(figures.var(ddof=1)), own - shared
    )  # readers differ by as much through pictures alone
    whole = between + count * shared
    freedom = (count - 1) * (whole / between) ** 2 if between > 0 else math.inf
    half = float(stats.t.ppf(confidence, freedom)) * math.sqrt(whole / count)
    return _bounded(name, cases, point, half, confidence, method)


def _bounded(name: str, cases: int, point: float, half: float, confidence: float, method: str) -> Estimate:
    """Return the estimate, without bounds where no picture and no reader differs: spread says nothing."""
    if half == 0:
        return Estimate(name, cases, point, None, None, confidence, f"{method}; nothing varies")
    return Estimate(name, cases, point, point - half, point + half, confidence, method)


def _cut(found: Estimate, limits: tuple[float, float] | None) -> Estimate:
    if limits is None or found.lower is None or found.upper is None:
        return found
    return replace(found, lower=max(found.lower, limits[0]), upper=min(found.upper, limits[1]))
