"""One definition of the network's input, exact under the pixel-centre convention."""

from __future__ import annotations

from dataclasses import asdict, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.eye_movement.processing.preprocessing import OUTPUT_STRIDE, Preprocessing, prepare, resampled

pytestmark = pytest.mark.verifies("SRS-020", purpose="implementation")
HOW = Preprocessing()
SIDES = st.integers(1, 1200)


@given(height=SIDES, width=SIDES, x=st.floats(-50, 1300), y=st.floats(-50, 1300))
def test_places_go_to_the_input_and_back(height: int, width: int, x: float, y: float) -> None:
    """The map and its inverse are exact for any frame size."""
    geometry = HOW.geometry(height, width)
    assert geometry.to_frame(*geometry.to_input(x, y)) == pytest.approx((x, y), abs=1e-6 * max(height, width))


@given(height=SIDES, width=SIDES)
def test_the_frame_fits_the_input_and_lies_in_its_middle(height: int, width: int) -> None:
    """The frame's corners lie within the input, one pair of sides touches, and the padding is even."""
    geometry = HOW.geometry(height, width)
    left, top = geometry.to_input(-0.5, -0.5)
    right, bottom = geometry.to_input(width - 0.5, height - 0.5)
    assert min(left, top) >= -0.5 - 1e-6
    assert left + right == pytest.approx(HOW.width - 1, abs=1e-6)
    assert top + bottom == pytest.approx(HOW.height - 1, abs=1e-6)
    assert min(left, top) == pytest.approx(-0.5, abs=1e-6)


@settings(deadline=None, max_examples=25)
@given(
    height=st.integers(60, 500),
    width=st.integers(60, 700),
    x=st.floats(0.35, 0.65),
    y=st.floats(0.35, 0.65),
)
def test_a_spot_lands_where_the_map_says(height: int, width: int, x: float, y: float) -> None:
    """A soft spot's centre of mass moves as the coordinate map says, within 0.02 input pixels."""
    centre = (x * (width - 1), y * (height - 1))
    spread = 0.05 * min(height, width)
    across = np.exp(-0.5 * ((np.arange(width) - centre[0]) / spread) ** 2)
    down = np.exp(-0.5 * ((np.arange(height) - centre[1]) / spread) ** 2)
    geometry = HOW.geometry(height, width)
    plane = resampled((down[:, None] * across).astype(np.float32), geometry).astype(float)
    found = (plane.sum(axis=0) @ np.arange(HOW.width), plane.sum(axis=1) @ np.arange(HOW.height))
    assert np.array(found) / plane.sum() == pytest.approx(geometry.to_input(*centre), abs=0.02)


def test_a_cell_of_the_maps_is_the_middle_of_its_input_pixels() -> None:
    """Cell 0 covers input pixels 0 and 1, so that its centre lies between them."""
    geometry = HOW.geometry(HOW.height, HOW.width)
    assert geometry.cell_to_frame(0, 0) == pytest.approx((0.5, 0.5))
    assert geometry.cell_to_frame(3, 5) == pytest.approx((3 * OUTPUT_STRIDE + 0.5, 5 * OUTPUT_STRIDE + 0.5))


def test_halving_is_the_mean_of_four() -> None:
    """A 320 x 240 frame is halved by the plain mean of four pixels, eight rows of padding left black."""
    grey = np.random.default_rng(1).random((240, 320), dtype=np.float32)
    plane = resampled(grey, HOW.geometry(240, 320))
    expected = grey.reshape(120, 2, 160, 2).mean(axis=(1, 3))
    assert plane[4:124] == pytest.approx(expected, abs=1e-6)
    assert not plane[:4].any()
    assert not plane[124:].any()


@pytest.mark.parametrize("shape", [(1, 1), (3, 700), (700, 3), (1080, 1920), (40, 50)])
def test_any_frame_becomes_a_finite_input(shape: tuple[int, int]) -> None:
    """Tiny, narrow and large frames give a tensor of the network's shape without a bad number."""
    tensor, _ = prepare(np.random.default_rng(2).random(shape, dtype=np.float32), HOW)
    assert tensor.shape == (1, 1, HOW.height, HOW.width)
    assert tensor.dtype == np.float32
    assert np.isfinite(tensor).all()


def test_light_and_contrast_are_taken_out() -> None:
    """Half the light and a raised black level give the same input; a flat frame is not blown up."""
    grey = np.random.default_rng(3).random((240, 320), dtype=np.float32)
    bright, _ = prepare(grey, HOW)
    dim, _ = prepare(grey * np.float32(0.5) + np.float32(0.2), HOW)
    assert dim == pytest.approx(bright, abs=2e-3)
    flat, _ = prepare(np.full((240, 320), 0.5, dtype=np.float32), HOW)
    assert not flat.any()


def test_a_model_that_asks_for_another_preprocessing_is_refused() -> None:
    """The recorded parameters must be this code's to the last; the error names both."""
    assert Preprocessing.from_manifest(asdict(HOW)) == HOW
    for other in (asdict(replace(HOW, low_percentile=2.0)), {**asdict(HOW), "more": 1}, {}):
        with pytest.raises(ValueError, match="the model asks for the preprocessing"):
            Preprocessing.from_manifest(other)


def test_frames_that_are_no_pictures_are_refused() -> None:
    """Colour and empty frames are not grey pictures."""
    with pytest.raises(ValueError, match="grey frame"):
        prepare(np.zeros((4, 4, 3), dtype=np.float32), HOW)
    with pytest.raises(ValueError, match="at least one pixel"):
        HOW.geometry(0, 5)
    with pytest.raises(ValueError, match="multiple of 32"):
        Preprocessing(height=100)
