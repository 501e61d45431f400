"""Membership inference."""

import numpy as np
import pytest
from numpy.typing import ArrayLike

from bench.measure.images import FeatureSet, membership, nearest_scores

pytestmark = pytest.mark.verifies("SRS-188", purpose="implementation")


def _features(values: ArrayLike, layer: str = "all") -> FeatureSet:
    return FeatureSet(np.asarray(values, float), "drawn", layer, "none", "0" * 64)


def test_scores_without_a_difference_are_bounded_near_chance() -> None:
    """Two thousand of each bring the upper bound to within 0.02 of the point."""
    random = np.random.default_rng(0)
    found = membership(random.normal(size=2000), random.normal(size=2000), 0.95)
    assert found.point == pytest.approx(0.5, abs=0.02)
    assert found.upper < found.point + 0.02  # type: ignore[operator] # never None here
    assert (found.statistic, found.n) == ("membership_auc", 4000)


def test_scores_of_members_that_are_higher_are_found_out() -> None:
    """Half a deviation has an area of 0.638; turned round it is below chance, the direction being fixed."""
    random = np.random.default_rng(1)
    members, others = random.normal(0.5, 1, 1000), random.normal(size=1000)
    found = membership(members, others, 0.95)
    assert found.point == pytest.approx(0.638, abs=0.03)
    assert found.lower > 0.52  # type: ignore[operator] # never None here
    assert membership(others, members, 0.95).upper < 0.5  # type: ignore[operator]


def test_a_generator_that_copies_gives_its_members_away() -> None:
    """Generated images are members with a little noise: nearness alone tells members from others."""
    random = np.random.default_rng(2)
    members, others = random.normal(size=(200, 8)), random.normal(size=(200, 8))
    copied = _features(members[:100] + 0.01 * random.normal(size=(100, 8)))
    fresh = _features(random.normal(size=(100, 8)))
    scores = [[nearest_scores(_features(each), of) for each in (members, others)] for of in (copied, fresh)]
    assert membership(scores[0][0], scores[0][1], 0.95).lower > 0.65  # type: ignore[operator] # half of the members
    assert membership(scores[1][0], scores[1][1], 0.95).lower < 0.52  # type: ignore[operator]


def test_nearness_is_minus_the_distance_to_the_nearest() -> None:
    """3-4-5, and 0 for a copy; in parts as well as at once."""
    generated = _features([[3, 4], [30, 40]])
    assert nearest_scores(_features([[0, 0], [30, 40]]), generated) == pytest.approx([-5, 0])
    random = np.random.default_rng(3)
    many = random.normal(size=(1500, 2))
    found = nearest_scores(_features(many), generated)
    assert found[1400] == pytest.approx(-np.linalg.norm(generated.values - many[1400], axis=1).min())


@pytest.mark.verifies("SRS-188", purpose="negative")
def test_an_attack_on_too_little_is_refused() -> None:
    """Few scores say nothing near chance; features of two layers have no distance."""
    with pytest.raises(ValueError, match=r"30 scores of each or more, found \(29,\) and \(40,\)"):
        membership(np.ones(29), np.ones(40), 0.95)
    with pytest.raises(ValueError, match="differ in layer"):
        nearest_scores(_features(np.ones((3, 2))), _features(np.ones((3, 2)), "last"))
