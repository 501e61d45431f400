"""Areas under ROC curves, d', and how many readings they need."""

import math

import numpy as np
import pytest
from scipy import stats

from bench.measure.images import auc, d_prime, placements, readings_needed, roc_points

pytestmark = pytest.mark.verifies("SRS-189", purpose="implementation")


def test_an_area_is_the_share_of_pairs_in_order() -> None:
    """3 and 5 against 1, 3, 4: of six pairs four in order, one tied."""
    assert auc([3, 5], [1, 3, 4], 0.95).point == pytest.approx(4.5 / 6)
    of_positive, of_negative = placements([3, 5], [1, 3, 4])
    assert of_positive == pytest.approx([1.5 / 3, 1])
    assert of_negative == pytest.approx([1, 1.5 / 2, 1 / 2])


def test_the_area_is_that_under_the_curve_and_of_mann_and_whitney() -> None:
    """With ties, as ratings from 1 to 5 have."""
    random = np.random.default_rng(0)
    positive, negative = random.integers(2, 6, 40), random.integers(1, 5, 60)
    point = auc(positive, negative, 0.95).point
    false, true = roc_points(positive, negative)
    assert np.trapezoid(true, false) == pytest.approx(point)
    assert (false[0], true[0], false[-1], true[-1]) == (0, 0, 1, 1)
    u = stats.mannwhitneyu(positive, negative).statistic
    assert u / (40 * 60) == pytest.approx(point)


def test_the_variance_is_de_long_s_worked_out_by_hand() -> None:
    """Of 2, 3, 4 against 1, 2: placements of 3/4, 1, 1 and of 1, 5/6."""
    found = auc([2, 3, 4], [1, 2], 0.95)
    assert found.point == pytest.approx(5.5 / 6)
    variance = np.var([0.75, 1, 1], ddof=1) / 3 + np.var([1, 2.5 / 3], ddof=1) / 2
    half = 1.6449 * math.sqrt(variance) / (5.5 / 6 * 0.5 / 6)
    assert found.lower == pytest.approx(1 / (1 + math.exp(-(math.log(11) - half))), abs=1e-4)


def test_the_promised_coverage_is_kept() -> None:
    """Of 400 studies of 40 and 40, about 380 lie on the right side of each bound."""
    random = np.random.default_rng(1)
    true = float(stats.norm.cdf(0.8 / math.sqrt(2)))
    below = above = 0
    for _ in range(400):
        found = auc(random.normal(0.8, 1, 40), random.normal(0, 1, 40), 0.95)
        below += found.lower > true  # type: ignore[operator] # forty each
        above += found.upper < true  # type: ignore[operator]
    assert max(below, above) <= 20 + 3 * 4.4


def test_without_an_error_the_bound_is_exact_and_not_1() -> None:
    """Twenty and thirty told apart perfectly: as much as twenty successes show."""
    found = auc(np.arange(20) + 100, np.arange(30), 0.95)
    assert (found.point, found.upper) == (1, 1)
    assert found.lower == pytest.approx(0.05 ** (1 / 20))
    assert "Clopper-Pearson of 20" in found.method
    none = auc(np.zeros(20), np.zeros(30), 0.95)
    assert none.point == 0.5
    assert none.lower < 0.35  # type: ignore[operator] # 10 of 20


def test_several_readers_are_averaged_over_the_same_images() -> None:
    """Two who err on different images narrow the interval; one reader copied does not."""
    random = np.random.default_rng(2)
    positive, negative = random.normal(1, 1, (2, 50)), random.normal(0, 1, (2, 50))
    both = auc(positive, negative, 0.95)
    alone = [auc(positive[k], negative[k], 0.95) for k in (0, 1)]
    assert both.point == pytest.approx((alone[0].point + alone[1].point) / 2)  # type: ignore[operator]
    assert both.upper - both.lower < min(each.upper - each.lower for each in alone)  # type: ignore[operator]
    copied = auc(positive[[0, 0]], negative[[0, 0]], 0.95)
    assert (copied.lower, copied.upper) == pytest.approx((alone[0].lower, alone[0].upper))
    assert "2 fixed readers" in both.method


def test_d_prime_is_the_hand_worked_one() -> None:
    """Rates of 0.841 and 0.159 are one deviation above and below: d' is 2; equal rates give 0."""
    found = d_prime(8412, 9999, 1586, 9999, 0.95)
    assert found.point == pytest.approx(2, abs=1e-3)
    variance = 2 * 0.8413 * 0.1587 / (9999 * 0.24197**2)
    assert found.upper - found.point == pytest.approx(1.6449 * math.sqrt(variance), rel=1e-3)  # type: ignore[operator]
    assert d_prime(12, 40, 12, 40, 0.95).point == 0


def test_perfect_answers_have_a_finite_d_prime() -> None:
    """Half a count is added to each: 20.5 of 21 and 0.5 of 21."""
    found = d_prime(20, 20, 0, 20, 0.95)
    assert found.point == pytest.approx(2 * stats.norm.ppf(20.5 / 21))
    assert found.lower > 1  # type: ignore[operator] # never None


def test_the_sample_size_brings_the_interval_to_its_width() -> None:
    """Simulated with that many of each, the interval is as wide as was asked, one fewer would be too few."""
    needed = readings_needed(0.5, 0.05, 0.95)
    assert needed == 181  # (1.6449 / 0.05)² / 6 = 180.4, the variance of chance being (2 n + 1) / 12 n²
    random = np.random.default_rng(3)
    halves = []
    for _ in range(40):
        found = auc(random.normal(size=needed), random.normal(size=needed), 0.95)
        halves.append((found.upper - found.lower) / 2)  # type: ignore[operator]
    assert np.mean(halves) == pytest.approx(0.05, rel=0.05)
    assert readings_needed(0.9, 0.05, 0.95) < needed
    assert readings_needed(0.5, 0.05, 0.975) > needed


@pytest.mark.verifies("SRS-189", purpose="negative")
def test_what_can_have_no_area_is_refused() -> None:
    """No scores, no number, readers that differ, more hits than signals, an area of 1 to plan for."""
    with pytest.raises(ValueError, match="finite"):
        auc([], [1, 2], 0.95)
    with pytest.raises(ValueError, match="finite"):
        auc([1, np.nan], [1, 2], 0.95)
    with pytest.raises(ValueError, match="2 readers and of 1"):
        auc(np.ones((2, 5)), np.ones(5), 0.95)
    with pytest.raises(ValueError, match="3 times yes among 2"):
        d_prime(3, 2, 1, 2, 0.95)
    with pytest.raises(ValueError, match="among 0"):
        d_prime(0, 0, 1, 2, 0.95)
    with pytest.raises(ValueError, match="no sample size"):
        readings_needed(1.0, 0.05, 0.95)
    assert auc([1], [0], 0.95).lower is None
