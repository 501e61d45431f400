"""Which examinations are drawn."""

from __future__ import annotations

import numpy as np
import pytest

from phantoms.fetal_ultrasound.growth import circumference, median_mm
from phantoms.fetal_ultrasound.population import drawn_case, patient_case, seen_whole
from phantoms.fetal_ultrasound.scanner import STYLES
from phantoms.fetal_ultrasound.truth import HEAD_PLANES, PLANES

CASES = [drawn_case(np.random.default_rng((7, number))) for number in range(400)]


@pytest.mark.verifies("SRS-174", purpose="implementation")
def test_all_planes_styles_and_ages_occur() -> None:
    """Each plane and style takes about its even share, and ages reach from 16 to 38 weeks."""
    for names, kind in ((PLANES, "plane"), (STYLES, "style")):
        shares = [sum(getattr(case, kind) == name for case in CASES) / len(CASES) for name in names]
        assert min(shares) > 0.6 / len(names)
    ages = [case.ga_weeks for case in CASES]
    assert 16 <= min(ages) < 17
    assert 37 < max(ages) <= 38


@pytest.mark.verifies("SRS-174", purpose="implementation")
def test_the_frame_is_the_biometry_over_the_spacing() -> None:
    """Half axes times spacing give every measure back."""
    for case in CASES:
        length = 2 * case.frame.half_u_px * case.spacing_mm
        width = 2 * case.frame.half_v_px * case.spacing_mm
        if case.plane in HEAD_PLANES:
            assert case.biometry_mm["occipitofrontal_diameter"] == pytest.approx(length)
            assert case.biometry_mm["biparietal_diameter"] == pytest.approx(width)
            assert case.biometry_mm["head_circumference"] == pytest.approx(circumference(length, width))
        elif case.plane == "abdomen":
            assert case.biometry_mm["abdominal_circumference"] == pytest.approx(circumference(length, width))
        else:
            assert case.biometry_mm["femur_length"] == pytest.approx(length)


@pytest.mark.verifies("SRS-174", purpose="implementation")
def test_every_structure_is_seen_whole_at_a_plausible_spacing() -> None:
    """No outline leaves the field of view; spacing lies in 0.4 to 2.5 mm; angles in 35 degrees."""
    assert all(seen_whole(case.frame, case.style) for case in CASES)
    assert all(0.4 <= case.spacing_mm <= 2.5 for case in CASES)
    assert all(abs(case.frame.angle_deg) <= 35 for case in CASES)


@pytest.mark.verifies("SRS-174", purpose="implementation")
def test_heads_are_about_the_growth_relation() -> None:
    """The mean ratio of circumference to the median at the age is 1."""
    heads = [case for case in CASES if case.plane in HEAD_PLANES]
    ratios = [
        case.biometry_mm["head_circumference"] / median_mm("head_circumference", case.ga_weeks)
        for case in heads
    ]
    assert np.mean(ratios) == pytest.approx(1, abs=0.01)
    assert 0.025 < np.std(ratios) < 0.045


@pytest.mark.verifies("SRS-174", purpose="implementation")
def test_a_seed_decides_the_case() -> None:
    """The same generator draws the same case, another one another."""
    first, again = (drawn_case(np.random.default_rng(5), "abdomen", 30.0, "linear", 3) for _ in range(2))
    assert first == again
    assert first != drawn_case(np.random.default_rng(6), "abdomen", 30.0, "linear", 3)
    assert (first.plane, first.ga_weeks, first.style, first.patient) == ("abdomen", 30.0, "linear", 3)


@pytest.mark.verifies("SRS-174", purpose="negative")
@pytest.mark.parametrize(
    ("plane", "ga_weeks", "style"),
    [
        ("cervix", 24.0, "linear"),
        ("femur", 24.0, "phased"),
        ("femur", 15.9, "linear"),
        ("abdomen", 38.1, "linear"),
    ],
)
def test_what_the_phantom_does_not_know_is_refused(plane: str, ga_weeks: float, style: str) -> None:
    """Planes, styles and ages out of range raise."""
    with pytest.raises(ValueError, match="found"):
        drawn_case(np.random.default_rng(0), plane, ga_weeks, style)


@pytest.mark.verifies("SRS-174", purpose="implementation")
def test_a_patient_is_decided_by_the_number_alone() -> None:
    """Twenty patients take turns through all planes and styles; a number repeats its case."""
    cases = [patient_case(1_000_000 + number) for number in range(20)]
    assert len({(case.plane, case.style) for case in cases}) == 20
    assert len({case.ga_weeks for case in cases}) == 20
    assert (cases[0].plane, cases[0].style, cases[0].patient) == (PLANES[0], STYLES[0], 1_000_000)
    assert patient_case(7) == patient_case(7)


@pytest.mark.verifies("SRS-174", purpose="negative")
def test_a_patient_below_zero_is_refused() -> None:
    """Numbers begin at 0."""
    with pytest.raises(ValueError, match="from 0"):
        patient_case(-1)
