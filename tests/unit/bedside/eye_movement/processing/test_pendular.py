"""A steady oscillation is pendular nystagmus; nothing else is."""

from __future__ import annotations

import numpy as np
import pytest

from bedside.eye_movement.processing.pendular import pendular_nystagmus
from phantoms.eye_movement.motion import Jerk, Pendular, Pursuit, Saccades
from phantoms.eye_movement.waveforms import Sampling, gaze_waveform

pytestmark = pytest.mark.verifies("SRS-027", purpose="implementation")


@pytest.mark.parametrize(("height", "frequency"), [(1.0, 2.2), (3.0, 4.0), (6.0, 7.0)])
def test_an_oscillation_is_found_with_its_height_and_frequency(height: float, frequency: float) -> None:
    """Height and frequency are within 5 %, on uneven times and with blinks."""
    sampling = Sampling(10, 250, 0.1, time_jitter=0.3, blinks_per_min=12)
    wave = gaze_waveform(1, Pendular(height, frequency), sampling=sampling)
    found = pendular_nystagmus(wave.t_s, wave.x_deg, 0.1)
    assert found is not None
    assert found.frequency_hz == pytest.approx(frequency, rel=0.05)
    assert found.amplitude_deg == pytest.approx(height, rel=0.05)
    assert (found.waveform, found.beats_toward, found.slow_phase_velocity_deg_s) == ("pendular", None, None)


@pytest.mark.parametrize("motion", [Saccades(0.0), Saccades(2.0), Pursuit(20, 0.4), Jerk(10.0, 3.0)])
def test_nothing_else_is_taken_for_one(motion: Saccades | Pursuit | Jerk) -> None:
    """Fixation, saccades, pursuit and jerk nystagmus are not pendular."""
    for seed in range(5):
        wave = gaze_waveform(seed, motion, sampling=Sampling(10, 250, 0.1))
        assert pendular_nystagmus(wave.t_s, wave.x_deg, 0.1) is None


def test_a_short_recording_is_not_judged() -> None:
    """Under three seconds an oscillation is not told from chance."""
    t_s = np.arange(200) / 100
    assert pendular_nystagmus(t_s, np.sin(20 * t_s), 0.01) is None
