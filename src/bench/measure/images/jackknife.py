"""Bounds from leaving out one subject at a time, for statistics of one or several independent samples.

The delete-one variance of B. Efron and C. Stein, Ann. Stat. 9 (1981) 586, is on average too large rather than
too small; of independent samples the variances add up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from bench.measure.estimate import Estimate, checked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MIN_LEFT_OUT = 10  # fewer subjects than this say too little of how much they vary


def jackknife_covariance(left_out: Sequence[Floats]) -> Floats:
    """Return the covariance of statistics from their values with one subject left out.

    Parameters
    ----------
    left_out
        For each independent sample (G, P): P statistics without each of its G subjects.

    Returns
    -------
    (P, P).
    """
    total = np.zeros((left_out[0].shape[1],) * 2)
    for values in left_out:
        away = values - values.mean(axis=0)
        total += (len(values) - 1) / len(values) * away.T @ away
    return total


def jackknife(
    point: float, left_out: Sequence[Floats], confidence: float, *, name: str, n: int, method: str
) -> Estimate:
    """Return a statistic with Student bounds from its values without each subject.

    Parameters
    ----------
    left_out
        For each independent sample (G,).
    """
    fewest = min(len(values) for values in left_out)
    method = f"{method}; jackknife over {' and '.join(str(len(values)) for values in left_out)} subjects"
    if fewest < MIN_LEFT_OUT:
        method += f"; needs {MIN_LEFT_OUT}"
        return Estimate(name, n, point, None, None, checked(confidence), method)
    spread = float(np.sqrt(jackknife_covariance([values[:, None] for values in left_out])[0, 0]))
    half = float(stats.t.ppf(checked(confidence), fewest - 1)) * spread
    return Estimate(name, n, point, point - half, point + half, confidence, method)


def jackknife_of_means(
    samples: Floats,
    statistic: Callable[[Floats], float],
    confidence: float,
    *,
    name: str,
    n: int,
    method: str,
) -> Estimate:
    """Return a statistic of means, leaving out one row of samples at a time.

    Parameters
    ----------
    samples
        (G, P) of G independent subjects: the P quantities whose means the statistic takes.
    n
        What the estimate counts as its samples.
    """
    total = samples.sum(axis=0)
    point = float(statistic(total / len(samples)))
    if len(samples) < 2:
        return Estimate(name, n, point, None, None, checked(confidence), f"{method}; needs {MIN_LEFT_OUT}")
    without = np.array([statistic((total - row) / (len(samples) - 1)) for row in samples])
    return jackknife(point, [without], confidence, name=name, n=n, method=method)
