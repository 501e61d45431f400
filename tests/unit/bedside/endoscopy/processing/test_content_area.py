"""Where the endoscope's picture is, by its border to the black around it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bedside.endoscopy.processing.content_area import ContentArea, cells_of, content_area
from phantoms.endoscopy.population import random_view

SEED = 61_000


def disc(x: float, y: float, radius: float, level: int = 120, border: int = 0) -> np.ndarray:
    """Return a plane with one evenly lit round picture."""
    rows, columns = np.mgrid[:144, :256]
    inside = (columns - x) ** 2 + (rows - y) ** 2 <= radius**2
    return np.where(inside[..., None], level, border).repeat(3, axis=2).astype(np.uint8)


def overlap(found: ContentArea, truth: np.ndarray) -> float:
    """Return the intersection over the union of the area found and the true one."""
    mask = found.mask(144, 256)
    return float((mask & truth).sum() / max((mask | truth).sum(), 1))


@pytest.mark.parametrize(
    ("x", "y", "radius"), [(128, 72, 60), (120, 70, 55.5), (128, 80, 114), (131, 66, 90)]
)
@pytest.mark.parametrize("border", [0, 14])
def test_a_round_picture_is_found_to_a_pixel(x: float, y: float, radius: float, border: int) -> None:
    """Centre and radius lie within a pixel and a half, whole or cut off, on black or near black."""
    found = content_area(disc(x, y, radius, border=border))
    assert found.is_round
    assert (found.x_px, found.y_px, found.radius_px) == pytest.approx((x, y, radius), abs=1.5)


def test_a_dark_third_of_the_rim_does_not_mislead() -> None:
    """Where tissue at the rim is as dark as the border, the circle is still the whole one."""
    plane = disc(128, 72, 64)
    plane[:, 150:][60:] = 0
    found = content_area(plane)
    assert (found.x_px, found.y_px, found.radius_px) == pytest.approx((128, 72, 64), abs=2)


def test_a_picture_that_fills_its_frame_is_a_rectangle() -> None:
    """Between black bars, the rectangle is the frame to the cell; nothing bounds it further."""
    plane = np.zeros((144, 256, 3), np.uint8)
    plane[:, 32:224] = 90
    found = content_area(plane)
    assert (found.left, found.top, found.right, found.bottom) == (32, 0, 224, 144)
    assert not found.is_round
    assert found.share == pytest.approx(192 / 256)


def test_a_black_plane_has_an_empty_area() -> None:
    """No light, no picture: the share is zero and no pixel is inside."""
    found = content_area(np.full((144, 256, 3), 4, np.uint8))
    assert found.share == 0
    assert not found.mask(144, 256).any()


def test_a_margin_takes_the_rim_away_from_circle_and_box() -> None:
    """With a margin of five the mask is that of a circle five pixels smaller, on every second pixel too."""
    area = ContentArea(68, 12, 189, 133, 128, 72, 60, 0.3)
    inner = ContentArea(73, 17, 184, 128, 128, 72, 55, 0.25)
    np.testing.assert_array_equal(area.mask(144, 256, margin_px=5), inner.mask(144, 256))
    np.testing.assert_array_equal(area.mask(144, 256, step=2), area.mask(144, 256)[::2, ::2])
    assert math.isfinite(area.radius_px)


def test_cells_are_means_of_two_by_two() -> None:
    """Of every cell and channel, within rounding."""
    plane = np.random.default_rng(SEED).integers(0, 256, (144, 256, 3)).astype(np.uint8)
    means = plane.reshape(72, 2, 128, 2, 3).mean(axis=(1, 3)).transpose(2, 0, 1) / 255
    np.testing.assert_allclose(cells_of(plane), means, atol=1e-6)


@pytest.mark.verifies("SRS-116", purpose="implementation")
@pytest.mark.parametrize("condition", ["good", "smoke", "blurred"])
def test_round_pictures_of_drawn_views_are_found(condition: str) -> None:
    """In at least 19 of 20 the area overlaps the true one by more than 0.93.

    Fluorescence on a black ground is not among them: where there is no light there is no border to find.
    """
    views = [random_view(np.random.default_rng([SEED, index]), 144, 256, condition) for index in range(60)]
    shares = [overlap(content_area(view.picture), view.content) for view in views if not view.content.all()]
    assert len(shares) > 30
    assert np.mean(np.array(shares) > 0.93) >= 0.95
