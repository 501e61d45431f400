"""One figure from several readers."""

import math

import numpy as np
import pytest
from scipy import stats

from bench.readers import pooled


def test_two_readers_by_hand() -> None:
    """Covariance, mean squares and degrees of freedom of four pictures, worked on paper.

    The components of the readers are (0, 0, 1, 1) and (0, 1, 1, 1): variances 1/3 and 1/4, covariance 1/6, so
    of the means 1/12, 1/16 and 1/24. Readers' figures 0.2 and 0.8 differ with a mean square of 0.18.
    """
    found = pooled("share", [0.2, 0.8], [[[0, 0, 1, 1], [0, 1, 1, 1]]], 0.975)
    fixed = math.sqrt((1 / 12 + 1 / 16 + 2 / 24) / 4)
    assert found.these_readers.upper == pytest.approx(0.5 + 1.959964 * fixed, abs=1e-6)
    whole = 0.18 + 2 / 24
    reach = stats.t.ppf(0.975, (whole / 0.18) ** 2)
    assert found.readers_like_these.point == 0.5
    assert found.readers_like_these.lower == pytest.approx(0.5 - reach * math.sqrt(whole / 2))


def test_groups_of_pictures_add_up() -> None:
    """Real and synthetic pictures are drawn apart, so that their variances add."""
    side = [[0.0, 1.0, 1.0]]
    one = pooled("share", [0.5], [side], 0.975).these_readers
    both = pooled("share", [0.5], [side, side], 0.975).these_readers
    assert one.upper is not None
    assert both.upper is not None
    assert both.upper - 0.5 == pytest.approx(math.sqrt(2) * (one.upper - 0.5))
    assert both.n == 6


def test_one_reader_says_nothing_about_others() -> None:
    """Only about other pictures for the same reader."""
    found = pooled("share", [0.5], [[[0.0, 1.0, 1.0]]], 0.975)
    assert found.readers_like_these.lower is None
    assert "needs 2" in found.readers_like_these.method
    assert found.these_readers.lower is not None


def test_where_nothing_varies_there_is_no_interval() -> None:
    """Zero spread must not read as perfect precision."""
    found = pooled("auc", [1.0, 1.0], [[[1.0, 1.0], [1.0, 1.0]]], 0.975, (0.0, 1.0))
    for estimate in (found.readers_like_these, found.these_readers):
        assert estimate.point == 1
        assert (estimate.lower, estimate.upper) == (None, None)
        assert "nothing varies" in estimate.method


def test_bounds_are_cut_where_the_figure_ends() -> None:
    """No share is below 0 or above 1."""
    found = pooled("share", [0.1, 0.9], [[[0, 0, 1, 1], [0, 1, 1, 1]]], 0.975, (0.0, 1.0)).readers_like_these
    assert (found.lower, found.upper) == (0.0, 1.0)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Five readers and forty pictures, drawn anew: about 95 of 100 intervals hold the mean of all readers.

    The interval for these readers alone, which ignores how readers differ, must miss far more often.
    """
    random = np.random.default_rng(4)
    inside = {"like": 0, "these": 0}
    for _ in range(400):
        own = random.normal(0, 0.15, 5)
        pictures = random.normal(0, 0.6, 40) + random.normal(0, 0.8, (5, 40)) + own[:, None]
        found = pooled("mean", pictures.mean(axis=1), [pictures], 0.975)
        for name, estimate in (("like", found.readers_like_these), ("these", found.these_readers)):
            assert estimate.lower is not None
            assert estimate.upper is not None
            inside[name] += estimate.lower <= 0 <= estimate.upper
    assert inside["like"] >= 0.925 * 400
    assert inside["these"] < inside["like"] - 10
