"""Precision, recall, density and coverage."""

import numpy as np
import pytest
from numpy.typing import ArrayLike

from bench.measure.images import FeatureSet, manifold, neighbourhoods

pytestmark = pytest.mark.verifies("SRS-186", purpose="implementation")


def _features(values: ArrayLike, subjects: tuple[str, ...] = ()) -> FeatureSet:
    return FeatureSet(np.asarray(values, float), "drawn", "all", "none", "0" * 64, subjects)


def test_points_on_a_line_give_the_hand_worked_counts() -> None:
    """Real at 0, 1, 3, 10 reach 1, 1, 2, 7 to their nearest; generated at 0.5, 4, 30 reach 3.5, 3.5, 26."""
    real, generated = _features([[0], [1], [3], [10]]), _features([[0.5], [4.0], [30.0]])
    found = neighbourhoods(real, generated, 1)
    # 0.5 lies in the balls of 0 and 1 alone (3 reaches down to 1); 4 in those of 3 and 10; 30 in none
    assert found.around.tolist() == [2, 2, 0]
    assert found.covered.tolist() == [True, True, True, True]
    # 0, 1, 3 lie within 3.5 of 0.5; 10 within 26 of 30
    assert found.recalled.tolist() == [True, True, True, True]
    shares = manifold(real, generated, 1, 0.95)
    points = (shares.precision.point, shares.recall.point, shares.density.point, shares.coverage.point)
    assert points == pytest.approx((2 / 3, 1, 4 / 3, 1))


def test_a_copy_of_the_real_set_covers_it() -> None:
    """Precision, recall and coverage 1, density about 1 however the set lies, far from 0 too."""
    values = np.random.default_rng(0).normal(size=(300, 4)) + 1e6
    found = manifold(_features(values), _features(values), 5, 0.95)
    assert (found.precision.point, found.recall.point, found.coverage.point) == (1, 1, 1)
    assert found.density.point == pytest.approx(1, abs=0.25)


def test_a_lost_mode_costs_recall_and_coverage_and_no_precision() -> None:
    """Generated images of one of two clouds; the other way round precision falls and recall stays."""
    random = np.random.default_rng(1)
    both = np.concatenate([random.normal(size=(200, 3)), random.normal(size=(200, 3)) + 30])
    half = random.normal(size=(400, 3))
    lost = manifold(_features(both), _features(half), 5, 0.95)
    assert lost.precision.point > 0.85  # type: ignore[operator] # never None
    assert lost.recall.upper < 0.56  # type: ignore[operator]
    assert lost.coverage.upper < 0.56  # type: ignore[operator]
    invented = manifold(_features(half), _features(both), 5, 0.95)
    assert invented.precision.upper < 0.56  # type: ignore[operator]
    assert invented.recall.point > 0.85  # type: ignore[operator]
    assert invented.density.point < 0.65  # type: ignore[operator]


def test_a_share_says_what_it_depends_on_and_repeats_are_no_more_images() -> None:
    """k, features and both n in the method; five images of each subject leave the interval wide."""
    random = np.random.default_rng(2)
    real, generated = random.normal(size=(30, 3)), random.normal(size=(60, 3)) + 1
    alone = manifold(_features(real), _features(generated), 3, 0.95)
    assert "k 3; 30 real and 60 generated images" in alone.recall.method
    names = tuple(str(k) for k in range(30) for _ in range(5))
    jittered = np.repeat(real, 5, axis=0) + random.normal(size=(150, 3)) * 1e-3
    repeated = manifold(_features(jittered, names), _features(generated), 3, 0.95)
    widths = [each.recall.upper - each.recall.lower for each in (alone, repeated)]  # type: ignore[operator]
    assert widths[1] > 0.7 * widths[0]


def test_large_sets_are_counted_in_parts_alike() -> None:
    """Beyond the rows that are held at once, every image still has its own neighbours."""
    random = np.random.default_rng(3)
    real, generated = random.normal(size=(1500, 2)), random.normal(size=(1100, 2))
    found = neighbourhoods(_features(real), _features(generated), 2)
    for k in (0, 1023, 1024, 1499):
        reach = np.sort(np.linalg.norm(real - real[k], axis=1))[2]
        assert found.covered[k] == (np.linalg.norm(generated - real[k], axis=1).min() <= reach)


@pytest.mark.verifies("SRS-185", purpose="negative")
def test_too_few_neighbours_are_refused() -> None:
    """There are k others of each set, and k of at least 1."""
    real, generated = _features(np.zeros((9, 2))), _features(np.zeros((5, 2)))
    for k in (0, 5):
        with pytest.raises(ValueError, match=f"no {k} neighbours of each among 9 and 5"):
            manifold(real, generated, k, 0.95)
