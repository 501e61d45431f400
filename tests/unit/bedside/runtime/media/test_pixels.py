"""Pixels come as FFmpeg itself would convert them, whatever the format and range."""

import av
import numpy as np
import pytest

from bedside.runtime.media.pixels import Converter

UNKNOWN, LIMITED, FULL = 0, 1, 2


def picture(layout, colour_range=UNKNOWN, height=34, width=50):
    """Make a picture whose planes hold every sample value."""
    frame = av.VideoFrame(width, height, layout)
    frame.color_range = colour_range
    deep = max(part.bits for part in frame.format.components)
    for number, plane in enumerate(frame.planes):
        kind = np.uint8 if deep == 8 else np.uint16
        count = plane.buffer_size // kind().itemsize
        values = (np.arange(count) * (number + 1)) % (1 << deep)
        plane.update(values.astype(kind).tobytes())
    return frame


@pytest.mark.parametrize("colour_range", [UNKNOWN, LIMITED, FULL])
@pytest.mark.parametrize(
    "layout", ["gray", "yuv420p", "yuv422p", "yuv444p", "yuvj420p", "nv12", "rgb24", "bgr0"]
)
@pytest.mark.verifies("SRS-003", purpose="implementation")
def test_luma_of_8_bits_is_what_the_library_converts_to_grey(layout, colour_range):
    """Taking and stretching the plane gives the very pixels that the library's conversion gives."""
    frame = picture(layout, colour_range)
    pixels, depth = Converter(grey=True).pixels(frame)
    assert (pixels.shape, pixels.dtype, depth) == ((34, 50), np.uint8, 8)
    np.testing.assert_array_equal(pixels, frame.to_ndarray(format="gray"))


@pytest.mark.parametrize(
    ("layout", "depth"),
    [
        ("gray10le", 10),
        ("gray12le", 12),
        ("yuv420p10le", 10),
        ("yuv422p12le", 12),
        ("gray16le", 16),
        ("gray10be", 10),
    ],
)
@pytest.mark.verifies("SRS-003", purpose="implementation")
def test_deep_luma_keeps_its_depth(layout, depth):
    """Ten bits stay ten bits: 2**10 - 1 is white."""
    frame = picture(layout, FULL)
    pixels, found = Converter(grey=True).pixels(frame)
    assert (pixels.dtype, found) == (np.uint16, depth)
    np.testing.assert_array_equal(pixels, frame.to_ndarray(format=f"gray{depth}le"))


@pytest.mark.parametrize(
    ("layout", "depth"),
    [("yuv420p", 8), ("rgb24", 8), ("yuv420p10le", 10), ("gbrp12le", 12), ("yuv444p16le", 16)],
)
@pytest.mark.verifies("SRS-003", purpose="implementation")
def test_colour_comes_as_rgb_at_its_own_depth(layout, depth):
    """Three channels, red first."""
    frame = picture(layout)
    pixels, found = Converter(grey=False).pixels(frame)
    assert (pixels.shape, found) == ((34, 50, 3), depth)
    expected = frame.to_ndarray(format="rgb24" if depth == 8 else f"gbrp{depth}le")
    np.testing.assert_array_equal(pixels, expected)


def test_limited_range_reaches_black_and_white():
    """Sixteen is black and 235 is white in limited range; what lies outside is cut off."""
    frame = picture("yuv420p", LIMITED, 16, 16)
    frame.planes[0].update(bytes([0, 16, 235, 255] * (frame.planes[0].buffer_size // 4)))
    pixels, _ = Converter(grey=True).pixels(frame)
    assert pixels[0, :4].tolist() == [0, 0, 255, 255]


@pytest.mark.parametrize("layout", ["yuv420p", "yuv420p10le", "yuv422p12le"])
@pytest.mark.parametrize("colour_space", [1, 5, 9])  # ITU-R BT.709, 601, 2020
@pytest.mark.verifies("SRS-003", purpose="implementation")
def test_limited_luma_is_stretched_by_the_same_rule_whatever_the_colours(layout, colour_space):
    """Luma is the stream's own: within half a level of (Y - 16) * 255 / 219, in units of the depth."""
    frame = picture(layout, LIMITED)
    frame.colorspace = colour_space
    pixels, depth = Converter(grey=True).pixels(frame)
    kind, unit, white = (np.uint8 if depth == 8 else np.uint16), 1 << (depth - 8), (1 << depth) - 1
    plane = frame.planes[0]
    stored = np.frombuffer(bytes(plane), kind).reshape(34, -1)[:, :50].astype(float)
    expected = np.clip((stored - 16 * unit) * white / (219 * unit), 0, white)
    assert np.abs(pixels - expected).max() <= 0.5


def test_full_range_luma_is_not_copied():
    """The plane as it lies shares the picture's memory."""
    pixels, _ = Converter(grey=True).pixels(picture("yuvj420p"))
    assert not pixels.flags.owndata


def test_one_converter_serves_pictures_of_many_kinds():
    """What is kept from one picture to the next never shows in the pixels."""
    converter = Converter(grey=True)
    for layout in ("yuyv422", "rgb24", "yuyv422", "gray10le", "yuv420p"):
        frame = picture(layout)
        pixels, depth = converter.pixels(frame)
        np.testing.assert_array_equal(pixels, frame.to_ndarray(format="gray" if depth == 8 else "gray10le"))
