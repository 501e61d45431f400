"""Any frame comes to the plane whole, and every place finds back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.endoscopy.processing.preprocessing import (
    GRID_HEIGHT,
    GRID_WIDTH,
    PLANE_HEIGHT,
    PLANE_WIDTH,
    Letterbox,
    PlaneMaker,
    scene_input,
    workflow_picture,
)
from bedside.runtime.media import Frame

SIZES = [(480, 854), (1080, 1920), (576, 720), (1080, 1080), (1920, 1080), (90, 700), (144, 256), (33, 47)]


def noise(height: int, width: int) -> np.ndarray:
    """Draw any picture."""
    return np.random.default_rng(3).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.mark.verifies("SRS-061", purpose="implementation")
@pytest.mark.parametrize(("height", "width"), SIZES)
def test_a_frame_lies_whole_and_centred_in_the_plane(height: int, width: int) -> None:
    """One side fills the plane, the bars beside it differ by a pixel at most, proportions hold to a pixel."""
    box = Letterbox.of(height, width)
    rows, columns = box.content
    assert box.size[0] == PLANE_HEIGHT or box.size[1] == PLANE_WIDTH
    assert 0 <= (PLANE_HEIGHT - rows.stop) - rows.start <= 1
    assert 0 <= (PLANE_WIDTH - columns.stop) - columns.start <= 1
    assert abs(box.size[0] / box.size[1] * width - height) <= height / min(box.size)


@pytest.mark.verifies("SRS-061", purpose="implementation")
@given(st.integers(1, 4000), st.integers(1, 4000), st.floats(-10, 5000), st.floats(-10, 5000))
def test_a_place_finds_back(height: int, width: int, x: float, y: float) -> None:
    """From the frame to the plane and back is the same place, whatever the size; a cell's centre too."""
    box = Letterbox.of(height, width)
    back = box.to_frame(*box.to_plane(x, y))
    assert np.allclose(back, (x, y), atol=0.005)
    cell = box.to_plane(*box.cell_to_frame(3.0, 7.0))
    assert np.allclose(cell, (6.5, 14.5), atol=1e-6)


@pytest.mark.verifies("SRS-061", purpose="implementation")
@pytest.mark.parametrize(("height", "width"), SIZES[:5])
def test_corners_of_the_frame_are_corners_of_the_content(height: int, width: int) -> None:
    """The outer edges of the frame's pixels fall on the outer edges of the plane's content."""
    box = Letterbox.of(height, width)
    rows, columns = box.content
    assert np.allclose(box.to_plane(-0.5, -0.5), (columns.start - 0.5, rows.start - 0.5))
    assert np.allclose(box.to_plane(width - 0.5, height - 0.5), (columns.stop - 0.5, rows.stop - 0.5))


@pytest.mark.verifies("SRS-061", purpose="implementation")
@pytest.mark.parametrize(("height", "width"), SIZES)
def test_a_mark_in_the_frame_is_found_where_the_letterbox_says(height: int, width: int) -> None:
    """A bright square's middle in the plane is its middle in the frame, brought there by to_plane."""
    picture = np.zeros((height, width, 3), np.uint8)
    top, left, side = height // 4, width // 2, max(min(height, width) // 5, 3)
    picture[top : top + side, left : left + side] = 250
    plane = PlaneMaker().plane(Frame(0, 0.0, picture))[..., 1].astype(float)
    found = (
        (plane.sum(axis=0) @ np.arange(256)) / plane.sum(),
        (plane.sum(axis=1) @ np.arange(144)) / plane.sum(),
    )
    middle = left + (side - 1) / 2, top + (side - 1) / 2
    assert np.allclose(found, Letterbox.of(height, width).to_plane(*middle), atol=0.05)


@pytest.mark.verifies("SRS-061", purpose="implementation")
def test_it_is_black_beside_the_frame() -> None:
    """Bars hold nothing; the content holds no bar."""
    plane = PlaneMaker().plane(Frame(0, 0.0, np.full((576, 720, 3), 200, np.uint8)))
    rows, columns = Letterbox.of(576, 720).content
    inside = np.zeros((144, 256), bool)
    inside[rows, columns] = True
    assert plane.shape == (PLANE_HEIGHT, PLANE_WIDTH, 3)
    assert (plane[inside] == 200).all()
    assert not plane[~inside].any()


@pytest.mark.verifies("SRS-061", purpose="implementation")
@pytest.mark.parametrize("bits", [8, 10, 12, 16])
@pytest.mark.parametrize("shape", [(60, 90), (60, 90, 3)])
def test_every_depth_and_grey_look_alike(bits: int, shape: tuple[int, ...]) -> None:
    """The same brightness comes out, whatever number stands for white."""
    kind = np.uint8 if bits == 8 else np.uint16
    pixels = (np.full(shape, 180, kind) << (bits - 8)).astype(kind)
    plane = PlaneMaker().plane(Frame(0, 0.0, pixels, bits))
    assert (plane[Letterbox.of(60, 90).content] == 180).all()


@pytest.mark.verifies("SRS-061", purpose="implementation")
def test_one_maker_serves_sizes_in_any_order() -> None:
    """What is kept from one frame to the next never shows."""
    maker = PlaneMaker()
    for index, (height, width) in enumerate([*SIZES[:4], *SIZES[:2]]):
        frame = Frame(index, 0.0, noise(height, width))
        assert np.array_equal(maker.plane(frame), PlaneMaker().plane(frame))


@pytest.mark.verifies("SRS-061", purpose="implementation")
def test_the_networks_inputs_are_the_plane_in_0_to_1() -> None:
    """The scene's input is the plane, the workflow's the mean of two by two of it."""
    plane = noise(PLANE_HEIGHT, PLANE_WIDTH)
    picture, small = scene_input(plane), workflow_picture(plane)
    assert (picture.shape, picture.dtype) == ((1, 3, 144, 256), np.float32)
    assert (small.shape, small.dtype) == ((3, GRID_HEIGHT, GRID_WIDTH), np.float32)
    assert np.allclose(picture[0].transpose(1, 2, 0), plane / 255, atol=1e-6)
    squares = plane.reshape(72, 2, 128, 2, 3).mean(axis=(1, 3)) / 255
    assert np.allclose(small.transpose(1, 2, 0), squares, atol=1e-6)


@pytest.mark.verifies("SRS-061", purpose="negative")
def test_a_frame_without_pixels_is_refused() -> None:
    """There is no letterbox of nothing."""
    with pytest.raises(ValueError, match="at least one pixel"):
        Letterbox.of(0, 10)
