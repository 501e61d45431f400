"""The floor of real against real."""

import numpy as np
import pytest

from bench.measure.images import (
    FeatureSet,
    Floor,
    biased_mmd2,
    floor,
    frechet,
    frechet_distance,
    kernel_distance,
    mmd2,
    ratio_to_floor,
)

pytestmark = pytest.mark.verifies("SRS-186", purpose="implementation")


def _features(values: np.ndarray, subjects: tuple[str, ...] = ()) -> FeatureSet:
    return FeatureSet(np.asarray(values, float), "drawn", "all", "none", "0" * 64, subjects)


REAL = _features(np.random.default_rng(0).normal(size=(200, 3)))


def test_halves_are_disjoint_and_of_the_asked_size() -> None:
    """Whatever the draw."""

    def shared(one: FeatureSet, other: FeatureSet) -> float:
        assert one.n == other.n == 30
        return float(len(set(one.values[:, 0]) & set(other.values[:, 0])))

    found = floor(REAL, shared, 20, size=30)
    assert (found.n, set(found.values), len(found.values)) == (30, {0.0}, 20)


def test_images_of_one_subject_stay_on_one_side() -> None:
    """Or the halves would be nearer than two sets of strangers."""
    subjects = tuple(str(k // 7) for k in range(200))

    def shared(one: FeatureSet, other: FeatureSet) -> float:
        return float(len(set(one.subjects) & set(other.subjects)))

    assert set(floor(_features(REAL.values, subjects), shared, 20).values) == {0.0}


def test_perfect_images_lie_at_the_floor_and_worse_ones_above() -> None:
    """For the unbiased kernel distance, the biased one and the Fréchet distance."""
    random = np.random.default_rng(1)
    perfect, worse = _features(random.normal(size=(100, 3))), _features(random.normal(size=(100, 3)) + 0.8)
    real = REAL.rows(range(100))
    for distance in (mmd2, biased_mmd2, frechet_distance):
        level = floor(REAL, distance, 40, quantile=1.0).level
        assert distance(perfect, real) < 2 * level
        assert distance(worse, real) > 3 * level


def test_a_distance_is_given_in_units_of_the_level() -> None:
    """Point and bounds alike, with the level in the method."""
    against = Floor("mmd2", REAL.origin, 100, (0.1, 0.2, 0.3, 0.4), 0.5)
    assert against.level == 0.2
    plain = kernel_distance(REAL.rows(range(100)), _features(REAL.values[100:] + 1), 0.95)
    found = ratio_to_floor(plain, against)
    for name in ("point", "lower", "upper"):
        assert getattr(found, name) == pytest.approx(getattr(plain, name) / 0.2)
    assert found.statistic == "kid_to_floor"
    assert "the 0.5 quantile of 4 real-against-real splits" in found.method


@pytest.mark.verifies("SRS-185", purpose="negative")
def test_another_n_or_no_level_is_refused() -> None:
    """A floor of 100 images says nothing about a distance of 50; a level of 0 is no unit."""
    fifty = frechet(REAL.rows(range(50)), REAL.rows(range(50, 100)), 0.95, draws=5)
    with pytest.raises(ValueError, match="a distance of 50 images beside a floor of 100"):
        ratio_to_floor(fifty, floor(REAL, frechet_distance, 3))
    with pytest.raises(ValueError, match="no unit"):
        ratio_to_floor(fifty, Floor("mmd2", REAL.origin, 50, (-0.1, 0.0), 0.95))
    with pytest.raises(ValueError, match="halves of 101"):
        floor(REAL, mmd2, 3, size=101)
    with pytest.raises(ValueError, match="quantile"):
        floor(REAL, mmd2, 3, quantile=0)
    with pytest.raises(ValueError, match="finite distances"):
        Floor("mmd2", REAL.origin, 50, (), 0.95)


def test_the_same_seed_gives_the_same_floor() -> None:
    """And another one another."""
    assert floor(REAL, mmd2, 3) == floor(REAL, mmd2, 3)
    assert floor(REAL, mmd2, 3) != floor(REAL, mmd2, 3, seed=1)
