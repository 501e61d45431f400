"""Sizes follow the published relations, vary as a population does, and hang together."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bedside.fetal_ultrasound.processing.calipers import ellipse_circumference
from bedside.fetal_ultrasound.processing.growth import (
    MOST_CEPHALIC_INDEX,
    MOST_DEVIATIONS,
    drawn_size,
    measure_mm,
)

pytestmark = pytest.mark.verifies("SRS-138", purpose="implementation")


@pytest.mark.parametrize(
    ("measure", "weeks", "millimetres"),
    [
        # -11.48 + 1.56 GA - 0.0002548 GA^3 in centimetres, worked by hand, and so on.
        ("head_circumference", 20.0, 176.816),
        ("head_circumference", 36.0, 327.9205),
        ("abdominal_circumference", 30.0, 260.18),
        ("femur_length", 20.0, 32.7),
    ],
)
def test_medians_are_those_of_the_relations(measure: str, weeks: float, millimetres: float) -> None:
    """Values worked by hand from the published polynomials."""
    assert measure_mm(measure, weeks)[0] == pytest.approx(millimetres, abs=1e-3)


def test_a_heads_measures_are_those_of_one_ellipse() -> None:
    """Circumference, diameters and half axes of a drawn head agree with each other."""
    for seed in range(50):
        biometry, half_u, half_v = drawn_size(np.random.default_rng(seed), "transthalamic", 24.0, None)
        assert biometry["occipitofrontal_diameter"] == pytest.approx(2 * half_u)
        assert biometry["biparietal_diameter"] == pytest.approx(2 * half_v)
        assert half_v <= MOST_CEPHALIC_INDEX * half_u
        found = ellipse_circumference(half_u, half_v)
        assert found == pytest.approx(biometry["head_circumference"], rel=1e-9)


def test_drawn_heads_vary_about_the_median_with_the_relations_spread() -> None:
    """Mean and deviation of many heads, each within 2.5 standard deviations."""
    median, spread = measure_mm("head_circumference", 28.0)
    rng = np.random.default_rng(1)
    found = np.array(
        [drawn_size(rng, "transcerebellar", 28.0, None)[0]["head_circumference"] for _ in range(2000)]
    )
    assert found.mean() == pytest.approx(median, abs=4 * spread / math.sqrt(2000))
    assert found.std() == pytest.approx(spread, rel=0.08)
    assert np.abs(found - median).max() <= MOST_DEVIATIONS * spread * (1 + 1e-9)


def test_a_head_circumference_that_was_asked_for_is_taken() -> None:
    """Nothing is drawn in its place, and the shape still varies."""
    drawn = [drawn_size(np.random.default_rng(seed), "transthalamic", 24.0, 215.0) for seed in range(5)]
    assert {one[0]["head_circumference"] for one in drawn} == {215.0}
    assert len({one[1] for one in drawn}) == 5


def test_abdomen_and_femur_have_measures_of_their_own() -> None:
    """The abdomen's circumference is its outline's; the femur is as long as twice its half axis."""
    biometry, half_u, half_v = drawn_size(np.random.default_rng(2), "abdomen", 30.0, None)
    assert list(biometry) == ["abdominal_circumference"]
    assert ellipse_circumference(half_u, half_v) == pytest.approx(biometry["abdominal_circumference"])
    biometry, half_u, half_v = drawn_size(np.random.default_rng(2), "femur", 30.0, None)
    assert biometry == {"femur_length": pytest.approx(2 * half_u)}
    assert 0.06 < half_v / half_u < 0.11
