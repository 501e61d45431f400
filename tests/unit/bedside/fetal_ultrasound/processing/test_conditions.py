"""A condition comes from seed and number alone, covers the range, and fits into what the scanner sees."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from bedside.fetal_ultrasound.interface import PLANES, STYLES
from bedside.fetal_ultrasound.processing.conditions import drawn_condition, seen_whole
from bedside.fetal_ultrasound.processing.growth import measure_mm
from bedside.fetal_ultrasound.processing.layout import field_of_view, frame_coordinates

pytestmark = pytest.mark.verifies("SRS-138", purpose="implementation")


def test_seed_and_number_decide_everything() -> None:
    """The same pair gives the same condition; another seed or number gives another."""
    one = drawn_condition("transthalamic", 24.0, 3, 7)
    assert drawn_condition("transthalamic", 24.0, 3, 7) == one
    assert drawn_condition("transthalamic", 24.0, 3, 8).frame != one.frame
    assert drawn_condition("transthalamic", 24.0, 7, 7).frame != one.frame


@pytest.mark.verifies("RC-065", purpose="implementation")
def test_what_is_left_open_covers_its_whole_range() -> None:
    """Each style comes equally often; sizes lie on both sides of the median; places and directions vary."""
    drawn = [drawn_condition("transventricular", 26.0, number, 1) for number in range(1, 201)]
    assert Counter(one.style for one in drawn) == dict.fromkeys(STYLES, 50)
    median, spread = measure_mm("head_circumference", 26.0)
    off = np.array([(one.biometry_mm["head_circumference"] - median) / spread for one in drawn])
    assert (off < -1).sum() > 15
    assert (off > 1).sum() > 15
    for name, least in (("x_px", 2.0), ("y_px", 2.0), ("angle_deg", 8.0), ("half_u_px", 3.0)):
        assert np.std([getattr(one.frame, name) for one in drawn]) > least, name


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("style", STYLES)
def test_millimetres_and_pixels_hang_together_and_the_outline_is_seen(plane: str, style: str) -> None:
    """Half axes times spacing are the biometry; the whole outline lies in the field of view."""
    for number in range(4):
        one = drawn_condition(plane, 16.0 + 5.5 * number, number, 11, style)
        assert one.style == style
        if plane == "femur":
            assert 2 * one.frame.half_u_px * one.spacing_mm == pytest.approx(one.biometry_mm["femur_length"])
        elif plane != "abdomen":
            biparietal = one.biometry_mm["biparietal_diameter"]
            assert 2 * one.frame.half_v_px * one.spacing_mm == pytest.approx(biparietal)
        u, v = frame_coordinates(one.frame)
        assert field_of_view(style)[np.hypot(u, v) <= 1].all()


def test_an_outline_that_leaves_the_picture_is_not_seen_whole() -> None:
    """Moved to the side by half the picture, a frame that was seen whole no longer is."""
    frame = drawn_condition("transthalamic", 24.0, 1, 5, "linear").frame
    assert seen_whole(frame, "linear")
    assert not seen_whole(replace(frame, x_px=frame.x_px + 64), "linear")
    assert not seen_whole(replace(frame, y_px=frame.y_px - 64), "linear")


def test_a_head_circumference_that_was_asked_for_is_kept() -> None:
    """It stands in the condition, and the pixels follow it."""
    one = drawn_condition("transthalamic", 24.0, 1, 5, "linear", 200.0)
    assert one.biometry_mm["head_circumference"] == 200.0
