"""How many pictures and readers it takes."""

import math

import numpy as np
import pytest
from scipy import stats

from bench.measure.images import placements
from bench.readers import Plan, expected_half_width, pictures_needed, pooled
from bench.readers.size import auc_variance


def test_at_one_half_the_variance_is_mann_and_whitneys() -> None:
    """(2n + 1) / (12 n²), known since 1947."""
    for n in (2, 10, 75):
        assert auc_variance(0.5, n) == pytest.approx((2 * n + 1) / (12 * n**2))


def test_the_fewest_pictures_are_the_fewest() -> None:
    """So many do, one fewer does not."""
    plan = Plan(auc=0.6, half_width=0.08)
    needed = pictures_needed(plan, 6)
    assert needed is not None
    assert expected_half_width(plan, 6, needed) <= 0.08 < expected_half_width(plan, 6, needed - 1)


def test_more_readers_need_fewer_pictures() -> None:
    """And a wider interval fewer of either."""
    plan = Plan(auc=0.5, half_width=0.08)
    counts = [pictures_needed(plan, readers) or math.inf for readers in (5, 6, 8, 12)]
    assert counts == sorted(counts, reverse=True)
    assert len(set(counts)) == 4
    wider = pictures_needed(Plan(auc=0.5, half_width=0.1), 6)
    assert wider is not None
    assert wider < counts[1]


def test_no_number_of_pictures_makes_up_for_few_readers_who_differ() -> None:
    """Two readers 0.1 apart say no more than that, however much they read."""
    assert pictures_needed(Plan(auc=0.5, half_width=0.05, reader_sd=0.1), 2) is None


@pytest.mark.verifies("SRS-191", purpose="effectiveness")
def test_the_planned_width_is_the_width_that_a_study_finds() -> None:
    """Sixty studies of six readers, fifty pictures of a kind and an area of one half, drawn and analysed.

    Readers see the same pictures with errors of correlation 0.4, and do not differ otherwise.
    """
    random, widths = np.random.default_rng(8), []
    for _ in range(60):
        seen = [
            math.sqrt(0.4) * random.normal(size=50) + math.sqrt(0.6) * random.normal(size=(6, 50))
            for _ in range(2)
        ]
        places = [placements(*pair) for pair in zip(*seen, strict=True)]
        groups = [np.stack(group) for group in zip(*places, strict=True)]
        found = pooled("auc", [one.mean() for one, _ in places], groups, 0.975).readers_like_these
        assert found.upper is not None
        assert found.point is not None
        widths.append(found.upper - found.point)
    planned = expected_half_width(Plan(auc=0.5, half_width=0.1, reader_sd=0.0, correlation=0.39), 6, 50)
    assert np.median(widths) == pytest.approx(planned, rel=0.12)
    assert stats.variation(widths) < 0.4


@pytest.mark.parametrize(
    "wrong",
    [
        {"auc": 0.4, "half_width": 0.1},
        {"auc": 1.0, "half_width": 0.1},
        {"auc": 0.5, "half_width": 0.0},
        {"auc": 0.5, "half_width": 0.1, "reader_sd": -1},
        {"auc": 0.5, "half_width": 0.1, "correlation": 1.0},
    ],
)
def test_plans_that_cannot_be_are_refused(wrong: dict[str, float]) -> None:
    """Before a number comes out of them."""
    with pytest.raises(ValueError, match=r"AUC|half width|scatter"):
        Plan(**wrong)


def test_a_study_of_one_reader_is_no_plan() -> None:
    """Its interval cannot speak of others."""
    with pytest.raises(ValueError, match="two of each"):
        expected_half_width(Plan(auc=0.5, half_width=0.1), 1, 50)
