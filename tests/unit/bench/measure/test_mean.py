"""Means and equivalence."""

import numpy as np
import pytest
from scipy import stats

from bench.measure import equivalent, mean


def test_a_mean_has_students_bounds() -> None:
    """The two one-sided 95 % bounds are scipy's two-sided 90 % interval."""
    values = np.random.default_rng(2).normal(5, 2, size=25)
    theirs = stats.ttest_1samp(values, 0).confidence_interval(0.9)
    found = mean(values, 0.95)
    assert (found.lower, found.upper) == pytest.approx((theirs.low, theirs.high))


def test_one_sample_has_no_bound() -> None:
    """Nor has none."""
    assert (mean([3.0], 0.95).point, mean([3.0], 0.95).upper) == (3.0, None)
    assert mean([], 0.95).point is None


def test_equivalence_is_both_one_sided_tests() -> None:
    """It holds exactly where the larger p-value of the two is below one minus the confidence."""
    random = np.random.default_rng(4)
    outcomes = set()
    for offset in np.linspace(-0.6, 0.6, 13):
        values = random.normal(offset, 0.5, size=20)
        p_low = stats.ttest_1samp(values, -0.4, alternative="greater").pvalue
        p_high = stats.ttest_1samp(values, 0.4, alternative="less").pvalue
        found = equivalent(values, 0.4, 0.95)
        assert found.holds == (max(p_low, p_high) <= 0.05)
        outcomes.add(found.holds)
    assert outcomes == {True, False}


def test_equivalence_by_subject_needs_subjects() -> None:
    """Ten thousand samples of three people show nothing of people."""
    names = [str(k % 3) for k in range(10000)]
    assert not equivalent(np.zeros(10000), 1.0, 0.95, names).holds
    with pytest.raises(ValueError, match="margin"):
        equivalent([0.0, 1.0], 0, 0.95)
