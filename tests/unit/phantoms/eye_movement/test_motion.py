"""Gaze waveforms carry the truth that they say they carry."""

from __future__ import annotations

import numpy as np
import pytest

from phantoms.eye_movement.motion import (
    SLOW_SHAPES,
    Jerk,
    Pendular,
    Phase,
    Pursuit,
    Saccades,
    main_sequence_s,
)
from phantoms.eye_movement.waveforms import Sampling, gaze_waveform

CLEAN = Sampling(duration_s=12.0, rate_hz=500.0, noise_deg=0.0)


@pytest.mark.parametrize("shape", SLOW_SHAPES)
@pytest.mark.parametrize("velocity", [-60.0, -2.0, 5.0, 30.0])
def test_slow_phases_drift_at_the_given_mean_velocity(shape: str, velocity: float) -> None:
    """Displacement over duration of each whole slow phase is the given velocity, whatever its shape."""
    wave = gaze_waveform(3, Jerk(velocity, 3.0, shape), sampling=CLEAN)
    starts, ends = wave.x_quick_s[:-1, 1], wave.x_quick_s[1:, 0]
    whole = (starts > wave.t_s[0]) & (ends < wave.t_s[-1])
    for start, end in zip(starts[whole], ends[whole], strict=True):
        inside = (wave.t_s >= start) & (wave.t_s <= end)
        moved = np.ptp(wave.x_true_deg[inside]) / np.ptp(wave.t_s[inside])
        assert moved == pytest.approx(abs(velocity), rel=0.06)
    assert wave.horizontal.slow_phase_velocity_deg_s == pytest.approx(velocity)


@pytest.mark.parametrize("velocity", [-12.0, 12.0])
def test_quick_phases_go_against_the_slow_ones(velocity: float) -> None:
    """The truth's direction is that of the quick phase, and the quick samples show it."""
    wave = gaze_waveform(4, vertical=Jerk(velocity), sampling=CLEAN)
    quick = (wave.y_phase[1:] == Phase.QUICK) & (wave.y_phase[:-1] == Phase.QUICK)
    assert np.sign(np.median(np.diff(wave.y_true_deg)[quick])) == -np.sign(velocity)
    assert wave.vertical.beats_positive is (velocity < 0)
    assert not wave.horizontal.present


def test_quick_phases_follow_the_main_sequence() -> None:
    """A quick phase of about ten degrees lasts 43 ms and peaks at 1.875 of its mean velocity."""
    wave = gaze_waveform(5, Jerk(30.0, 3.0, jitter=0.0), sampling=CLEAN)
    amplitude = wave.horizontal.amplitude_deg
    assert amplitude is not None
    duration = float(np.median(np.diff(wave.x_quick_s, axis=1)))
    assert duration == pytest.approx(float(main_sequence_s(amplitude)), rel=0.02)
    peak = np.abs(np.diff(wave.x_true_deg) / np.diff(wave.t_s)).max()
    assert peak == pytest.approx(1.875 * amplitude / duration, rel=0.03)


def test_beats_frequency_and_amplitude_agree() -> None:
    """Beats are the whole ones in the recording; frequency is their mean, amplitude velocity by slow time."""
    truth = gaze_waveform(6, Jerk(-20.0, 4.0), sampling=CLEAN).horizontal
    assert truth.frequency_hz is not None
    assert truth.beats == pytest.approx(12 * truth.frequency_hz, abs=2)
    assert truth.frequency_hz == pytest.approx(4.0, rel=0.1)


@pytest.mark.parametrize("motion", [Pursuit(), Saccades(), Saccades(rate_hz=0.0)])
def test_movements_of_healthy_eyes_are_no_nystagmus(motion: Pursuit | Saccades) -> None:
    """Pursuit, saccades and fixation are labelled as not nystagmus."""
    assert not gaze_waveform(7, motion, sampling=CLEAN).horizontal.present


def test_pendular_nystagmus_has_no_quick_phases() -> None:
    """It swings by its amplitude, and all of it is slow."""
    wave = gaze_waveform(8, Pendular(6.0, 4.0), sampling=CLEAN)
    assert np.ptp(wave.x_true_deg) == pytest.approx(6.0, rel=0.01)
    assert (wave.x_phase == Phase.SLOW).all()


def test_blinks_are_gaps_and_noise_is_as_given() -> None:
    """Samples within a blink are NaN in both axes, and only they; the rest scatters as asked."""
    wave = gaze_waveform(9, Jerk(10.0), sampling=Sampling(30.0, 250.0, 0.1, blinks_per_min=30))
    gap = np.isnan(wave.x_deg)
    assert 0 < gap.mean() < 0.3
    assert np.array_equal(gap, np.isnan(wave.y_deg))
    assert np.array_equal(gap, wave.x_phase == Phase.GAP)
    assert np.nanstd(wave.x_deg - wave.x_true_deg) == pytest.approx(0.1, rel=0.05)


def test_a_waveform_repeats_by_its_seed() -> None:
    """The same recipe gives the same bytes; another seed another recording; time may be uneven."""
    uneven = Sampling(time_jitter=0.3)
    first, again, other = (gaze_waveform(seed, Jerk(5.0), sampling=uneven) for seed in (1, 1, 2))
    assert np.array_equal(first.x_deg, again.x_deg)
    assert not np.array_equal(first.x_deg, other.x_deg)
    assert (np.diff(first.t_s) > 0).all()
    assert np.ptp(np.diff(first.t_s)) > 0.001


def test_impossible_recipes_are_refused() -> None:
    """An unknown shape, no velocity, too few samples or a jitter of half a period is refused."""
    with pytest.raises(ValueError, match="waveform is one of"):
        Jerk(5.0, waveform="square")
    with pytest.raises(ValueError, match="needs a velocity"):
        Jerk(0.0)
    with pytest.raises(ValueError, match="four samples"):
        Sampling(duration_s=0.001)
    with pytest.raises(ValueError, match="jitter"):
        Sampling(time_jitter=0.5)
