"""A frame refuses what is no picture, and gives luma from 0 to 1."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.runtime.media import Frame


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"index": -1}, "index"),
        ({"t_s": float("nan")}, "finite time"),
        ({"t_s": float("inf")}, "finite time"),
        ({"bit_depth": 7}, "bit depth"),
        ({"bit_depth": 17}, "bit depth"),
        ({"bit_depth": 12}, "cannot be uint8"),
        ({"pixels": np.zeros((4, 4))}, "cannot be float64"),
        ({"pixels": np.zeros((4, 4, 4), np.uint8)}, "not empty"),
        ({"pixels": np.zeros((4,), np.uint8)}, "not empty"),
        ({"pixels": np.zeros((0, 4), np.uint8)}, "not empty"),
    ],
)
def test_a_frame_refuses_what_is_no_picture(changes, reason):
    """Each field is checked when the frame is made."""
    fields = {"index": 0, "t_s": 0.0, "pixels": np.zeros((4, 4), np.uint8)} | changes
    with pytest.raises(ValueError, match=reason):
        Frame(**fields)


def test_a_frame_cannot_be_changed_and_leaves_the_source_array_writable():
    """The pixels are read-only through the frame alone."""
    pixels = np.zeros((4, 6), np.uint8)
    frame = Frame(0, 0.0, pixels)
    with pytest.raises(ValueError, match="read-only"):
        frame.pixels[0, 0] = 1
    pixels[0, 0] = 1
    assert (frame.height, frame.width, frame.white) == (4, 6, 255)


@pytest.mark.parametrize(
    ("depth", "kind"), [(8, np.uint8), (10, np.uint16), (12, np.uint16), (16, np.uint16)]
)
@pytest.mark.verifies("SRS-003", purpose="implementation")
def test_black_is_0_and_white_is_1_at_every_bit_depth(depth, kind):
    """Luma does not depend on the depth that a source stores, for grey and for colour."""
    white = (1 << depth) - 1
    grey = Frame(0, 0.0, np.array([[0, white]], kind), depth).grey()
    colour = Frame(0, 0.0, np.array([[[0] * 3, [white] * 3]], kind), depth).grey()
    assert grey.dtype == colour.dtype == np.float32
    np.testing.assert_allclose(grey, [[0, 1]], atol=1e-6)
    np.testing.assert_allclose(colour, [[0, 1]], atol=1e-6)


@settings(derandomize=True, deadline=None)
@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_luma_of_a_colour_lies_between_its_smallest_and_largest_part(colour):
    """The weights are positive and add up to one."""
    luma = Frame(0, 0.0, np.array([[colour]], np.uint8)).grey()[0, 0] * 255
    assert min(colour) - 1e-3 <= luma <= max(colour) + 1e-3
