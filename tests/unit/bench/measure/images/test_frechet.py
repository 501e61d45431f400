"""The Fréchet distance of two sets of features."""

import warnings

import numpy as np
import pytest
from scipy import linalg

from bench.measure import MIN_SUBJECTS
from bench.measure.images import FeatureSet, frechet, frechet_distance
from bench.measure.images.frechet import gaussian_distance

pytestmark = pytest.mark.verifies("SRS-186", purpose="implementation")


def _features(values: np.ndarray, subjects: tuple[str, ...] = ()) -> FeatureSet:
    return FeatureSet(values, "drawn", "all", "none", "0" * 64, subjects)


def test_of_two_known_gaussians_it_is_the_hand_worked_number() -> None:
    """(3 - 0)² + (2 - 1)² in one dimension; in two with axes of their own, the sum over axes."""
    line = [np.array([0.0]), np.array([[1.0]]), np.array([3.0]), np.array([[4.0]])]
    assert gaussian_distance(*line) == pytest.approx(9 + 1)
    plane = [np.zeros(2), np.diag([1.0, 9.0]), np.array([1.0, 2.0]), np.diag([4.0, 4.0])]
    assert gaussian_distance(*plane) == pytest.approx(1 + 4 + 1 + 1)


def test_turning_both_sets_alike_changes_nothing() -> None:
    """And covariances that do not commute are what the square root is for."""
    random = np.random.default_rng(0)
    one, other = random.normal(size=(60, 5)) * [1, 2, 3, 4, 5], random.normal(size=(50, 5))
    turn = np.linalg.qr(random.normal(size=(5, 5)))[0]
    other = other @ np.triu(random.normal(size=(5, 5)))
    plain = frechet_distance(_features(one), _features(other))
    assert frechet_distance(_features(one @ turn), _features(other @ turn)) == pytest.approx(plain)
    moments = [(each.mean(axis=0), np.cov(each, rowvar=False)) for each in (one, other)]
    root = linalg.sqrtm(moments[0][1] @ moments[1][1])
    away = moments[0][0] - moments[1][0]
    expected = away @ away + np.trace(moments[0][1] + moments[1][1] - 2 * np.real(root))
    assert plain == pytest.approx(expected)


def test_it_agrees_with_another_library() -> None:
    """frd-score has the same arithmetic by the root of a product that is not symmetric."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its compiled dependency
        from frd_score.frd import calculate_frechet_distance
    random = np.random.default_rng(1)
    one, other = (random.normal(size=(200, 12)) @ random.normal(size=(12, 12)) for _ in range(2))
    theirs = calculate_frechet_distance(  # type: ignore[no-untyped-call] # it ships no types
        one.mean(axis=0), np.cov(one, rowvar=False), other.mean(axis=0), np.cov(other, rowvar=False)
    )
    assert frechet_distance(_features(one), _features(other)) == pytest.approx(float(theirs))


def test_features_that_repeat_each_other_do_not_break_it() -> None:
    """A singular covariance has a root; the distance of a doubled feature is twice that of one."""
    random = np.random.default_rng(2)
    one, other = random.normal(size=(50, 1)), random.normal(size=(50, 1)) + 2
    single = frechet_distance(_features(one), _features(other))
    double = frechet_distance(_features(np.hstack([one, one])), _features(np.hstack([other, other])))
    assert double == pytest.approx(2 * single)


@pytest.mark.verifies("SRS-185", purpose="negative")
def test_no_more_images_than_features_are_refused() -> None:
    """Either set; one more is enough."""
    random = np.random.default_rng(3)
    many, enough, few = (_features(random.normal(size=(n, 8))) for n in (50, 9, 8))
    assert frechet_distance(many, enough) > 0
    for pair in ((many, few), (few, many)):
        with pytest.raises(ValueError, match="8 images do not fix a Gaussian of 8 features"):
            frechet_distance(*pair)


def test_the_interval_holds_most_distances_of_other_draws() -> None:
    """At the same n: nine tenths between both one-sided bounds at 95 %, of points drawn anew."""
    random = np.random.default_rng(4)

    def draw() -> tuple[FeatureSet, FeatureSet]:
        return _features(random.normal(size=(150, 3))), _features(random.normal(size=(150, 3)) + 0.7)

    expected = np.mean([frechet_distance(*draw()) for _ in range(200)])
    held = 0
    for _ in range(40):
        found = frechet(*draw(), 0.95, draws=50)
        assert found.lower is not None
        assert found.upper is not None
        held += int(found.lower <= expected <= found.upper)
    assert 36 - 7 <= held <= 40


def test_an_estimate_says_what_it_depends_on() -> None:
    """Features, both numbers of images, how the interval was found; the smaller n counts."""
    random = np.random.default_rng(5)
    found = frechet(_features(random.normal(size=(40, 2))), _features(random.normal(size=(30, 2))), 0.9)
    assert found.n == 30
    for part in ("drawn, layer all (2)", "40 and 30 images", "bootstrap over 40 and 30 subjects"):
        assert part in found.method
    assert found.lower is not None
    assert found.lower >= 0


def test_repeats_of_one_subject_do_not_narrow_the_interval() -> None:
    """Ten images of each of thirty subjects vary as thirty images do; a few subjects give no interval."""
    random = np.random.default_rng(6)
    one, other = random.normal(size=(30, 2)), random.normal(size=(30, 2)) + 1
    alone = frechet(_features(one), _features(other), 0.95)
    names = tuple(f"{k:02}" for k in range(30) for _ in range(10))
    tenfold = [_features(np.repeat(each, 10, axis=0), names) for each in (one, other)]
    repeated = frechet(tenfold[0], tenfold[1], 0.95)
    widths = [each.upper - each.lower for each in (alone, repeated)]  # type: ignore[operator] # thirty suffice
    assert widths[1] == pytest.approx(widths[0], rel=0.2)
    few = [_features(each.values, tuple(name[1] for name in names)) for each in tenfold]
    few = [each.rows(np.flatnonzero(np.array(each.subjects) < str(MIN_SUBJECTS - 1))) for each in few]
    assert frechet(few[0], few[1], 0.95).lower is None
