"""Percentiles and their distribution-free bounds."""

import numpy as np
import pytest
from scipy import stats

from bench.measure import percentile, samples_needed


@pytest.mark.parametrize(("q", "needed"), [(0.95, 59), (0.99, 299), (0.999, 2995), (0.5, 5)])
def test_a_bound_appears_with_exactly_the_samples_it_needs(q: float, needed: int) -> None:
    """At 95 % confidence: 59 for p95, 299 for p99, 2,995 for p99.9; one fewer gives none."""
    assert samples_needed(q, 0.95) == needed
    assert percentile(range(needed - 1), q, 0.95).upper is None
    assert percentile(range(needed), q, 0.95).upper == needed - 1


@pytest.mark.parametrize("n", [59, 60, 93, 200, 400, 1000])
@pytest.mark.parametrize("q", [0.5, 0.9, 0.95])
def test_the_bound_is_the_smallest_order_statistic_that_is_sure_enough(n: int, q: float) -> None:
    """One rank lower would promise more than its binomial probability holds."""
    found = percentile(range(1, n + 1), q, 0.95)  # sample k has rank k
    assert found.upper is not None
    rank = int(found.upper)
    assert stats.binom.cdf(rank - 1, n, q) >= 0.95
    assert stats.binom.cdf(rank - 2, n, q) < 0.95


def test_the_lower_bound_mirrors_the_upper() -> None:
    """Negated samples swap them."""
    values = np.random.default_rng(1).normal(size=301)
    low, high = percentile(values, 0.05, 0.95), percentile(-values, 0.95, 0.95)
    assert low.lower == pytest.approx(-high.upper)  # type: ignore[operator]  # 301 samples have both
    assert low.upper == pytest.approx(-high.lower)  # type: ignore[operator]


def test_the_promised_coverage_is_kept() -> None:
    """Over 1,000 skewed samples of 100 the true p90 lies under its bound in 95 % or more."""
    random = np.random.default_rng(7)
    truth = stats.expon.ppf(0.9)
    uppers = [percentile(random.exponential(size=100), 0.9, 0.95).upper for _ in range(1000)]
    covered = np.mean([upper is not None and upper >= truth for upper in uppers])
    assert covered >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / 1000)


def test_the_point_is_a_sample_with_the_share_at_or_below_it() -> None:
    """No interpolation between samples."""
    assert percentile([1, 2, 3, 4], 0.5, 0.9).point == 2
    assert percentile([3, 1, 2], 0.99, 0.9).point == 3
    assert percentile(range(100), 0.95, 0.9).point == 94
    assert percentile([], 0.5, 0.9).point is None


def test_an_infinite_sample_counts_as_worse_than_any() -> None:
    """It stands for a case without an answer."""
    values = [1.0] * 95 + [np.inf] * 10
    assert percentile(values, 0.95, 0.95).point == np.inf


@pytest.mark.parametrize("confidence", [0.5, 1.0, 95])
def test_a_confidence_is_between_one_half_and_one(confidence: float) -> None:
    """Not a per cent number."""
    with pytest.raises(ValueError, match="confidence"):
        percentile(range(100), 0.5, confidence)
