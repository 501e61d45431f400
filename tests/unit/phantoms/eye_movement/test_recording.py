"""A waveform becomes a video whose every frame shows the gaze that the waveform has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from phantoms.eye_movement import heldout
from phantoms.eye_movement.geometry import PUPIL_DEPTH_MM
from phantoms.eye_movement.motion import Jerk
from phantoms.eye_movement.recording import closures, gaze_frames, plain_scene
from phantoms.eye_movement.waveforms import Sampling, gaze_waveform

if TYPE_CHECKING:
    from phantoms.eye_movement.truth import RenderedEye, Scene

SMALL = plain_scene((96, 128))


def _heldout(scene: Scene, look: np.random.Generator, noise: np.random.Generator) -> RenderedEye:
    return heldout.render(scene, look, heldout.Difficulty(), noise)


@pytest.mark.parametrize("painter", [None, _heldout])
def test_the_pupil_follows_the_gaze(painter: object) -> None:
    """Each frame's true pupil lies where the waveform's gaze projects it, right and up positive."""
    wave = gaze_waveform(2, Jerk(-15.0), Jerk(6.0), Sampling(0.2, 50.0, 0.0))
    reach = PUPIL_DEPTH_MM * SMALL.eye.px_per_mm
    for frame in gaze_frames(wave, SMALL, 1, painter):  # type: ignore[arg-type] # None or a painter
        x, y = np.deg2rad([wave.x_true_deg[frame.index], wave.y_true_deg[frame.index]])
        pupil = frame.eye.truth.pupil
        assert frame.t_s == wave.t_s[frame.index]
        assert pupil.x_px == pytest.approx(SMALL.eye.centre_x_px + reach * np.sin(x) * np.cos(y))
        assert pupil.y_px == pytest.approx(SMALL.eye.centre_y_px - reach * np.sin(y))


def test_the_look_stays_and_the_noise_changes() -> None:
    """Two frames of a still eye differ by noise alone: little, and nowhere by much."""
    wave = gaze_waveform(3, sampling=Sampling(0.1, 40.0, 0.0))
    still = [frame.eye.grey for frame in gaze_frames(wave, SMALL, 4)]
    change = np.abs(still[1] - still[0])
    assert 0 < np.median(change) < 0.03
    assert np.quantile(change, 0.99) < 0.1


def test_a_blink_shuts_the_lids_and_opens_them_again() -> None:
    """Within a blink the lids are shut, well outside they are open, and they travel between."""
    t_s = np.linspace(0, 1, 101)
    shut = closures(t_s, np.array([[0.4, 0.6]]))
    assert (shut[(t_s > 0.4) & (t_s < 0.6)] == 1).all()
    assert (shut[(t_s < 0.33) | (t_s > 0.67)] == 0).all()
    assert 0 < shut[37] < 1
