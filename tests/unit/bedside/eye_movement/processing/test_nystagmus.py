"""Numbers of a recording from its beats: robust, with intervals that mean something."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from bedside.eye_movement.processing.beats import measure_beats, quick_steps_deg
from bedside.eye_movement.processing.nystagmus import (
    beat_frequency_hz,
    jerk_nystagmus,
    slow_phase_velocity,
    student,
)
from bedside.eye_movement.processing.phases import find_phases
from phantoms.eye_movement.motion import Jerk
from phantoms.eye_movement.waveforms import Sampling, gaze_waveform


@pytest.mark.verifies("RC-001", purpose="implementation")
def test_a_wrong_beat_among_many_moves_the_velocity_little() -> None:
    """One beat of twenty at a quick phase's velocity shifts the result by less than its error."""
    rng = np.random.default_rng(1)
    beats = 10 + 0.3 * rng.standard_normal(20)
    error = np.full(20, 0.3)
    spoiled = beats.copy()
    spoiled[7] = -200.0
    shift = slow_phase_velocity(spoiled, error).deg_s - slow_phase_velocity(beats, error).deg_s
    assert abs(shift) < 0.3


@pytest.mark.verifies("SRS-044", purpose="implementation")
def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Over 2,000 recordings of 3 to 30 normal beats the 95 % interval holds the truth in 93 to 99 %."""
    rng = np.random.default_rng(2)
    held = []
    for _ in range(2000):
        n = int(rng.integers(3, 31))
        error = rng.uniform(0.2, 0.6, n)
        interval = slow_phase_velocity(8 + error * rng.standard_normal(n), error).interval
        held.append(interval.low <= 8 <= interval.high)
    assert 0.93 <= np.mean(held) <= 0.99


@pytest.mark.verifies("SRS-044", purpose="implementation")
def test_what_more_beats_cannot_mend_stays_in_the_interval() -> None:
    """The error from uncertain ends does not shrink with the number of beats."""
    few, many = (slow_phase_velocity(np.full(n, 20.0), np.full(n, 0.1), 1.0).interval for n in (4, 400))
    assert few.high - 20 >= 1.0
    assert many.high - 20 >= 1.0


@pytest.mark.parametrize("freedom", [2, 3, 5, 10, 30, 200])
def test_the_quantile_is_students(freedom: int) -> None:
    """Within 4 % of the exact one from 2 degrees of freedom on."""
    assert student(0.95, freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=0.04)


@pytest.mark.verifies("SRS-024", purpose="implementation")
def test_a_missed_beat_does_not_lower_the_frequency() -> None:
    """A cycle of twice the length is one that hides a beat."""
    assert beat_frequency_hz(np.array([0.3, 0.31, 0.6, 0.29, 0.3])) == pytest.approx(1 / 0.3)


@pytest.mark.verifies("SRS-023", purpose="implementation")
@pytest.mark.verifies("RC-024", purpose="implementation")
@pytest.mark.parametrize(("axis", "words"), [("horizontal", ("right", "left")), ("vertical", ("up", "down"))])
def test_the_word_is_the_quick_phases_direction_and_the_sign_the_slow_ones(
    axis: str, words: tuple[str, str]
) -> None:
    """Slow phases to the negative side beat to the positive one, in the image's words, and the reverse."""
    for velocity, word in ((-12.0, words[0]), (12.0, words[1])):
        wave = gaze_waveform(4, Jerk(velocity, 3.0), sampling=Sampling(5, 250))
        phases = find_phases(wave.t_s, wave.x_deg)
        beats = measure_beats(wave.t_s, wave.x_deg, phases)
        found = jerk_nystagmus(beats, quick_steps_deg(wave.t_s, wave.x_deg, phases), axis)
        assert found.beats_toward == word
        assert found.slow_phase_velocity_deg_s == pytest.approx(velocity, rel=0.05)
