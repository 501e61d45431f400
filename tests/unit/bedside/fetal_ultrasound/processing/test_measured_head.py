"""The head that an image shows is measured in millimetres, whatever was asked for."""

from __future__ import annotations

import numpy as np
import pytest

from bedside.fetal_ultrasound.interface import Condition, StructureFrame, SyntheticImage
from bedside.fetal_ultrasound.processing.layout import frame_coordinates
from bedside.fetal_ultrasound.processing.measured_head import head_in, measured_mm

pytestmark = pytest.mark.verifies("SRS-163", purpose="implementation")
ASKED = StructureFrame(64, 65, 40, 31, 10)
SPACING_MM = 0.9


def _image(shown: StructureFrame, plane: str = "transthalamic", size: int = 128) -> SyntheticImage:
    """Draw a skull three pixels thick whose outer edge is the frame, asked to be at ASKED."""
    u, v = frame_coordinates(shown)
    depth_px = (1 - np.hypot(u, v)) * (shown.half_u_px + shown.half_v_px) / 2
    skull = 60 + 160 * np.exp(-(((depth_px - 1.5) / 1.2) ** 2))
    pixels = np.rint(skull).astype(np.uint8).repeat(size // 128, axis=0).repeat(size // 128, axis=1)
    condition = Condition(plane, 24.0, "curved_soft", ASKED, SPACING_MM, {"head_circumference": 200.0})
    return SyntheticImage(1, 1, condition, pixels, SPACING_MM * 128 / size, plane, 1.0)


@pytest.mark.parametrize("size", [128, 256])
def test_the_measured_head_is_the_shown_one_and_not_the_asked_one(size: int) -> None:
    """A head of nine tenths measures nine tenths, whatever was asked, in millimetres at either size.

    The drawn skull has none of the blur that the calipers take off: a tenth of leeway for the whole, and two
    per cent for the ratio, in which it cancels out.
    """
    whole, less = (
        measured_mm(_image(StructureFrame(64, 65, 40 * factor, 31 * factor, 10), size=size))
        for factor in (1.0, 0.9)
    )
    assert whole is not None
    assert less is not None
    # Ramanujan for half axes of 40 and 31 px: 224.0 px, by 0.9 mm 201.6 mm; across 62 px, 55.8 mm.
    assert whole["head_circumference"] == pytest.approx(201.6, rel=0.1)
    assert whole["biparietal_diameter"] == pytest.approx(55.8, rel=0.1)
    assert less["head_circumference"] / whole["head_circumference"] == pytest.approx(0.9, rel=0.02)


def test_without_a_head_nothing_is_measured() -> None:
    """An abdomen has none, and an empty picture shows none."""
    assert head_in(_image(ASKED, plane="abdomen")) is None
    blank = _image(ASKED)
    blank.pixels[:] = np.random.default_rng(0).integers(40, 60, blank.pixels.shape)
    assert measured_mm(blank) is None
