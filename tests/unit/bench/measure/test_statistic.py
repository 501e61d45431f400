"""From a statistic's name to an estimate."""

import numpy as np
import pytest

from bench.measure import estimate


@pytest.mark.parametrize(("statistic", "point"), [("count", 2.0), ("share", 0.5), ("max", 1.0), ("min", 0.0)])
def test_observed_statistics_have_a_point_and_no_bounds(statistic: str, point: float) -> None:
    """They infer nothing."""
    found = estimate([1, 0, 0, 1], statistic, None)
    assert (found.point, found.lower, found.upper, found.confidence) == (point, None, None, None)


def test_inferred_statistics_say_what_was_asked_for() -> None:
    """Median as p50, bias as the mean; each keeps its own name."""
    values = np.random.default_rng(0).normal(size=101)
    assert estimate(values, "median", 0.95).point == np.median(values)
    assert estimate(values, "median", 0.95).upper == estimate(values, "p50", 0.95).upper
    assert estimate(values, "bias", 0.95).statistic == "bias"
    assert estimate(values, "p99", 0.95).upper is None
    assert estimate(np.ones(59), "proportion", 0.95).lower == pytest.approx(0.9505, abs=1e-4)


def test_clustered_samples_that_all_agree_count_by_subject() -> None:
    """A thousand successes of twenty subjects are twenty trials."""
    names = [str(k % 20) for k in range(1000)]
    found = estimate(np.ones(1000), "proportion", 0.95, names)
    assert found.lower == pytest.approx(0.05 ** (1 / 20))
    assert (found.n, found.upper) == (1000, 1.0)
    none = estimate(np.zeros(1000), "proportion", 0.95, names)
    assert none.upper == pytest.approx(1 - 0.05 ** (1 / 20))


def test_clustered_samples_that_differ_are_bootstrapped() -> None:
    """By subject, and narrower only with more of them."""
    random = np.random.default_rng(1)
    names = [str(k // 20) for k in range(1000)]
    values = np.repeat(random.random(50) < 0.8, 20).astype(float)
    clustered, naive = estimate(values, "proportion", 0.95, names), estimate(values, "proportion", 0.95)
    assert clustered.lower < naive.lower - 0.03  # type: ignore[operator]


def test_a_clustered_percentile_keeps_the_samples_it_needs() -> None:
    """Subjects are no way around the 299 that p99 asks for."""
    names = [str(k // 10) for k in range(298)]
    assert estimate(np.arange(298.0), "p99", 0.95, names).upper is None
    names = [str(k // 10) for k in range(400)]
    assert estimate(np.arange(400.0), "p99", 0.95, names).upper is not None


@pytest.mark.parametrize(
    ("values", "statistic"),
    [
        ([1, np.nan], "p95"),
        ([1, np.nan], "max"),
        ([0, 2], "count"),
        ([0, 0.5], "proportion"),
        ([1, np.inf], "mean"),
    ],
)
def test_samples_without_that_statistic_are_refused(values: list[float], statistic: str) -> None:
    """Not a number anywhere, neither 0 nor 1 where those are asked for, no mean of an infinity."""
    with pytest.raises(ValueError, match="sample"):
        estimate(values, statistic, None if statistic in ("max", "count") else 0.95)


def test_inference_needs_a_confidence() -> None:
    """There is no default that could be forgotten."""
    with pytest.raises(ValueError, match="confidence"):
        estimate([1.0, 2.0], "p95", None)
