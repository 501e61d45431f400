"""Single samples that stand off are left out; movements are not."""

from __future__ import annotations

import numpy as np
import pytest

from bedside.eye_movement.processing.spikes import spikes
from phantoms.eye_movement.motion import Jerk, Saccades
from phantoms.eye_movement.waveforms import Sampling, gaze_waveform

pytestmark = pytest.mark.verifies("SRS-026", purpose="implementation")


@pytest.mark.parametrize("rate_hz", [100.0, 250.0])
def test_single_samples_that_stand_off_are_found(rate_hz: float) -> None:
    """Thirty spikes of 2 deg in jerk nystagmus: all found, and nothing else."""
    wave = gaze_waveform(1, Jerk(12.0, 2.5), sampling=Sampling(10, rate_hz, 0.03))
    rng = np.random.default_rng(0)
    slow = np.flatnonzero(np.convolve(wave.x_phase, np.ones(7), "same") == 0)[5:-5:7]
    places = rng.choice(slow, 30, replace=False)
    x_deg = wave.x_deg.copy()
    x_deg[places] += 2.0
    assert set(np.flatnonzero(spikes(wave.t_s, x_deg))) == set(places.tolist())


@pytest.mark.parametrize("motion", [Jerk(60.0, 4.0), Jerk(-30.0, 3.0, "jerk_increasing"), Saccades(3.0)])
def test_no_movement_is_taken_for_a_spike(motion: Jerk | Saccades) -> None:
    """In ten recordings at 100 and 250 Hz at most one sample in a thousand is left out."""
    for seed in range(5):
        for rate_hz in (100.0, 250.0):
            wave = gaze_waveform(seed, motion, sampling=Sampling(10, rate_hz, 0.05))
            assert spikes(wave.t_s, wave.x_deg).mean() <= 0.001


def test_at_a_low_rate_nothing_is_left_out() -> None:
    """At 30 Hz one sample may be a whole beat."""
    x_deg = np.zeros(300)
    x_deg[100] = 5.0
    assert not spikes(np.arange(300) / 30, x_deg).any()
