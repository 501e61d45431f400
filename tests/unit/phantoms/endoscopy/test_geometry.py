"""The anatomy's shapes, and the way in which the camera carries them into the picture."""

from __future__ import annotations

import math

import numpy as np
import pytest

from phantoms.endoscopy.geometry import Bulge, ContentArea, Outline, Pose

POSE = Pose(0.1, -0.05, 1.4, 17.0)


def test_a_pose_and_its_way_back_meet() -> None:
    """What is carried into the picture and back is where it was."""
    for u, v in ((0.0, 0.0), (0.3, -0.2), (-0.4, 0.1)):
        x, y = (np.array([place], dtype=np.float32) for place in POSE.to_picture(u, v))
        back = POSE.to_anatomy(x, y)
        assert (float(back[0][0]), float(back[1][0])) == pytest.approx((u, v), abs=1e-6)


def test_a_pose_moves_enlarges_and_rolls() -> None:
    """The origin comes to the pose's place; distances grow by the zoom; a roll turns right into down."""
    assert POSE.to_picture(0, 0) == (0.1, -0.05)
    x, y = POSE.to_picture(0.2, 0)
    assert math.hypot(x - 0.1, y + 0.05) == pytest.approx(0.2 * 1.4)
    assert Pose(roll_deg=90).to_picture(1, 0) == pytest.approx((0, 1))


def test_an_outline_without_harmonics_is_an_ellipse() -> None:
    """Its level is 0 at the centre, 1 on the ellipse and 2 at twice the way."""
    outline = Outline(0.1, 0.2, 0.3, 0.15)
    u = np.array([0.1, 0.4, 0.1, 0.7], dtype=np.float32)
    v = np.array([0.2, 0.2, 0.35, 0.2], dtype=np.float32)
    np.testing.assert_allclose(outline.level(u, v), [0, 1, 1, 2], atol=1e-4)


def test_a_harmonic_moves_the_outline_by_its_amplitude() -> None:
    """With the third harmonic at its crest to the right, the radius there is larger by the amplitude."""
    outline = Outline(0, 0, 1, 1, harmonics=((0.0, 0.0), (0.2, 0.0)))
    zero = np.zeros(2, dtype=np.float32)
    np.testing.assert_allclose(outline.level(np.array([1.2, -0.8], dtype=np.float32), zero), 1, atol=1e-4)


def test_a_tilt_turns_an_outline_and_a_bulge_alike() -> None:
    """Tilted by a quarter turn, the long half lies along v."""
    place = np.array([0.0], dtype=np.float32), np.array([0.4], dtype=np.float32)
    assert float(Outline(0, 0, 0.4, 0.1, 90).level(*place)[0]) == pytest.approx(1, abs=1e-4)
    assert float(Bulge(0, 0, 0.4, 0.1, 90).level(*place)[0]) == pytest.approx(1, abs=1e-4)


def test_shapes_that_cannot_be_are_refused() -> None:
    """No size, knots and a zoom of nothing are refused."""
    with pytest.raises(ValueError, match="size"):
        Outline(0, 0, 0.0, 0.1)
    with pytest.raises(ValueError, match="knots"):
        Outline(0, 0, 0.1, 0.1, harmonics=((0.6, 0.0), (0.5, 0.0)))
    with pytest.raises(ValueError, match="zoom"):
        Pose(zoom=0)


def test_an_endless_content_area_fills_the_frame() -> None:
    """Only an infinite radius is the whole frame."""
    assert ContentArea().whole
    assert not ContentArea(radius=0.5).whole
