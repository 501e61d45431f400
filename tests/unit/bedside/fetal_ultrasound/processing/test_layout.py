"""The layout says to the pixel where the structure lies and what the scanner sees."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bedside.fetal_ultrasound.interface import PLANES, STYLES, Condition, StructureFrame
from bedside.fetal_ultrasound.processing.layout import (
    CONDITION_LENGTH,
    LAYOUT_CHANNELS,
    condition_vector,
    field_of_view,
    frame_coordinates,
    layout,
)

pytestmark = [
    pytest.mark.verifies("SRS-139", purpose="implementation"),
    pytest.mark.verifies("RC-055", purpose="implementation"),
]
FRAME = StructureFrame(64.0, 60.0, 40.0, 30.0, 0.0)


def test_the_outline_lies_where_the_frame_says() -> None:
    """Level, u is 1 at the right end and v is 1 at the lower end, at the centres of pixels."""
    u, v = frame_coordinates(FRAME)
    assert (u[60, 64], v[60, 64]) == (0, 0)
    assert (u[60, 104], v[60, 104]) == (pytest.approx(1), 0)
    assert (u[90, 64], v[90, 64]) == (0, pytest.approx(1))


def test_a_frame_turns_counter_clockwise_as_seen() -> None:
    """At 90 degrees less a little the right end points up the picture."""
    u, v = frame_coordinates(StructureFrame(64.0, 60.0, 40.0, 30.0, -90.0))
    assert u[100, 64] == pytest.approx(1)  # turned clockwise by a right angle, u points down
    turned = frame_coordinates(StructureFrame(64.0, 60.0, 40.0, 30.0, 45.0))
    step = round(40 * math.sqrt(0.5))
    assert turned[0][60 - step, 64 + step] == pytest.approx(math.sqrt(2) * step / 40)
    assert turned[1][60 - step, 64 + step] == pytest.approx(0, abs=1e-9)
    assert v[60, 64] == 0


def test_the_painted_circumference_is_the_frames() -> None:
    """The area within rho = 1 is that of the ellipse, so that the size is not left to the network."""
    channels = layout(FRAME, "linear", "transthalamic")
    assert channels.shape == (LAYOUT_CHANNELS, 128, 128)
    assert channels.dtype == np.float32
    inside = int((channels[2] <= 0).sum())
    head_area_error = abs(inside / (math.pi * 40 * 30) - 1)
    assert head_area_error < 0.005


def test_channels_are_cut_and_a_femur_is_a_bar() -> None:
    """Coordinates end at 2, the distance at 1; a femur's outline has corners where an ellipse has none."""
    thin = StructureFrame(64.0, 60.0, 40.0, 4.0, 0.0)
    bar, oval = (layout(thin, "linear", plane) for plane in ("femur", "abdomen"))
    assert np.abs(bar[:2]).max() == 2
    assert bar[2].max() == 1
    assert bar[2][63, 100] <= 0 < oval[2][63, 100]


@pytest.mark.parametrize("style", STYLES)
def test_the_field_of_view_is_the_same_shape_at_either_size(style: str) -> None:
    """A pixel of 128 and the four of 256 in its place agree but along the border; nobody can write to it."""
    small, large = field_of_view(style, 128), field_of_view(style, 256)
    share = large.reshape(128, 2, 128, 2).mean(axis=(1, 3))
    assert ((share > 0.5) != small).mean() < 0.02
    assert 0.3 < small.mean() < 0.95
    assert np.array_equal(layout(FRAME, style, "abdomen")[3], small)
    with pytest.raises(ValueError, match="read-only"):
        small[0, 0] = True


def test_the_vector_says_plane_style_age_and_spacing() -> None:
    """One-hot plane, one-hot style, age about its middle, logarithm of the spacing."""
    one = Condition("transcerebellar", 38.0, "linear", FRAME, 0.8 * math.e, {"head_circumference": 300.0})
    wanted = np.zeros(CONDITION_LENGTH)
    wanted[PLANES.index("transcerebellar")] = wanted[5 + STYLES.index("linear")] = 1
    wanted[-2:] = 1, 1
    assert condition_vector(one) == pytest.approx(wanted)
