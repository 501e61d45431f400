"""Kappa of two raters and of many."""

import numpy as np
import pytest

from bench.measure.images import cohen_kappa, fleiss_kappa

pytestmark = pytest.mark.verifies("SRS-189", purpose="implementation")

# 20 yes by both, 5 by one alone, 10 by the other alone, 15 no by both
ONE = np.repeat([1, 1, 0, 0], [20, 5, 10, 15])
OTHER = np.repeat([1, 0, 1, 0], [20, 5, 10, 15])


def test_cohen_s_kappa_is_the_hand_worked_one() -> None:
    """Agreed 0.7; by chance 0.5 · 0.6 + 0.5 · 0.4 = 0.5: kappa 0.4."""
    found = cohen_kappa(ONE, OTHER, 2, 0.95)
    assert found.point == pytest.approx(0.4)
    assert found.lower is not None
    assert found.upper is not None
    # Fleiss, Cohen and Everitt (1969): a large-sample error of 0.127
    assert (found.upper - found.lower) / 2 / 1.677 == pytest.approx(0.127, abs=0.005)


def test_quadratic_weights_forgive_near_misses() -> None:
    """Ratings 0, 1, 2, each off by one at times: costs 1 over 4 for the far ones."""
    one, other = np.array([0, 0, 1, 1, 2, 2]), np.array([0, 1, 1, 2, 2, 1])
    # observed: 3 of 6 off by one; by chance with shares (2, 2, 2) and (1, 3, 2) sixths:
    # 4·(2·2 + 2·1) for the far ones and 2·3 + 2·1 + 2·2 + 2·3 for the near ones, in 36ths
    by_chance = (4 * (4 + 2) + (6 + 2 + 4 + 6)) / 36
    assert cohen_kappa(one, other, 3, 0.95, weights="quadratic").point == pytest.approx(1 - 0.5 / by_chance)
    plain = cohen_kappa(one, other, 3, 0.95).point
    assert plain == pytest.approx((3 / 6 - 12 / 36) / (1 - 12 / 36))


def test_fleiss_s_kappa_is_the_hand_worked_one() -> None:
    """Three raters, four items: all 0, all 1, two of 0, two of 1: agreed 1, 1, 1/3, 1/3; chance 1/2."""
    ratings = np.array([[0, 0, 0], [1, 1, 1], [0, 0, 1], [1, 1, 0]])
    assert fleiss_kappa(ratings, 2, 0.95).point == pytest.approx((2 / 3 - 1 / 2) / (1 - 1 / 2))


def test_chance_gives_0_and_full_agreement_1() -> None:
    """Within its interval, and without one's spread."""
    random = np.random.default_rng(0)
    strangers = random.integers(0, 3, (500, 4))
    found = fleiss_kappa(strangers, 3, 0.995)
    assert found.lower is not None
    assert found.upper is not None
    assert found.lower < 0 < found.upper < 0.1
    same = np.repeat(random.integers(0, 3, (50, 1)), 4, axis=1)
    assert fleiss_kappa(same, 3, 0.95).lower == pytest.approx(1)
    assert cohen_kappa(same[:, 0], same[:, 1], 3, 0.95).point == pytest.approx(1)


def test_the_promised_coverage_is_kept() -> None:
    """Raters who copy the truth with chance 0.6 each, else guess: kappa is 0.36 in the long run."""
    random = np.random.default_rng(1)
    below = above = 0
    for _ in range(200):
        truth = random.integers(0, 2, (80, 1))
        ratings = np.where(random.random((80, 2)) < 0.6, truth, random.integers(0, 2, (80, 2)))
        found = cohen_kappa(ratings[:, 0], ratings[:, 1], 2, 0.95)
        below += found.lower > 0.36  # type: ignore[operator] # eighty items
        above += found.upper < 0.36  # type: ignore[operator]
    assert max(below, above) <= 10 + 3 * 3.1


def test_one_category_alone_has_no_kappa() -> None:
    """Nothing was agreed beyond chance; one other rating makes a point, and no interval."""
    assert cohen_kappa([1] * 20, [1] * 20, 2, 0.95).point is None
    almost = cohen_kappa([1] * 19 + [0], [1] * 19 + [0], 2, 0.95)
    assert (almost.point, almost.lower) == (1, None)
    assert "too little variation" in almost.method
    assert fleiss_kappa([[1, 1]], 2, 0.95).point is None


@pytest.mark.verifies("SRS-189", purpose="negative")
def test_what_is_no_rating_is_refused() -> None:
    """Fractions, categories out of range, one rater, weights unknown."""
    with pytest.raises(ValueError, match="whole numbers"):
        cohen_kappa([0.5, 1], [1, 1], 2, 0.95)
    with pytest.raises(ValueError, match="from 0 to 5 of 2"):
        cohen_kappa([0, 5], [1, 1], 2, 0.95)
    with pytest.raises(ValueError, match="from -1 to 1 of 2"):
        fleiss_kappa([[0, -1], [1, 1]], 2, 0.95)
    with pytest.raises(ValueError, match="two raters"):
        fleiss_kappa([[0], [1]], 2, 0.95)
    with pytest.raises(ValueError, match="weights"):
        cohen_kappa([0, 1], [1, 1], 2, 0.95, weights="linear")  # type: ignore[arg-type] # on purpose
