"""Frames of all kinds become RGB pictures of eight bits."""

import numpy as np

from bedside.endoscopy.pipeline.picture import rgb_picture
from bedside.runtime.media import Frame


def test_a_colour_frame_is_its_own_picture():
    """No copy is made of it, and none of it can be written to."""
    pixels = np.arange(16 * 16 * 3, dtype=np.uint8).reshape(16, 16, 3)
    picture = rgb_picture(Frame(0, 0.0, pixels))
    assert np.shares_memory(picture, pixels)
    assert not picture.flags.writeable


def test_a_grey_frame_of_ten_bits_is_shown_in_eight():
    """The same in all three colours."""
    pixels = np.full((16, 16), 1023, np.uint16)
    picture = rgb_picture(Frame(0, 0.0, pixels, bit_depth=10))
    assert (picture.shape, picture.dtype) == ((16, 16, 3), np.uint8)
    assert (picture == 255).all()
