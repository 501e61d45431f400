"""The picture's own edges correct the network's ellipse, past glints, lids and noise."""

from __future__ import annotations

import numpy as np
import pytest

from bedside.eye_movement.interface import Ellipse
from bedside.eye_movement.processing.ellipse import to_affine, to_ellipse
from bedside.eye_movement.processing.preprocessing import Preprocessing
from bedside.eye_movement.processing.refinement import PARTLY_HIDDEN, WHOLE, pupil_rounds, refined

pytestmark = pytest.mark.verifies("SRS-020", purpose="implementation")
GEOMETRY = Preprocessing().geometry(240, 320)
NOTHING_HIDDEN = np.zeros((64, 80), dtype=np.float32)
TRUE = Ellipse(161.37, 118.62, 64.0, 55.0, 25.0)
NEAR = Ellipse(164.5, 116.0, 60.0, 57.0, 10.0)


def _picture(
    ellipse: Ellipse = TRUE, noise: float = 0.01, inside: float = 0.1, outside: float = 0.5
) -> np.ndarray:
    """Return a dark ellipse on a brighter ground, its edges softly covered."""
    affine = to_affine(ellipse)
    points = np.stack(np.meshgrid(np.arange(320.0), np.arange(240.0)), axis=-1) - affine.centre
    radius = np.linalg.norm(points @ np.linalg.inv(affine.shape).T, axis=-1)
    share = np.clip(0.5 - (radius - 1) * affine.radius / 2, 0, 1)
    clean = outside + share * (inside - outside)
    return (clean + noise * np.random.default_rng(4).standard_normal(clean.shape)).astype(np.float32)


def _off(found: Ellipse) -> float:
    return float(np.hypot(found.x_px - TRUE.x_px, found.y_px - TRUE.y_px))


def test_a_near_ellipse_becomes_the_true_one() -> None:
    """From 4 px off, the centre comes within 0.05 px and the axes within 0.3 px."""
    result = refined(_picture(), to_affine(NEAR), NOTHING_HIDDEN, GEOMETRY)
    found = to_ellipse(result.ellipse)
    assert _off(found) < 0.05
    assert (found.major_px, found.minor_px) == pytest.approx((64, 55), abs=0.3)
    assert found.angle_deg == pytest.approx(25, abs=1.5)
    assert result.support > 0.9
    assert result.contrast == pytest.approx(0.4, abs=0.03)


@pytest.mark.parametrize("shift", [(0.0, 0.0), (0.25, 0.5), (0.5, 0.5), (-0.4, 0.3)])
def test_there_is_no_half_pixel(shift: tuple[float, float]) -> None:
    """Wherever the centre lies between pixels, nothing systematic is left: 0.03 px without noise."""
    true = Ellipse(150 + shift[0], 110 + shift[1], 50, 50, 0)
    near = to_affine(Ellipse(151.0, 109.0, 52, 49, 0))
    found = to_ellipse(refined(_picture(true, 0.0), near, NOTHING_HIDDEN, GEOMETRY).ellipse)
    assert (found.x_px, found.y_px) == pytest.approx((true.x_px, true.y_px), abs=0.03)


def test_glints_on_the_edge_are_left_out() -> None:
    """Three saturated spots across the outline move the centre by no more than 0.1 px."""
    picture = _picture()
    rows, columns = np.indices(picture.shape)
    for x, y, radius in ((190, 122, 7), (150, 92, 6), (140, 140, 5)):
        picture[np.hypot(columns - x, rows - y) < radius] = 1.0
    result = refined(picture, to_affine(NEAR), NOTHING_HIDDEN, GEOMETRY)
    assert _off(to_ellipse(result.ellipse)) < 0.1
    assert result.support < 0.95


def test_a_lid_over_the_upper_third_is_left_out() -> None:
    """With a bright lid over it, known to the map, the rest gives the centre within 0.5 px."""
    picture, edge_px = _picture(), 108
    picture[:edge_px] = 0.75
    hidden = NOTHING_HIDDEN.copy()
    hidden[: round(((edge_px + 0.5) * GEOMETRY.scale + GEOMETRY.top) / 2)] = 1.0
    rounds = pupil_rounds(to_affine(NEAR), hidden, GEOMETRY)
    assert rounds == PARTLY_HIDDEN
    assert pupil_rounds(to_affine(NEAR), NOTHING_HIDDEN, GEOMETRY) == WHOLE
    assert _off(to_ellipse(refined(picture, to_affine(NEAR), hidden, GEOMETRY, rounds).ellipse)) < 0.5


def test_without_any_edge_the_network_is_believed_but_not_supported() -> None:
    """On a blank picture the ellipse stays and no ray supports it."""
    blank = np.full((240, 320), 0.5, dtype=np.float32)
    result = refined(blank, to_affine(NEAR), NOTHING_HIDDEN, GEOMETRY)
    assert result.ellipse.centre == pytest.approx([NEAR.x_px, NEAR.y_px])
    assert result.support == 0.0


def test_an_ellipse_beyond_the_frame_is_no_error() -> None:
    """Rays that leave the picture are not used; with all of them gone nothing moves."""
    far = to_affine(Ellipse(-200.0, -100.0, 60, 50, 0))
    assert refined(_picture(), far, NOTHING_HIDDEN, GEOMETRY).support == 0.0
