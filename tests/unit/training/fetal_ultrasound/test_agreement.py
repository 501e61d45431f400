"""What the device asks for and what the phantoms draw are the same thing, written twice."""

from __future__ import annotations

import numpy as np
import pytest

from bedside.fetal_ultrasound import interface
from bedside.fetal_ultrasound.processing import layout
from phantoms import fetal_ultrasound as phantoms


@pytest.mark.verifies("SRS-139", purpose="implementation")
def test_planes_and_styles_have_the_same_names_in_the_same_order() -> None:
    """A network's one-hot place means the same on both sides."""
    assert phantoms.PLANES == interface.PLANES
    assert phantoms.STYLES == interface.STYLES


@pytest.mark.verifies("SRS-139", purpose="implementation")
@pytest.mark.parametrize("style", interface.STYLES)
@pytest.mark.parametrize("size", interface.SIZES)
def test_the_field_of_view_is_the_same_to_the_pixel(style: str, size: int) -> None:
    """The device blackens exactly what a phantom of the style leaves black."""
    seen = layout.field_of_view(style, size)
    assert np.array_equal(seen, phantoms.field_of_view(style, size))
    assert 0.4 < seen.mean() < 0.95


@pytest.mark.verifies("SRS-139", purpose="implementation")
@pytest.mark.parametrize("patient", range(5))
def test_the_layout_lies_where_the_phantom_was_drawn(patient: int) -> None:
    """Skull, abdomen and femur of a phantom lie within the outline that the layout paints, and fill it."""
    made = phantoms.patient_phantom(patient, 128)
    case, frame = made.case, made.case.frame
    asked = interface.StructureFrame(
        frame.x_px, frame.y_px, frame.half_u_px, frame.half_v_px, frame.angle_deg
    )
    inside = layout.layout(asked, case.style, case.plane)[2] <= 0
    names = ("femur",) if case.plane == "femur" else (("abdomen",) if case.plane == "abdomen" else ("skull",))
    drawn = np.isin(made.labels, [phantoms.LABELS.index(name) for name in names])
    assert np.count_nonzero(drawn & ~inside) <= 0.1 * np.count_nonzero(drawn)
    rows, columns = np.nonzero(inside)
    found_rows, found_columns = np.nonzero(drawn)
    if case.plane != "femur":  # whose label is the surface that sends echoes back
        assert abs(np.ptp(rows) - np.ptp(found_rows)) <= 2
    assert abs(np.ptp(columns) - np.ptp(found_columns)) <= 2
