"""Pictures are scaled as means over areas, without shift, whatever they lie like in memory."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.runtime.media import Scaler

SIZES = [
    ((480, 854), (144, 256)),
    ((1080, 1920), (144, 256)),
    ((576, 720), (144, 180)),
    ((90, 161), (144, 256)),
]


def noise(height: int, width: int, seed: int = 0) -> np.ndarray:
    """Draw any picture."""
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def means(length: int, blocks: int) -> np.ndarray:
    """Weigh each of ``length`` pixels by its part in each of ``blocks`` areas, (blocks, length)."""
    edges = np.arange(blocks + 1)[:, None] * length / blocks
    pixel = np.arange(length)
    part = np.clip(np.minimum(edges[1:], pixel + 1) - np.maximum(edges[:-1], pixel), 0, None)
    return part / part.sum(axis=1, keepdims=True)


@pytest.mark.verifies("SRS-060", purpose="implementation")
@pytest.mark.parametrize(("size", "wanted"), SIZES[:3])
def test_a_smaller_picture_is_the_mean_over_areas(size: tuple[int, int], wanted: tuple[int, int]) -> None:
    """Every value, at the borders too and in every colour, is the exact mean to within a rounding."""
    picture = noise(*size)
    rows, columns = means(size[0], wanted[0]), means(size[1], wanted[1])
    exact = np.einsum("ih,hwc,jw->ijc", rows, picture.astype(float), columns, optimize=True)
    scaled = Scaler(wanted[1], wanted[0]).scale(picture)
    assert scaled.shape == (*wanted, 3)
    assert np.abs(scaled - exact).max() <= 1.0
    assert abs(scaled.mean() - picture.mean()) <= 0.1


@pytest.mark.verifies("SRS-060", purpose="implementation")
@pytest.mark.parametrize(("size", "wanted"), SIZES)
@pytest.mark.parametrize(("x_share", "y_share"), [(0.4, 0.45), (0.63, 0.3), (0.21, 0.77)])
def test_nothing_shifts(
    size: tuple[int, int], wanted: tuple[int, int], x_share: float, y_share: float
) -> None:
    """A spot's centre x comes out at (x + 0.5) * scale - 0.5, larger or smaller, in each colour."""
    x, y = size[1] * x_share, size[0] * y_share
    down, across = np.ogrid[: size[0], : size[1]]
    spot = 255 * np.exp(-((across - x) ** 2 + (down - y) ** 2) / (2 * (0.04 * size[0]) ** 2))
    colours = np.rint(spot[..., None] * (1.0, 0.7, 0.9)).astype(np.uint8)
    scaled = Scaler(wanted[1], wanted[0]).scale(colours).astype(float)
    for channel in np.moveaxis(scaled, 2, 0):
        found_x = (channel.sum(axis=0) * np.arange(wanted[1])).sum() / channel.sum()
        found_y = (channel.sum(axis=1) * np.arange(wanted[0])).sum() / channel.sum()
        assert abs(found_x - ((x + 0.5) * wanted[1] / size[1] - 0.5)) <= 0.03
        assert abs(found_y - ((y + 0.5) * wanted[0] / size[0] - 0.5)) <= 0.03


@pytest.mark.verifies("SRS-060", purpose="implementation")
@pytest.mark.parametrize("value", [0, 1, 127, 254, 255])
def test_one_value_stays_what_it_is(value: int) -> None:
    """Black, white and grey are so after scaling, up or down; no bar has a dark or a bright edge."""
    for height, width in ((480, 854), (31, 17)):
        colour = Scaler(256, 144).scale(np.full((height, width, 3), value, np.uint8))
        grey = Scaler(256, 144).scale(np.full((height, width), value, np.uint8))
        assert np.unique(colour).tolist() == np.unique(grey).tolist() == [value]


@pytest.mark.verifies("SRS-060", purpose="implementation")
def test_neither_writing_nor_the_layout_in_memory_matters() -> None:
    """Read-only, mirrored and cut-out pictures give what their plain copies give, and stay as they are."""
    large = noise(300, 500)
    large.flags.writeable = False
    before = large.copy()
    scaler = Scaler(128, 72)
    for view in (
        large,
        large[:, ::-1],
        large[::-1],
        large[20:250, 40:471],
        large.transpose(1, 0, 2),
        large[..., 1],
    ):
        assert np.array_equal(scaler.scale(view), Scaler(128, 72).scale(np.ascontiguousarray(view)))
    assert np.array_equal(large, before)


@pytest.mark.verifies("SRS-060", purpose="implementation")
def test_one_scaler_serves_sizes_in_any_order() -> None:
    """What is kept from one picture to the next never shows; a result is never written to again."""
    scaler, kept = Scaler(64, 36), []
    for height, width in ((480, 854), (36, 64), (480, 854), (37, 65), (36, 64)):
        picture = noise(height, width, width)
        kept.append((picture, scaler.scale(picture)))
    for picture, scaled in kept:
        assert np.array_equal(scaled, Scaler(64, 36).scale(picture))
        assert not np.shares_memory(picture, scaled)


def test_grey_is_the_same_in_three_colours() -> None:
    """A grey picture gives three equal channels."""
    scaled = Scaler(20, 10).scale(noise(30, 41)[..., 0])
    assert scaled.shape == (10, 20, 3)
    assert np.array_equal(scaled[..., 0], scaled[..., 2])


@given(st.integers(1, 70), st.integers(1, 70), st.integers(1, 70), st.integers(1, 70))
@settings(max_examples=60)
@pytest.mark.verifies("SRS-060", purpose="implementation")
def test_any_size_becomes_any_other(height: int, width: int, rows: int, columns: int) -> None:
    """However thin, a picture comes out at its size, within the range of its values."""
    picture = noise(height, width).clip(40, 200)
    scaled = Scaler(columns, rows).scale(picture)
    assert scaled.shape == (rows, columns, 3)
    assert scaled.min() >= 38
    assert scaled.max() <= 202


@pytest.mark.verifies("SRS-060", purpose="negative")
@pytest.mark.parametrize(
    "pixels", [np.zeros((4, 4, 4), np.uint8), np.zeros((4, 4), np.uint16), np.zeros((0, 4, 3), np.uint8)]
)
def test_what_is_no_picture_is_refused(pixels: np.ndarray) -> None:
    """Four channels, sixteen bits and emptiness are named."""
    with pytest.raises(ValueError, match="a picture is"):
        Scaler(4, 4).scale(pixels)


@pytest.mark.verifies("SRS-060", purpose="negative")
def test_no_size_is_refused() -> None:
    """A picture to make has at least one pixel."""
    with pytest.raises(ValueError, match="at least one pixel"):
        Scaler(0, 4)
