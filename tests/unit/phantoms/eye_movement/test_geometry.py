"""The eyeball's projection obeys the conventions that the device measures by."""

from __future__ import annotations

import numpy as np
import pytest

from phantoms.eye_movement.geometry import LIMBUS_DEPTH_MM, PUPIL_DEPTH_MM, EyeGeometry


def _eye(**changes: float) -> EyeGeometry:
    return EyeGeometry(centre_x_px=100.0, centre_y_px=80.0, px_per_mm=10.0, **changes)


def test_an_eye_that_looks_into_the_camera_shows_circles() -> None:
    """Straight ahead, pupil and limbus are circles about the projected centre of rotation."""
    for ellipse in (_eye().pupil, _eye().limbus):
        assert (ellipse.x_px, ellipse.y_px) == (100.0, 80.0)
        assert ellipse.major_px == pytest.approx(ellipse.minor_px)


@pytest.mark.parametrize("angle_deg", [-25.0, -5.0, 5.0, 25.0])
def test_gaze_to_the_right_and_up_moves_the_pupil_right_and_up(angle_deg: float) -> None:
    """The centre moves by depth times the sine; up on the screen is a smaller y."""
    across, up = _eye(gaze_x_deg=angle_deg).pupil, _eye(gaze_y_deg=angle_deg).pupil
    reach = PUPIL_DEPTH_MM * 10 * np.sin(np.deg2rad(angle_deg))
    assert across.x_px - 100 == pytest.approx(reach)
    assert 80 - up.y_px == pytest.approx(reach)


def test_a_turned_circle_is_foreshortened_along_the_turn() -> None:
    """A look to the side shortens the ellipse sideways by the cosine; its major axis stands upright."""
    limbus = _eye(gaze_x_deg=30.0).limbus
    assert limbus.minor_px / limbus.major_px == pytest.approx(np.cos(np.deg2rad(30)))
    assert abs(limbus.angle_deg) == pytest.approx(90)


def test_a_rolled_head_turns_the_whole_picture() -> None:
    """A quarter turn counter-clockwise turns a look to the right into a look up."""
    limbus = _eye(gaze_x_deg=20.0, roll_deg=90.0).limbus
    assert limbus.x_px == pytest.approx(100.0)
    assert 80 - limbus.y_px == pytest.approx(LIMBUS_DEPTH_MM * 10 * np.sin(np.deg2rad(20)))


def test_an_impossible_eye_is_refused() -> None:
    """A pupil wider than the iris, or no scale, is no eye."""
    with pytest.raises(ValueError, match="pupil radius"):
        _eye(pupil_radius_mm=6.0)
    with pytest.raises(ValueError, match="positive scale"):
        EyeGeometry(0.0, 0.0, 0.0)
