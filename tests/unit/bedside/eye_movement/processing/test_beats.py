"""Beats are measured without bias from the slow phase's shape."""

from __future__ import annotations

import numpy as np
import pytest

from bedside.eye_movement.processing.beats import Beats, measure_beats, quick_steps_deg, slow_shape
from bedside.eye_movement.processing.phases import find_phases
from phantoms.eye_movement.motion import Jerk
from phantoms.eye_movement.waveforms import Sampling, gaze_waveform

pytestmark = pytest.mark.verifies("SRS-021", purpose="implementation")


def _beats(waveform: str, velocity: float = -20.0, noise: float = 0.02) -> Beats:
    wave = gaze_waveform(7, Jerk(velocity, 2.5, waveform), sampling=Sampling(10, 500, noise))
    return measure_beats(wave.t_s, wave.x_deg, find_phases(wave.t_s, wave.x_deg))


@pytest.mark.parametrize("waveform", ["jerk_constant", "jerk_decreasing", "jerk_increasing"])
def test_the_mean_velocity_of_a_slow_phase_is_free_of_its_shape(waveform: str) -> None:
    """Velocity changing fivefold along a slow phase moves its mean by no more than 1.5 %."""
    beats = _beats(waveform)
    assert np.median(beats.velocity_deg_s) == pytest.approx(-20, rel=0.015)


@pytest.mark.parametrize(
    ("waveform", "sign"), [("jerk_constant", 0), ("jerk_decreasing", -1), ("jerk_increasing", 1)]
)
def test_the_shape_is_recognised(waveform: str, sign: int) -> None:
    """Falling velocity has negative curvature, rising positive, constant none."""
    assert np.sign(_beats(waveform).curvature) == sign


def test_a_quick_phase_takes_back_what_the_slow_phase_took() -> None:
    """Sizes of quick and slow phases agree in the median within 4 %, with opposite signs."""
    beats = _beats("jerk_constant")
    assert np.median(beats.quick_step_deg) == pytest.approx(-np.median(beats.slow_step_deg), rel=0.04)
    assert (beats.quick_sign > 0).all()


def test_a_slow_phase_cut_by_a_gap_is_no_beat() -> None:
    """A gap in the middle of a slow phase takes that beat away and leaves its quick phases their size."""
    wave = gaze_waveform(7, Jerk(-20.0, 2.5), sampling=Sampling(10, 500, 0.02))
    x_deg = wave.x_deg.copy()
    whole = measure_beats(wave.t_s, x_deg, find_phases(wave.t_s, x_deg))
    middle = np.searchsorted(wave.t_s, (whole.start_s[4] + whole.end_s[4]) / 2)
    x_deg[middle - 5 : middle + 5] = np.nan
    phases = find_phases(wave.t_s, x_deg)
    cut = measure_beats(wave.t_s, x_deg, phases)
    assert len(cut) == len(whole) - 1
    assert np.isfinite(quick_steps_deg(wave.t_s, x_deg, phases)).sum() >= len(whole)


def test_no_beats_without_quick_phases() -> None:
    """A still eye has none."""
    t_s = np.arange(500) / 100
    assert len(measure_beats(t_s, np.zeros(500), find_phases(t_s, np.zeros(500)))) == 0


@pytest.mark.parametrize("curvature", [-2.0, 0.0, 2.0])
def test_every_shape_runs_from_zero_to_one(curvature: float) -> None:
    """The shape starts at 0 and ends at 1."""
    assert slow_shape(np.array([0.0, 1.0]), curvature) == pytest.approx([0.0, 1.0])
