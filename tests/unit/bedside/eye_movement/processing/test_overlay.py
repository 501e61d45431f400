"""The drawing lies on what was seen, on a copy, and the words below it."""

from __future__ import annotations

import numpy as np
import pytest

from bedside.eye_movement.interface import Ellipse, EyeObservation, EyeState
from bedside.eye_movement.processing.overlay import CENTRE, PUPIL, annotated, in_eight_bits
from bedside.runtime.letters import HEIGHT, written

FRAME = np.full((240, 320, 3), 90, dtype=np.uint8)
ELLIPSE = Ellipse(150.3, 110.7, 60.0, 40.0, 30.0)
OPEN = EyeObservation(7, 0.07, EyeState.OPEN, 0.9, ELLIPSE)
BAD = EyeObservation(8, 0.08, EyeState.BAD, 0.0, reason="dark")
NOWHERE = (float("nan"), float("nan"))


def _places(picture: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    rows, columns = np.nonzero((picture[:240] == colour).all(axis=2))
    return np.stack([columns, rows], axis=1).astype(float)


@pytest.mark.verifies("SRS-037", purpose="implementation")
def test_the_pupil_is_drawn_within_a_pixels_half() -> None:
    """Every drawn pixel lies within rounding of the ellipse, all the way round; the cross on its centre."""
    picture = annotated(FRAME, OPEN, (1.0, 2.0), ["note"])
    turn = np.radians(ELLIPSE.angle_deg)
    off = _places(picture, PUPIL) - (ELLIPSE.x_px, ELLIPSE.y_px)
    along, across = (
        off[:, 0] * np.cos(turn) - off[:, 1] * np.sin(turn),
        off[:, 0] * np.sin(turn) + off[:, 1] * np.cos(turn),
    )
    angle = np.arctan2(across / ELLIPSE.minor_px, along / ELLIPSE.major_px)
    nearest = np.hypot(along - 30 * np.cos(angle), across - 20 * np.sin(angle))
    assert nearest.max() <= 0.75  # half a pixel along both axes
    assert np.ptp(angle) > 6
    assert np.abs(_places(picture, CENTRE).mean(axis=0) - (ELLIPSE.x_px, ELLIPSE.y_px)).max() <= 0.5


@pytest.mark.verifies("SRS-037", purpose="implementation")
def test_nothing_else_of_the_picture_changes() -> None:
    """The frame given is untouched, and a frame without a pupil is drawn as it was."""
    before = FRAME.copy()
    picture = annotated(FRAME, BAD, NOWHERE, ["note"])
    assert np.array_equal(FRAME, before)
    assert np.array_equal(picture[:240], FRAME)


@pytest.mark.verifies("SRS-037", purpose="implementation")
def test_every_frame_has_a_strip_of_the_same_height() -> None:
    """Open and bad frames of one recording make one video, however narrow."""
    for width in (100, 320):
        frame = FRAME[:, :width]
        shapes = {
            annotated(frame, seen, gaze, ["a note " * 20]).shape
            for seen, gaze in ((OPEN, (1.0, 2.0)), (BAD, NOWHERE))
        }
        assert len(shapes) == 1


@pytest.mark.verifies("SRS-037", purpose="implementation")
def test_states_are_written_in_words() -> None:
    """The strip begins with the state and the reason."""
    strip = annotated(FRAME, BAD, NOWHERE, [])[240:]
    dots = written("bad: dark")
    line = strip[4 : 4 + HEIGHT, 4 : 4 + dots.shape[1]].any(axis=2)
    assert np.array_equal(line, dots)


@pytest.mark.parametrize(("bits", "value"), [(8, 200), (10, 800), (12, 3200)])
def test_any_depth_becomes_eight_bits(bits: int, value: int) -> None:
    """Grey of 8 to 12 bits is shown as the same brightness."""
    pixels = np.full((4, 5), value, dtype=np.uint8 if bits == 8 else np.uint16)
    assert np.array_equal(in_eight_bits(pixels, bits), np.full((4, 5, 3), 200, np.uint8))
