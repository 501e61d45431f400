"""Degrees from ellipses follow the turning eye; a gap stays one."""

from __future__ import annotations

import numpy as np
import pytest

from bedside.eye_movement.interface import Calibration, Ellipse, EyeObservation, EyeState
from bedside.eye_movement.processing.gaze import gaze_by_calibration, gaze_by_limbus, limbus_scale
from phantoms.eye_movement.geometry import EyeGeometry

ANGLES = np.array(
    [(0.0, 0.0), (10.0, 0.0), (-10.0, 0.0), (0.0, 12.0), (0.0, -12.0), (15.0, 8.0), (-15.0, -8.0)]
)


def _seen(geometry: EyeGeometry, index: int) -> EyeObservation:
    pupil, limbus = (
        Ellipse(e.x_px, e.y_px, e.major_px, e.minor_px, e.angle_deg)
        for e in (geometry.pupil, geometry.limbus)
    )
    return EyeObservation(index, index / 100, EyeState.OPEN, 0.9, pupil, limbus)


def _recording() -> list[EyeObservation]:
    return [_seen(EyeGeometry(160, 120, 9.0, x, y), k) for k, (x, y) in enumerate(ANGLES)]


@pytest.mark.verifies("SRS-032", purpose="implementation")
def test_gaze_is_that_of_a_ball_that_turns() -> None:
    """Against a three-dimensional eye of average size, angles agree within 0.2 deg, right and up positive."""
    seen = _recording()
    gaze = gaze_by_limbus(seen, limbus_scale(seen))
    assert np.abs(gaze.x_deg - ANGLES[:, 0]).max() < 0.2
    assert np.abs(gaze.y_deg - ANGLES[:, 1]).max() < 0.2


@pytest.mark.verifies("SRS-033", purpose="implementation")
def test_a_given_calibration_counts_alone() -> None:
    """Angles are pixels from the origin by the given scale, up positive; the limbus plays no part."""
    seen = [EyeObservation(0, 0.0, EyeState.OPEN, 0.9, Ellipse(110, 40, 20, 20, 0))]
    gaze = gaze_by_calibration(seen, Calibration(0.2, 0.5, 100, 60))
    assert (gaze.x_deg[0], gaze.y_deg[0]) == pytest.approx((2.0, 10.0))


@pytest.mark.verifies("SRS-028", purpose="implementation")
def test_a_frame_without_a_pupil_has_no_angle() -> None:
    """A closed eye among open ones is NaN in both axes."""
    seen = _recording()
    seen[3] = EyeObservation(3, 0.03, EyeState.CLOSED, 0.0)
    gaze = gaze_by_limbus(seen, limbus_scale(seen))
    assert np.isnan([gaze.x_deg[3], gaze.y_deg[3]]).all()
    assert np.isfinite(np.delete(gaze.x_deg, 3)).all()


def test_a_pupil_off_the_eye_has_no_angle() -> None:
    """A position that no turn of the eye reaches is a gap in both axes, not a clipped angle."""
    seen = _recording()
    far = Ellipse(900, 120, 20, 20, 0)
    seen[2] = EyeObservation(2, 0.02, EyeState.OPEN, 0.9, far, seen[2].limbus)
    gaze = gaze_by_limbus(seen, limbus_scale(seen))
    assert np.isnan([gaze.x_deg[2], gaze.y_deg[2]]).all()


def test_without_a_limbus_there_is_no_scale() -> None:
    """No scale is made up."""
    with pytest.raises(ValueError, match="limbus"):
        limbus_scale([EyeObservation(0, 0.0, EyeState.OPEN, 0.9, Ellipse(110, 40, 20, 20, 0))])
