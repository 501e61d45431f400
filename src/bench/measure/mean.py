"""Means with Student bounds, and equivalence by two one-sided tests."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from bench.measure.bootstrap import bootstrap, pooled_mean
from bench.measure.estimate import Estimate, checked


@dataclass(frozen=True)
class Equivalence:
    """Whether a mean difference lies within ±margin, both one-sided tests at the estimate's confidence."""

    estimate: Estimate
    margin: float
    holds: bool


def mean(values: ArrayLike, confidence: float, groups: Sequence[str] | None = None) -> Estimate:
    """Return a mean with one-sided Student bounds, or BCa bounds by subject where samples cluster."""
    sample = np.asarray(values, dtype=np.float64)  # (N,)
    if groups is not None:
        return bootstrap(sample, groups, pooled_mean, confidence, name="mean")
    n = sample.size
    if n < 2:
        point = float(sample[0]) if n else None
        return Estimate("mean", n, point, None, None, checked(confidence), "Student; needs 2 samples")
    point, reach = float(sample.mean()), float(stats.t.ppf(checked(confidence), n - 1))
    half = reach * float(sample.std(ddof=1)) / math.sqrt(n)
    return Estimate("mean", n, point, point - half, point + half, confidence, "Student")


def equivalent(
    differences: ArrayLike, margin: float, confidence: float, groups: Sequence[str] | None = None
) -> Equivalence:
    """Say whether a mean difference is shown to lie within ±margin (two one-sided tests)."""
    if margin <= 0:
        raise ValueError(f"margin {margin} is not above 0")
    found = mean(differences, confidence, groups)
    holds = (
        found.lower is not None
        and found.upper is not None
        and -margin <= found.lower
        and found.upper <= margin
    )
    return Equivalence(found, margin, holds)
