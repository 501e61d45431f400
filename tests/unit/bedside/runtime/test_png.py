"""A picture inside a drawing is the picture."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from bedside.runtime.media.still import decode_still
from bedside.runtime.png import data_uri, png_bytes

pytestmark = pytest.mark.verifies("SRS-109", purpose="implementation")


@pytest.mark.parametrize("shape", [(1, 1, 3), (7, 5, 3), (108, 192, 3)])
def test_a_decoder_gives_the_pixels_back(shape: tuple[int, int, int]) -> None:
    """FFmpeg's decoder, which had no part in writing it, reads every pixel as it was."""
    pixels = np.random.default_rng(3).integers(0, 256, shape, dtype=np.uint8)
    still = decode_still(png_bytes(pixels), "png", grey=False)
    assert still is not None
    assert not still.damaged
    assert np.array_equal(still.pixels, pixels)


def test_a_grey_picture_stays_grey() -> None:
    """One channel goes in, the same one comes out."""
    pixels = np.random.default_rng(4).integers(0, 256, (9, 14), dtype=np.uint8)
    still = decode_still(png_bytes(pixels), "png", grey=True)
    assert still is not None
    assert np.array_equal(still.pixels, pixels)


def test_an_address_holds_the_file() -> None:
    """The address is the file's bytes in base 64, the same each time."""
    pixels = np.arange(75, dtype=np.uint8).reshape(5, 5, 3)
    kind, data = data_uri(pixels).split(",")
    assert kind == "data:image/png;base64"
    assert base64.b64decode(data) == png_bytes(pixels)
