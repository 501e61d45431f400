"""Ellipses of annotations."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.fetal_ultrasound.ellipse import Ellipse, fitted, outline_points

pytestmark = pytest.mark.verifies("SRS-192", purpose="implementation")

HEAD = Ellipse(101.3, 78.6, 70.0, 52.0, 0.4)
SHAPE = (160, 210)


def _points(of: Ellipse, start: float = 0, end: float = 2 * math.pi, count: int = 60) -> np.ndarray:
    """Return points on the outline between two angles of its parameter, (N, 2)."""
    t = np.linspace(start, end, count, endpoint=False)
    u, v = of.a_px * np.cos(t), of.b_px * np.sin(t)
    cos, sin = math.cos(of.angle_rad), math.sin(of.angle_rad)
    return np.stack([of.x_px + u * cos - v * sin, of.y_px + u * sin + v * cos], axis=1)


def _drawn(of: Ellipse, width: float = 2) -> np.ndarray:
    """Draw the outline as a line of that width about it, (H, W)."""
    grown = Ellipse(of.x_px, of.y_px, of.a_px + width / 2, of.b_px + width / 2, of.angle_rad)
    shrunk = Ellipse(of.x_px, of.y_px, of.a_px - width / 2, of.b_px - width / 2, of.angle_rad)
    return grown.mask(SHAPE) & ~shrunk.mask(SHAPE)


def test_the_circumference_is_that_of_known_ellipses() -> None:
    """Of a circle 2 pi r, of half axes 2 and 1 9.68844822 (complete elliptic integral), of a line 4 a."""
    assert Ellipse(0, 0, 3, 3, 0).circumference_px == pytest.approx(6 * math.pi, rel=1e-12)
    assert Ellipse(0, 0, 2, 1, 0).circumference_px == pytest.approx(9.68844822, rel=1e-6)
    assert Ellipse(0, 0, 1, 1e-9, 0).circumference_px == pytest.approx(4, rel=5e-4)


def test_a_mask_holds_the_pixels_whose_centres_lie_within() -> None:
    """Half axes 2 and 1 about (3, 2): five pixels in the row through it, one above and one below."""
    mask = Ellipse(3, 2, 2, 1, 0).mask((5, 7))
    assert [row.tolist() for row in np.argwhere(mask)] == [[1, 3], *([2, x] for x in range(1, 6)), [3, 3]]
    turned = Ellipse(3, 3, 2, 1, math.pi / 2).mask((7, 7))
    assert np.flatnonzero(turned[:, 3]).tolist() == [1, 2, 3, 4, 5]


@given(st.floats(60, 140), st.floats(50, 110), st.floats(20, 45), st.floats(1.05, 1.6), st.floats(-1.5, 1.5))
def test_points_of_an_ellipse_give_it_back(x: float, y: float, b: float, ratio: float, angle: float) -> None:
    """Centre, half axes and angle, to the precision of the arithmetic."""
    truth = Ellipse(x, y, b * ratio, b, angle)
    found = fitted(_points(truth))
    assert found is not None
    for name in ("x_px", "y_px", "a_px", "b_px", "angle_rad"):
        assert getattr(found, name) == pytest.approx(getattr(truth, name), abs=1e-6)


def test_a_head_larger_than_the_picture_is_fitted_by_the_part_that_is_seen() -> None:
    """Two thirds of the outline give the whole."""
    found = fitted(_points(HEAD, 0.5, 0.5 + 4 * math.pi / 3))
    assert found is not None
    assert found.circumference_px == pytest.approx(HEAD.circumference_px, rel=1e-6)


@pytest.mark.parametrize("width", [1.5, 2, 4])
def test_a_drawn_outline_is_measured_along_its_middle(width: float) -> None:
    """Whatever the line's width, within 0.2 %."""
    found = fitted(outline_points(_drawn(HEAD, width)))
    assert found is not None
    assert found.circumference_px == pytest.approx(HEAD.circumference_px, rel=2e-3)


def test_a_filled_mask_gives_the_same_as_its_outline() -> None:
    """Its edge lies between pixels; neither half a pixel within nor without."""
    found = fitted(outline_points(HEAD.mask(SHAPE)))
    assert found is not None
    assert found.circumference_px == pytest.approx(HEAD.circumference_px, rel=1e-3)
    assert (found.x_px, found.y_px) == pytest.approx((HEAD.x_px, HEAD.y_px), abs=0.05)


def test_the_pictures_border_is_no_part_of_a_filled_head_that_it_cuts() -> None:
    """With a third of it outside, the circumference stays."""
    found = fitted(outline_points(HEAD.mask(SHAPE)[40:]))
    assert found is not None
    assert found.circumference_px == pytest.approx(HEAD.circumference_px, rel=5e-3)


def test_what_is_no_ellipse_gives_none() -> None:
    """Nothing, too few points, one point many times, a straight line."""
    assert outline_points(np.zeros(SHAPE, np.bool_)).shape == (0, 2)
    assert fitted(np.empty((0, 2))) is None
    assert fitted(_points(HEAD, count=5)) is None
    assert fitted(np.ones((20, 2))) is None
    assert fitted(np.stack([np.arange(20.0), np.arange(20.0)], axis=1)) is None
