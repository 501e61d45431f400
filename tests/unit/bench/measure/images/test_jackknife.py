"""Bounds from leaving out one subject at a time."""

import numpy as np
import pytest
from scipy import stats

from bench.measure.images.jackknife import (
    MIN_LEFT_OUT,
    jackknife,
    jackknife_covariance,
    jackknife_of_means,
)

pytestmark = pytest.mark.verifies("SRS-186", purpose="implementation")


def test_of_a_mean_it_is_students_interval() -> None:
    """The jackknife's variance of a mean is the usual one exactly."""
    values = np.random.default_rng(0).exponential(size=25)
    found = jackknife_of_means(
        values[:, None], lambda means: float(means[0]), 0.95, name="mean", n=25, method="plain"
    )
    half = float(stats.t.ppf(0.95, 24)) * values.std(ddof=1) / 5
    assert (found.lower, found.point, found.upper) == pytest.approx(
        (values.mean() - half, values.mean(), values.mean() + half)
    )


def test_variances_of_independent_samples_add_up() -> None:
    """Of a difference of two means: s²/n + t²/m."""
    random = np.random.default_rng(1)
    one, other = random.normal(size=20), 3 * random.normal(size=30)
    without = [(values.sum() - values) / (values.size - 1) * sign for values, sign in ((one, 1), (other, -1))]
    found = jackknife_covariance([each[:, None] for each in without])[0, 0]
    assert found == pytest.approx(one.var(ddof=1) / 20 + other.var(ddof=1) / 30)


def test_bounds_of_a_ratio_cover_as_often_as_they_promise() -> None:
    """Of 400 samples of 40, about 380 have the true ratio of means below the upper bound."""
    random = np.random.default_rng(2)
    covered = 0
    for _ in range(400):
        pairs = random.exponential(size=(40, 2)) + 1
        found = jackknife_of_means(
            pairs, lambda means: float(means[0] / means[1]), 0.95, name="ratio", n=40, method="ratio"
        )
        covered += found.upper >= 1  # type: ignore[operator] # forty are enough
    assert 380 - 14 <= covered <= 394


def test_too_few_subjects_give_a_point_alone() -> None:
    """Nine say too little of how much they vary, and one says nothing."""
    values = np.arange(MIN_LEFT_OUT - 1.0)
    found = jackknife(4.0, [values], 0.95, name="x", n=9, method="m")
    assert (found.point, found.lower, found.upper) == (4, None, None)
    assert f"needs {MIN_LEFT_OUT}" in found.method
    alone = jackknife_of_means(np.ones((1, 1)), lambda m: float(m[0]), 0.95, name="x", n=1, method="m")
    assert (alone.point, alone.lower) == (1, None)
    with pytest.raises(ValueError, match="confidence"):
        jackknife(0.0, [np.arange(20.0)], 0.4, name="x", n=20, method="m")
