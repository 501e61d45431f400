"""The kernel distance (KID) of two sets of features."""

import itertools

import numpy as np
import pytest
from numpy.typing import ArrayLike

from bench.measure.images import FeatureSet, biased_mmd2, kernel_distance, kernel_ratio, mmd2

pytestmark = pytest.mark.verifies("SRS-186", purpose="implementation")


def _features(values: ArrayLike, subjects: tuple[str, ...] = ()) -> FeatureSet:
    return FeatureSet(np.asarray(values, float), "drawn", "all", "none", "0" * 64, subjects)


def _kernel(x: np.ndarray, y: np.ndarray) -> float:
    return float((x @ y / x.size + 1) ** 3)


def _by_pairs(one: np.ndarray, other: np.ndarray) -> float:
    """Take the definition at its word, pair by pair."""
    within = [np.mean([_kernel(x, y) for x, y in itertools.permutations(each, 2)]) for each in (one, other)]
    return float(sum(within) - 2 * np.mean([_kernel(x, y) for x in one for y in other]))


def test_four_points_give_the_hand_worked_number() -> None:
    """Zeros have kernel 1 with all; of 0, 0, 0, 1 with 1 the kernel is 1 or 8."""
    zeros, one = _features(np.zeros((4, 1))), _features([[0], [0], [0], [1]])
    assert mmd2(zeros, one) == pytest.approx(1 + 1 - 2 * 1)
    ones = _features(np.ones((4, 1)))
    assert mmd2(zeros, ones) == pytest.approx(1 + 8 - 2 * 1)
    assert mmd2(one, ones) == pytest.approx(1 + 8 - 2 * (3 * 1 + 8) / 4)
    assert mmd2(one, ones, biased=True) == pytest.approx((15 * 1 + 8) / 16 + 8 - 2 * 11 / 4)


def test_it_is_the_definition_taken_pair_by_pair() -> None:
    """Sets of two sizes."""
    random = np.random.default_rng(0)
    one, other = random.normal(size=(9, 3)), random.normal(size=(12, 3)) + 0.5
    assert mmd2(_features(one), _features(other)) == pytest.approx(_by_pairs(one, other))


def test_leaving_out_by_sums_is_leaving_out() -> None:
    """The bounds are those of distances calculated anew without each subject, of one image or of several."""
    random = np.random.default_rng(1)
    one, other = random.normal(size=(24, 3)), random.normal(size=(20, 3)) + 0.5
    names = tuple(str(k % 12) for k in range(24))
    found = kernel_distance(_features(one, names), _features(other), 0.95)
    kept = np.array(names)
    without = [
        np.array([_by_pairs(one[kept != name], other) for name in sorted(set(names))]),
        np.array([_by_pairs(one, np.delete(other, k, axis=0)) for k in range(20)]),
    ]
    variance = sum((len(w) - 1) / len(w) * np.sum((w - w.mean()) ** 2) for w in without)
    assert found.upper is not None
    assert found.point is not None
    assert (found.upper - found.point) / 1.7959 == pytest.approx(np.sqrt(variance), rel=1e-3)
    assert "12 and 20 subjects" in found.method


def test_equal_distributions_are_at_0_on_average_and_below_it_at_times() -> None:
    """Unbiased; the biased form is always above."""
    random = np.random.default_rng(2)
    pairs = [[_features(random.normal(size=(40, 4))) for _ in range(2)] for _ in range(200)]
    found = np.array([mmd2(*pair) for pair in pairs])
    assert abs(found.mean()) < 3 * found.std() / np.sqrt(200)
    assert (found < 0).any()
    assert min(biased_mmd2(*pair) for pair in pairs) > 0


def test_the_interval_holds_the_true_distance_as_often_as_promised() -> None:
    """Two shifted normals in one dimension, whose distance follows from their moments."""
    # E (xy + 1)³ = 1 + 3 m m' + 3 s s' + t t' with moments m, s, t; m = 0, 1; s = 1, 2; t = 0, 4
    true = (1 + 3 + 0) + (1 + 3 + 12 + 16) - 2 * (1 + 0 + 6 + 0)
    random = np.random.default_rng(3)
    below = above = 0
    for _ in range(200):
        one, other = random.normal(size=(150, 1)), random.normal(size=(150, 1)) + 1
        found = kernel_distance(_features(one), _features(other), 0.95)
        below += true < found.lower  # type: ignore[operator] # there are enough
        above += true > found.upper  # type: ignore[operator]
    assert below <= 20
    assert above <= 30


def test_a_ratio_counts_its_reference_once() -> None:
    """The same set twice is exactly 1, paired; its bounds are narrower than those of strangers."""
    random = np.random.default_rng(4)
    reference, base = _features(random.normal(size=(80, 3))), _features(random.normal(size=(80, 3)) + 1)
    same = kernel_ratio(base, base, reference, 0.95, paired=True)
    assert (same.lower, same.point, same.upper) == pytest.approx((1, 1, 1))
    strangers = kernel_ratio(base, base, reference, 0.95)
    assert strangers.lower is not None
    assert strangers.lower < 0.95


def test_a_ratio_s_upper_bound_is_where_the_difference_s_bound_is_0() -> None:
    """Fieller's bound r and the bound of distance(part) - r·distance(base) are one statement."""
    random = np.random.default_rng(5)
    reference, base, part = (_features(random.normal(size=(60, 2)) + shift) for shift in (0, 0.8, 1.0))
    found = kernel_ratio(part, base, reference, 0.95, paired=True)
    assert found.upper is not None
    assert found.point == pytest.approx(mmd2(part, reference) / mmd2(base, reference))

    def distances(k: int, reference_too: bool) -> list[float]:
        rows = [i for i in range(60) if i != k]
        of = reference.rows(rows) if reference_too else reference
        sets = (part, base) if reference_too else (part.rows(rows), base.rows(rows))
        return [mmd2(each, of) for each in sets]

    variance = 0.0
    for reference_too in (False, True):
        pairs = np.array([distances(k, reference_too) for k in range(60)])
        differences = pairs[:, 0] - found.upper * pairs[:, 1]
        variance += 59 / 60 * np.sum((differences - differences.mean()) ** 2)
    difference = mmd2(part, reference) - found.upper * mmd2(base, reference)
    assert difference + 1.6711 * np.sqrt(variance) == pytest.approx(0, abs=1e-4)


def test_nothing_is_divided_by_a_distance_that_may_be_0() -> None:
    """A base as near as the reference's own gives no bounds, and says why."""
    random = np.random.default_rng(6)
    reference, base, part = (_features(random.normal(size=(60, 2)) + shift) for shift in (0, 0, 1))
    found = kernel_ratio(part, base, reference, 0.95)
    assert (found.lower, found.upper) == (None, None)
    assert "shown to be above 0" in found.method


def test_balanced_sets_of_one_distribution_read_below_0_and_drawn_ones_do_not() -> None:
    """The error of comparing sets that hold as many of each kind: it has the size of a true distance."""
    random = np.random.default_rng(7)

    def drawn(kinds: np.ndarray) -> FeatureSet:
        return _features(3 * np.eye(5)[kinds] + 0.1 * random.normal(size=(len(kinds), 5)))

    balanced = [mmd2(drawn(np.arange(80) % 5), drawn(np.arange(80) % 5)) for _ in range(40)]
    at_random = [
        mmd2(drawn(random.integers(5, size=80)), drawn(random.integers(5, size=80))) for _ in range(40)
    ]
    assert np.max(balanced) < -0.1
    assert abs(np.mean(at_random)) < 3 * np.std(at_random) / np.sqrt(40)


@pytest.mark.verifies("SRS-185", purpose="negative")
def test_what_has_no_pairs_is_refused() -> None:
    """Three images; pairs of two numbers of images."""
    few, many = _features(np.zeros((3, 2))), _features(np.zeros((9, 2)))
    with pytest.raises(ValueError, match="too few pairs"):
        mmd2(few, many)
    with pytest.raises(ValueError, match="9 and 3 images are not pairs"):
        kernel_ratio(many, few, many, 0.95, paired=True)
