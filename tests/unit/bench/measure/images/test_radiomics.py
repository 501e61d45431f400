"""Radiomic features."""

import numpy as np
import pytest

from bench.measure.images import comparable, frechet, frechet_distance, radiomic_features, scaled_by
from bench.measure.images.radiomics import co_occurrence, first_order, texture

pytestmark = pytest.mark.verifies("SRS-186", purpose="implementation")

# R. Haralick et al., IEEE Trans. Syst. Man Cybern. 3 (1973) 610: the picture of its figure 3
HARALICK = np.array([[0, 0, 1, 1], [0, 0, 1, 1], [0, 2, 2, 2], [2, 2, 3, 3]])


def _speckled(seed: int, number: int, contrast: float = 1.0) -> np.ndarray:
    random = np.random.default_rng(seed)
    grey = 60 + 40 * contrast * random.normal(size=(number, 1, 1)) / 4
    return np.clip(grey + 20 * random.exponential(size=(number, 32, 32)), 0, 255).astype(np.uint8)


def test_neighbours_are_counted_as_in_the_paper_that_began_it() -> None:
    """Its four tables, across, down and along both diagonals, added up."""
    across = np.array([[4, 2, 1, 0], [2, 4, 0, 0], [1, 0, 6, 1], [0, 0, 1, 2]])
    down = np.array([[6, 0, 2, 0], [0, 4, 2, 0], [2, 2, 2, 2], [0, 0, 2, 0]])
    left = np.array([[2, 1, 3, 0], [1, 2, 1, 0], [3, 1, 0, 2], [0, 0, 2, 0]])
    right = np.array([[4, 1, 0, 0], [1, 2, 2, 0], [0, 2, 4, 1], [0, 0, 1, 0]])
    assert np.array_equal(co_occurrence(HARALICK, 4), across + down + left + right)


def test_texture_of_two_levels_is_the_hand_worked_one() -> None:
    """Levels 1 and 2, alike with 1/4 each, unlike with 1/4 each way: as independent as can be."""
    found = texture(np.full((2, 2), 5.0))
    expected = {
        "joint_maximum": 0.25,
        "joint_average": 1.5,
        "joint_variance": 0.25,
        "joint_entropy": 2.0,
        "difference_average": 0.5,
        "difference_variance": 0.25,
        "difference_entropy": 1.0,
        "sum_entropy": 1.5,
        "angular_second_moment": 0.25,
        "contrast": 0.5,
        "inverse_difference": 0.75,
        "inverse_difference_moment": 0.75,
        "inverse_variance": 0.5,
        "correlation": 0.0,
        "cluster_tendency": 0.5,
        "cluster_shade": 0.0,
        "cluster_prominence": 0.5,
        "information_correlation_1": 0.0,
        "information_correlation_2": 0.0,
    }
    assert found == pytest.approx(expected)


def test_levels_that_only_meet_their_like_are_fully_correlated() -> None:
    """Correlation 1, no contrast, and the information correlations at their ends."""
    found = texture(np.diag([3.0, 3.0]))
    assert (found["correlation"], found["contrast"]) == (1, 0)
    assert found["information_correlation_1"] == pytest.approx(-1)
    assert found["information_correlation_2"] == pytest.approx(np.sqrt(1 - np.exp(-2)))


def test_statistics_of_five_grey_values_are_the_hand_worked_ones() -> None:
    """0, 0, 10, 20, 20: mean 10, variance 80, kurtosis 1.25 - 3."""
    grey = np.array([0, 0, 10, 20, 20])
    found = first_order(grey, grey // 10)
    assert found["mean"] == found["median"] == 10
    assert found["variance"] == 80
    assert found["skewness"] == 0
    assert found["kurtosis"] == pytest.approx(4 * 10**4 / 5 / 80**2 - 3)
    assert found["mean_absolute_deviation"] == 8
    assert found["interquartile_range"] == 20
    assert found["uniformity"] == pytest.approx(0.16 + 0.04 + 0.16)
    assert found["entropy"] == pytest.approx(-0.8 * np.log2(0.4) - 0.2 * np.log2(0.2))


def test_pictures_on_either_scale_have_the_same_features() -> None:
    """8-bit numbers and their fractions; a turned picture has them too, as no direction is preferred."""
    pictures = _speckled(0, 3)
    features = radiomic_features(pictures)
    assert features.values == pytest.approx(radiomic_features(pictures / 255).values)
    turned = radiomic_features(np.rot90(pictures, axes=(1, 2)))
    assert turned.values == pytest.approx(features.values, rel=1e-6)
    assert features.dimension == 62


def test_a_flat_picture_has_features_too() -> None:
    """Nothing is divided by a spread of 0."""
    assert np.all(np.isfinite(radiomic_features(np.full((1, 16, 16), 77, dtype=np.uint8)).values))


def test_the_distance_tells_another_texture_from_another_draw() -> None:
    """Seventy images a set, scaled by a reference: against another draw, and against half the contrast."""
    reference = radiomic_features(_speckled(1, 140))
    one, same = (scaled_by(radiomic_features(_speckled(seed, 70)), reference) for seed in (2, 3))
    smooth = (_speckled(4, 70) * 0.5 + 40).astype(np.uint8)
    other = scaled_by(radiomic_features(smooth), reference)
    assert frechet_distance(one, other) > 10 * frechet_distance(one, same)
    assert (
        "radiomics IBSI 2D, layer original, LoG 2 px, scaled (62)" in frechet(one, same, 0.95, draws=5).method
    )


def test_the_reference_itself_has_mean_0_and_spread_1() -> None:
    """A feature that does not vary there keeps its unit, and a difference in it is seen."""
    pictures = _speckled(5, 40)
    pictures[:, :8] = 0  # a fifth black: the tenth percentile is 0 in all
    reference = radiomic_features(pictures)
    scaled = scaled_by(reference, reference)
    assert scaled.values.mean(axis=0) == pytest.approx(np.zeros(62), abs=1e-9)
    spread = scaled.values.std(axis=0)
    still = np.isclose(spread, 0)
    assert still.any()
    assert spread[~still] == pytest.approx(1)
    bright = scaled_by(radiomic_features(_speckled(5, 40)), reference)
    assert np.abs(bright.values[:, still]).min() > 0.05


@pytest.mark.verifies("SRS-185", purpose="negative")
def test_scales_and_sizes_that_differ_are_refused() -> None:
    """Two references, pictures of two sizes, a reference of one, pictures on no scale, too few images."""
    small, large = radiomic_features(_speckled(6, 5)), radiomic_features(_speckled(6, 5)[:, :16, :16])
    with pytest.raises(ValueError, match="resize"):
        comparable(small, large)
    other = radiomic_features(_speckled(7, 5))
    with pytest.raises(ValueError, match="weights_sha256"):
        comparable(scaled_by(small, small), scaled_by(small, other))
    with pytest.raises(ValueError, match="layer"):
        comparable(scaled_by(small, small), small)
    with pytest.raises(ValueError, match="no spread"):
        scaled_by(small, small.rows([0]))
    with pytest.raises(ValueError, match="8-bit, or scaled"):
        radiomic_features(np.linspace(0, 255, 256).reshape(1, 16, 16))
    with pytest.raises(ValueError, match=r"\(n, H, W\)"):
        radiomic_features(_speckled(6, 1)[0])
    with pytest.raises(ValueError, match="5 images do not fix a Gaussian of 62"):
        frechet_distance(small, other)
