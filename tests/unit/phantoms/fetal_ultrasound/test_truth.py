"""Frames, cases and phantoms refuse what cannot be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from phantoms.fetal_ultrasound import LABELS, truth
from phantoms.fetal_ultrasound.population import drawn_case
from phantoms.fetal_ultrasound.truth import Frame, Phantom


@pytest.mark.verifies("SRS-174", purpose="implementation")
def test_labels_are_named_in_their_order() -> None:
    """Each label's constant is the index of its name."""
    assert [getattr(truth, name.upper()) for name in LABELS] == list(range(len(LABELS)))


@pytest.mark.verifies("SRS-174", purpose="implementation")
def test_a_frame_at_256_has_twice_the_axes_and_the_same_place() -> None:
    """A centre at 10 lies at 20.5 in pixels half as large."""
    frame = Frame(10.0, 63.5, 40.0, 30.0, -12.0).at_size(256)
    assert (frame.x_px, frame.y_px) == (20.5, 127.5)
    assert (frame.half_u_px, frame.half_v_px, frame.angle_deg) == (80.0, 60.0, -12.0)


@pytest.mark.verifies("SRS-174", purpose="negative")
@pytest.mark.parametrize(
    "values",
    [(0, 0, 10, 11, 0), (0, 0, 10, 0, 0), (float("nan"), 0, 10, 5, 0), (0, 0, 10, 5, 90), (0, 0, 10, 5, -91)],
)
def test_a_frame_that_cannot_be_is_refused(values: tuple[float, float, float, float, float]) -> None:
    """Axes have an order, angles a range, and numbers are finite."""
    with pytest.raises(ValueError, match="frame"):
        Frame(*values)


@pytest.mark.verifies("SRS-174", purpose="negative")
def test_a_case_that_cannot_be_is_refused() -> None:
    """Plane, style, age, spacing and measures are checked."""
    case = drawn_case(np.random.default_rng(0), "femur", 20.0, "linear")
    changes = (
        {"plane": "x"},
        {"style": "x"},
        {"ga_weeks": 39.0},
        {"spacing_mm": 0.0},
        {"biometry_mm": {"a": -1.0}},
    )
    for change in changes:
        with pytest.raises(ValueError, match="case"):
            replace(case, **change)


@pytest.mark.verifies("SRS-174", purpose="negative")
def test_a_phantom_is_of_one_size() -> None:
    """Image and labels of different sizes are refused."""
    case = drawn_case(np.random.default_rng(0))
    seen = np.ones((128, 128), dtype=np.bool_)
    image = np.zeros((128, 128), dtype=np.uint8)
    with pytest.raises(ValueError, match="one size"):
        Phantom(image, image[:64], seen, case)
    assert (
        Phantom(
            np.zeros((256, 256), np.uint8), np.zeros((256, 256), np.uint8), np.ones((256, 256), bool), case
        ).spacing_mm
        == case.spacing_mm / 2
    )
