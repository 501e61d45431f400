"""A PNG file says in words what it is, and its pixels are what they were."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from bedside.fetal_ultrasound.processing.stated_png import stated_png
from bedside.runtime.png import png_bytes

pytestmark = pytest.mark.verifies("SRS-163", purpose="implementation")


@pytest.mark.verifies("RC-054", purpose="effectiveness")
def test_another_decoder_reads_the_same_pixels_and_the_statement() -> None:
    """Pillow checks every chunk's sum; without its texts it would be an output_without_statement."""
    pixels = np.random.default_rng(0).integers(0, 256, (128, 256), dtype=np.uint8)
    image = Image.open(io.BytesIO(stated_png(pixels, "Not a patient's image.")))
    image.load()
    assert image.mode == "L"
    assert np.array_equal(np.asarray(image), pixels)
    texts = getattr(image, "text", "output_without_statement")
    assert texts["Disclaimer"] == "Not a patient's image."
    assert texts["Source"] == "synthetic"
    assert texts["Software"].startswith("Bedside 0.")


def test_the_same_picture_gives_the_same_bytes_and_only_chunks_are_added() -> None:
    """Signature and header first, then the texts, then the plain file's rest."""
    pixels = np.arange(100, dtype=np.uint8).reshape(10, 10)
    stated, plain = stated_png(pixels, "x"), png_bytes(pixels)
    assert stated == stated_png(pixels, "x")
    assert (stated[:33], stated[-len(plain) + 33 :]) == (plain[:33], plain[33:])
    assert stated != stated_png(pixels, "y")
