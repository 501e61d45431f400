"""Quick and slow phases are found where they are, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

from bedside.eye_movement.processing.phases import find_phases, sample_noise_deg
from phantoms.eye_movement.motion import Jerk, Pursuit, Saccades
from phantoms.eye_movement.waveforms import Sampling, gaze_waveform

pytestmark = pytest.mark.verifies("SRS-022", purpose="implementation")


@pytest.mark.parametrize("velocity", [-60.0, -2.0, 2.0, 10.0, 60.0])
@pytest.mark.parametrize("rate_hz", [250.0, 500.0, 1000.0])
def test_every_quick_phase_is_found_with_its_direction_and_time(velocity: float, rate_hz: float) -> None:
    """All quick phases inside the recording are found within 12 ms, none of the other direction."""
    frequency = 2.0 if abs(velocity) < 5 else 3.0
    wave = gaze_waveform(11, Jerk(velocity, frequency), sampling=Sampling(6, rate_hz))
    found = find_phases(wave.t_s, wave.x_deg).quick
    inside = wave.x_quick_s[(wave.x_quick_s[:, 0] > 0.1) & (wave.x_quick_s[:, 1] < 5.9)]
    middles = np.array([(quick.start_s + quick.end_s) / 2 for quick in found])
    assert all(np.min(np.abs(middles - pair.mean())) < 0.012 for pair in inside)
    assert {quick.sign for quick in found} == {-int(np.sign(velocity))}
    assert len(found) <= len(wave.x_quick_s)


def test_nothing_spans_a_gap() -> None:
    """No slow or quick phase holds a sample without a position, nor a pause between samples."""
    wave = gaze_waveform(5, Jerk(20.0), sampling=Sampling(10, 250, blinks_per_min=40))
    keep = np.ones(len(wave.t_s), dtype=bool)
    keep[1000:1020] = False  # samples that are missing altogether
    t_s, x_deg = wave.t_s[keep], wave.x_deg[keep]
    phases = find_phases(t_s, x_deg)
    assert len(phases.slow) > 10
    for first, last in [(s.first, s.last) for s in phases.slow] + [(q.before, q.after) for q in phases.quick]:
        assert np.isfinite(x_deg[first : last + 1]).all()
        assert np.diff(t_s[first : last + 1]).max() < 0.02


def test_a_steady_eye_has_no_quick_phase() -> None:
    """Fixation with noise and drift, and slow smooth pursuit, have none in twenty recordings."""
    sampling = Sampling(10, 250, 0.1, drift_deg_s=1.0)
    for seed in range(10):
        for motion in (Saccades(rate_hz=0), Pursuit(10, 0.2)):
            wave = gaze_waveform(seed, motion, sampling=sampling)
            assert find_phases(wave.t_s, wave.x_deg).quick == ()


def test_times_far_from_zero_change_nothing() -> None:
    """Times counted from 1970 give the same phases."""
    wave = gaze_waveform(3, Jerk(15.0), sampling=Sampling(5, 250))
    near = find_phases(wave.t_s, wave.x_deg)
    far = find_phases(wave.t_s + 1.7e9, wave.x_deg)
    assert [(q.before, q.after) for q in near.quick] == [(q.before, q.after) for q in far.quick]


def test_the_mirrored_movement_gives_the_mirrored_phases() -> None:
    """Left and right are treated alike."""
    wave = gaze_waveform(9, Jerk(8.0), sampling=Sampling(5, 250))
    one, other = (find_phases(wave.t_s, sign * wave.x_deg).quick for sign in (1, -1))
    assert [(q.before, q.after, q.sign) for q in one] == [(q.before, q.after, -q.sign) for q in other]


def test_noise_is_known_in_spite_of_movement() -> None:
    """The noise of one sample is estimated within a tenth, whether the eye moves or not."""
    wave = gaze_waveform(2, Jerk(30.0), sampling=Sampling(10, 500, 0.1))
    assert sample_noise_deg([(wave.t_s, wave.x_deg)]) == pytest.approx(0.1, rel=0.1)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_too_few_samples_give_nothing(n: int) -> None:
    """Recordings of up to two samples have no phases and raise no error."""
    phases = find_phases(np.arange(n, dtype=float), np.zeros(n))
    assert (phases.quick, phases.slow) == ((), ())


def test_no_position_at_all_gives_nothing() -> None:
    """A recording of gaps alone has no phases."""
    assert find_phases(np.arange(100) / 100, np.full(100, np.nan)).slow == ()
