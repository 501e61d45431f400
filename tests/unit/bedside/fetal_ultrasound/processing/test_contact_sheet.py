"""The contact sheet shows each image as it is, and says below it what it is."""

from __future__ import annotations

import numpy as np
import pytest

from bedside.fetal_ultrasound.interface import PLANES, STYLES, Condition, StructureFrame, SyntheticImage
from bedside.fetal_ultrasound.processing.contact_sheet import (
    FRAME,
    GAP,
    INK,
    MOST_COLUMNS,
    NOTICE,
    PAPER,
    caption,
    cell_size,
    contact_sheet,
    heading,
)
from bedside.runtime.letters import HEIGHT, WIDTH, written

pytestmark = pytest.mark.verifies("SRS-163", purpose="implementation")
SIZES = {
    "transthalamic": {
        "head_circumference": 220.4, "biparietal_diameter": 60.0, "occipitofrontal_diameter": 78.0,
    },
    "abdomen": {"abdominal_circumference": 190.0},
    "femur": {"femur_length": 43.6},
}  # fmt: skip


def _image(number: int, plane: str = "transthalamic", size: int = 128) -> SyntheticImage:
    frame = StructureFrame(63.5, 63.5, 40, 30, 0)
    condition = Condition(
        plane, 24 + 3 / 7, "curved_soft", frame, 0.8, SIZES.get(plane, SIZES["transthalamic"])
    )
    pixels = np.random.default_rng(number).integers(0, 256, (size, size), dtype=np.uint8)
    return SyntheticImage(number, 4_294_967_295, condition, pixels, 0.8, plane, 0.9)


def _place(number: int, size: int, columns: int) -> tuple[slice, slice]:
    """Return where the pixels of the image in that place lie, counted by hand."""
    width, height = cell_size(size)
    row, column = divmod(number, columns)
    x = GAP + column * (width + GAP) + (width - size - 2) // 2 + 1
    y = GAP + 4 * HEIGHT + GAP + row * (height + GAP) + 1
    return slice(y, y + size), slice(x, x + size)


@pytest.mark.parametrize("size", [128, 256])
@pytest.mark.parametrize(("count", "columns"), [(1, 1), (4, 2), (5, 3), (48, 7)])
def test_every_image_stands_in_its_place_pixel_for_pixel(size: int, count: int, columns: int) -> None:
    """In reading order, in a frame; nothing of it is scaled."""
    images = [_image(number, size=size) for number in range(1, count + 1)]
    sheet = contact_sheet(images, size, count)
    for number, image in enumerate(images):
        rows, across = _place(number, size, columns)
        assert np.array_equal(sheet[rows, across], image.pixels)
        assert (sheet[rows.start - 1, across] == FRAME).all()
    assert columns <= MOST_COLUMNS


@pytest.mark.verifies("RC-054", purpose="effectiveness")
def test_no_cell_nor_heading_is_without_the_notice() -> None:
    """Dots of the letters, found where they were written: an output_without_statement would have none."""
    sheet = contact_sheet([_image(1), _image(2, "abdomen"), _image(3, "femur")], 128, 3)
    dots = written(NOTICE)
    output_without_statement = 0
    for number in range(3):
        rows, _ = _place(number, 128, 2)
        top = rows.stop + 3 + 4 * HEIGHT
        left = GAP + (number % 2) * (cell_size(128)[0] + GAP) + 1
        line = sheet[top : top + HEIGHT, left : left + dots.shape[1]]
        output_without_statement += not np.array_equal(line == INK, dots)
    assert output_without_statement == 0
    large = dots.repeat(2, axis=0).repeat(2, axis=1)
    assert np.array_equal(sheet[GAP : GAP + 2 * HEIGHT, GAP : GAP + large.shape[1]] == INK, large)


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("style", STYLES)
def test_every_line_of_a_caption_fits_and_has_letters(plane: str, style: str) -> None:
    """No sign that the letters do not know, no line wider than its cell."""
    image = _image(10_000, plane)
    object.__setattr__(image.condition, "style", style)
    for line in (*caption(image), *heading(48, 10_000), *heading(1, 1)):
        assert not any(written(letter)[1:8, :5].all() for letter in line)
    assert max(map(len, caption(image))) * WIDTH <= cell_size(128)[0]


def test_a_caption_says_what_was_asked() -> None:
    """Number, plane, age in weeks and days, the size by its sign, style, seed."""
    assert caption(_image(7)) == (
        "0007 TRANSTHALAMIC", "24W3D  HC 220 MM", "CURVED SOFT", "SEED 4294967295", NOTICE,
    )  # fmt: skip
    assert caption(_image(7, "abdomen"))[1] == "24W3D  AC 190 MM"
    assert caption(_image(7, "femur"))[1] == "24W3D  FL 44 MM"


def test_the_heading_counts_what_the_sheet_leaves_out() -> None:
    """All, one, none, or the first of many."""
    assert heading(16, 16)[1] == "16 IMAGES"
    assert heading(1, 1)[1] == "1 IMAGE"
    assert heading(48, 1000)[1] == "THE FIRST 48 OF 1000 IMAGES"
    empty = contact_sheet([], 128, 0)
    assert (empty == INK).any()
    assert heading(0, 0)[1] == "0 IMAGES"
    assert empty[-1, -1] == PAPER
