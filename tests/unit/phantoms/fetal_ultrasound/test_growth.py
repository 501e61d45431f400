"""Fetuses grow as the published relations say."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import ellipe

from phantoms.fetal_ultrasound.growth import (
    CEPHALIC_INDEX_LEAST,
    CEPHALIC_INDEX_MOST,
    MOST_DEVIATIONS,
    SPREADS,
    cerebellar_diameter_mm,
    circumference,
    drawn_cephalic_index,
    drawn_mm,
    head_diameters_mm,
    median_mm,
    skull_thickness_mm,
)

WEEKS = np.arange(16, 38.01, 0.5)


@pytest.mark.verifies("SRS-181", purpose="implementation")
@pytest.mark.parametrize(
    ("measure", "ga_weeks", "known_mm"),
    [
        ("head_circumference", 20, 175),
        ("head_circumference", 30, 280),
        ("head_circumference", 36, 325),
        ("biparietal_diameter_outer_inner", 20, 47),
        ("biparietal_diameter_outer_inner", 30, 77),
        ("abdominal_circumference", 20, 150),
        ("abdominal_circumference", 30, 260),
        ("femur_length", 20, 33),
        ("femur_length", 30, 58),
    ],
)
def test_medians_are_what_every_sonographer_knows(measure: str, ga_weeks: float, known_mm: float) -> None:
    """Rounded values of the usual charts are met within 2.5 %."""
    assert median_mm(measure, ga_weeks) == pytest.approx(known_mm, rel=0.025)


@pytest.mark.verifies("SRS-181", purpose="implementation")
@pytest.mark.parametrize("measure", list(SPREADS))
def test_every_measure_grows_throughout(measure: str) -> None:
    """No median falls from one half week to the next."""
    assert (np.diff([median_mm(measure, week) for week in WEEKS]) > 0).all()


@pytest.mark.verifies("SRS-181", purpose="implementation")
def test_the_polynomial_is_the_published_one() -> None:
    """At 20 weeks: HC -11.48 + 1.56 * 20 - 0.0002548 * 8000 = 17.6816 cm."""
    assert median_mm("head_circumference", 20) == pytest.approx(176.816)


@pytest.mark.verifies("SRS-181", purpose="negative")
@pytest.mark.parametrize("ga_weeks", [15.99, 38.01, -20.0, math.nan, math.inf])
def test_an_age_out_of_range_is_refused(ga_weeks: float) -> None:
    """The relations are used from 16 to 38 weeks only."""
    with pytest.raises(ValueError, match="16 to 38 weeks"):
        median_mm("femur_length", ga_weeks)


@pytest.mark.verifies("SRS-181", purpose="implementation")
def test_drawn_measures_spread_as_stated() -> None:
    """Mean, deviation and bounds of 4,000 draws are those of the relation."""
    rng = np.random.default_rng(1)
    drawn = np.array([drawn_mm(rng, "head_circumference", 28) for _ in range(4000)])
    relative = drawn / median_mm("head_circumference", 28) - 1
    assert abs(relative.mean()) < 0.003
    assert relative.std() == pytest.approx(SPREADS["head_circumference"], rel=0.06)
    assert np.abs(relative).max() <= MOST_DEVIATIONS * SPREADS["head_circumference"] + 1e-12


@pytest.mark.verifies("SRS-181", purpose="implementation")
@pytest.mark.parametrize("ratio", [0.70, 0.783, 0.87, 1.0])
def test_the_circumference_is_the_elliptic_integral(ratio: float) -> None:
    """Ramanujan's approximation agrees with the complete elliptic integral."""
    exact = 2 * 100 * float(ellipe(1 - ratio**2))
    assert circumference(100, 100 * ratio) == pytest.approx(exact, rel=1e-5)


@pytest.mark.verifies("SRS-181", purpose="implementation")
def test_diameters_give_their_circumference_back() -> None:
    """A round head of circumference 100 pi is 100 across, and any head's diameters agree with it."""
    assert head_diameters_mm(100 * math.pi, 1.0) == pytest.approx((100, 100))
    length, width = head_diameters_mm(250, 0.78)
    assert width / length == pytest.approx(0.78)
    assert circumference(length, width) == pytest.approx(250)


@pytest.mark.verifies("SRS-181", purpose="implementation")
def test_the_outer_diameter_is_wider_than_the_outer_to_inner_one_by_about_the_skull() -> None:
    """At the mean cephalic index the two relations differ by 0.5 to 6 mm."""
    for week in WEEKS:
        _, outer = head_diameters_mm(median_mm("head_circumference", week), 0.783)
        assert 0.5 < outer - median_mm("biparietal_diameter_outer_inner", week) < 6


@pytest.mark.verifies("SRS-181", purpose="implementation")
def test_cephalic_indices_stay_in_their_range() -> None:
    """Most heads are about 0.78, and none is outside the stated range."""
    rng = np.random.default_rng(2)
    drawn = np.array([drawn_cephalic_index(rng) for _ in range(3000)])
    assert drawn.min() >= CEPHALIC_INDEX_LEAST
    assert drawn.max() <= CEPHALIC_INDEX_MOST
    assert drawn.mean() == pytest.approx(0.783, abs=0.004)


@pytest.mark.verifies("SRS-181", purpose="implementation")
def test_cerebellum_and_skull_grow() -> None:
    """The cerebellum is about as wide in millimetres as the age in weeks, then wider; the skull thickens."""
    assert cerebellar_diameter_mm(20) == pytest.approx(20, abs=1)
    assert (np.diff([cerebellar_diameter_mm(week) for week in WEEKS]) > 0).all()
    assert cerebellar_diameter_mm(36) > 40
    assert skull_thickness_mm(16) < skull_thickness_mm(38)
