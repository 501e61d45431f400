"""Proportions and their exact bounds."""

import pytest
from scipy import stats

from bench.measure import proportion


@pytest.mark.parametrize(("successes", "n"), [(0, 20), (1, 20), (19, 20), (20, 20), (150, 400)])
def test_each_bound_is_where_the_binomial_tail_is_what_is_left(successes: int, n: int) -> None:
    """The defining property of Clopper and Pearson's bounds."""
    found = proportion(successes, n, 0.95)
    assert found.point == successes / n
    assert found.lower is not None
    assert found.upper is not None
    if successes:
        assert stats.binom.sf(successes - 1, n, found.lower) == pytest.approx(0.05, abs=1e-9)
    if successes < n:
        assert stats.binom.cdf(successes, n, found.upper) == pytest.approx(0.05, abs=1e-9)


def test_perfect_counts_have_the_closed_form() -> None:
    """With no failure in n the lower bound is alpha to the power of 1/n; 59 show 95 %, 58 do not."""
    assert proportion(59, 59, 0.95).lower == pytest.approx(0.05 ** (1 / 59))
    assert proportion(59, 59, 0.95).lower >= 0.95  # type: ignore[operator]
    assert proportion(58, 58, 0.95).lower < 0.95  # type: ignore[operator]


def test_no_trials_give_no_bound() -> None:
    """And impossible counts are refused."""
    assert proportion(0, 0, 0.95).lower is None
    with pytest.raises(ValueError, match="successes"):
        proportion(3, 2, 0.95)
