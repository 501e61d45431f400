"""Percentiles with distribution-free bounds.

The k-th smallest of n independent samples lies at or above the q-quantile with the probability that at
most k - 1 of them fall below it, which is binomial (n, q) whatever the distribution
(W. J. Conover, Practical Nonparametric Statistics, 3.2).
"""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from bench.measure.estimate import Estimate, checked


def percentile(values: ArrayLike, q: float, confidence: float) -> Estimate:
    """Return the q-quantile (0 < q < 1) with one-sided bounds from order statistics.

    The point is the smallest sample with at least a share q at or below it.
    """
    ordered = np.sort(np.asarray(values, dtype=np.float64))  # (N,)
    n = ordered.size
    upper, lower = _upper_rank(n, q, confidence), _lower_rank(n, q, confidence)
    method = "order statistics, binomial"
    if upper is None or lower is None:
        method += f"; both bounds need {_both_sides(q, confidence)} samples"
    return Estimate(
        statistic=f"p{100 * q:g}",
        n=n,
        point=float(ordered[max(math.ceil(q * n - 1e-9), 1) - 1]) if n else None,
        lower=None if lower is None else float(ordered[lower - 1]),
        upper=None if upper is None else float(ordered[upper - 1]),
        confidence=confidence,
        method=method,
    )


def samples_needed(q: float, confidence: float) -> int:
    """Return the fewest samples whose largest is an upper bound on the q-quantile."""
    return math.ceil(math.log1p(-checked(confidence)) / math.log(q) - 1e-12)


def _both_sides(q: float, confidence: float) -> int:
    return max(samples_needed(q, confidence), samples_needed(1 - q, confidence))


def _upper_rank(n: int, q: float, confidence: float) -> int | None:
    """Return the smallest rank k with P(X_(k) >= quantile) = P(Binomial(n, q) <= k - 1) >= confidence."""
    if n < samples_needed(q, confidence):
        return None
    return int(stats.binom.ppf(confidence, n, q)) + 1


def _lower_rank(n: int, q: float, confidence: float) -> int | None:
    """Return the largest rank k with P(X_(k) <= quantile), mirrored from the upper rank."""
    mirrored = _upper_rank(n, 1 - q, confidence)
    return None if mirrored is None else n + 1 - mirrored
