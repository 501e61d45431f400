"""The device and the phantoms say the same of planes, scanners and growth, each in words of its own.

The generator is trained on phantoms and paints into the device's frames: a difference would shift all images.
"""

from __future__ import annotations

import numpy as np
import pytest

from bedside.fetal_ultrasound import interface
from bedside.fetal_ultrasound.processing import conditions, growth, layout
from bedside.fetal_ultrasound.processing.calipers import ellipse_circumference
from phantoms import fetal_ultrasound as phantoms
from phantoms.fetal_ultrasound import growth as phantom_growth
from phantoms.fetal_ultrasound.truth import HEAD_PLANES

WEEKS = np.linspace(interface.LEAST_GA_WEEKS, interface.MOST_GA_WEEKS, 23 * 7 + 1)


@pytest.mark.verifies("SRS-139", purpose="implementation")
@pytest.mark.parametrize("size", interface.SIZES)
@pytest.mark.parametrize("style", interface.STYLES)
def test_both_see_the_same_pixels(style: str, size: int) -> None:
    """The fields of view are equal, pixel for pixel, and neither empty nor the whole image."""
    device = layout.field_of_view(style, size)
    assert np.array_equal(device, phantoms.field_of_view(style, size))
    assert 0.3 < device.mean() < 0.95


def test_both_name_planes_and_styles_alike() -> None:
    """The same names in the same order: they are places in the condition's vector."""
    assert interface.PLANES == phantoms.PLANES
    assert interface.STYLES == phantoms.STYLES
    assert interface.HEAD_PLANES == HEAD_PLANES


@pytest.mark.verifies("SRS-138", purpose="implementation")
@pytest.mark.parametrize("measure", ["head_circumference", "abdominal_circumference", "femur_length"])
def test_both_grow_alike(measure: str) -> None:
    """Medians and spreads are equal on every day from 16 to 38 weeks, and rise."""
    assert (WEEKS[0], WEEKS[-1]) == (phantom_growth.LEAST_GA_WEEKS, phantom_growth.MOST_GA_WEEKS)
    device = np.array([growth.measure_mm(measure, week) for week in WEEKS])
    median = np.array([phantom_growth.median_mm(measure, week) for week in WEEKS])
    assert device[:, 0] == pytest.approx(median)
    assert device[:, 1] == pytest.approx(median * phantom_growth.SPREADS[measure])
    assert np.all(np.diff(median) > 0)


@pytest.mark.verifies("SRS-138", purpose="implementation")
def test_both_draw_heads_alike() -> None:
    """The same ranges of the cephalic index and deviations, and diameters from a circumference."""
    device = (growth.LEAST_CEPHALIC_INDEX, growth.CEPHALIC_INDEX, growth.MOST_CEPHALIC_INDEX)
    phantom = (
        phantom_growth.CEPHALIC_INDEX_LEAST,
        phantom_growth.CEPHALIC_INDEX,
        phantom_growth.CEPHALIC_INDEX_MOST,
    )
    assert device == phantom
    assert growth.CEPHALIC_INDEX_SPREAD == phantom_growth.CEPHALIC_INDEX_SPREAD
    assert growth.MOST_DEVIATIONS == phantom_growth.MOST_DEVIATIONS
    for index in device:
        length, width = phantom_growth.head_diameters_mm(250.0, index)
        assert ellipse_circumference(length / 2, width / 2) == pytest.approx(250.0, rel=1e-5)


@pytest.mark.verifies("SRS-139", purpose="implementation")
@pytest.mark.parametrize("plane", interface.PLANES)
def test_both_frame_the_structure_alike(plane: str) -> None:
    """Phantoms' frames are frames of the device, seen whole; its own fill the same part of the image."""
    spans = []
    for number in range(40):
        case = phantoms.drawn_case(np.random.default_rng(number), plane)
        frame = case.frame
        same = interface.StructureFrame(
            frame.x_px, frame.y_px, frame.half_u_px, frame.half_v_px, frame.angle_deg
        )
        assert conditions.seen_whole(same, case.style)
        own = conditions.drawn_condition(plane, case.ga_weeks, number, 1, case.style).frame
        spans.append((same.half_u_px, own.half_u_px))
    phantom_px, device_px = np.array(spans).T
    assert np.median(device_px) == pytest.approx(np.median(phantom_px), rel=0.1)


@pytest.mark.verifies("SRS-139", purpose="implementation")
def test_the_phantoms_skull_lies_on_the_devices_outline() -> None:
    """Within the painted outline and on its border, the phantom's labels say head; outside they do not."""
    for patient in range(3):  # three planes of the head
        phantom = phantoms.patient_phantom(patient)
        frame = phantom.case.frame
        u, v = layout.frame_coordinates(
            interface.StructureFrame(
                frame.x_px, frame.y_px, frame.half_u_px, frame.half_v_px, frame.angle_deg
            )
        )
        rho = np.hypot(u, v)
        skull = phantom.labels == phantoms.LABELS.index("skull")
        assert skull[(rho > 0.97) & (rho < 0.99)].mean() > 0.9
        assert not skull[rho > 1.02].any()
