"""A number is shown where it can be stood for; else it is withheld, and the reason stands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bedside.eye_movement import GazeTrace, Result, Status, measure
from phantoms.eye_movement.motion import Jerk, Motion, Pendular, Saccades
from phantoms.eye_movement.waveforms import Sampling, gaze_waveform

STILL = Saccades(rate_hz=0.0)
GOOD = Sampling(10, 250, 0.1)


def _measured(
    horizontal: Motion, sampling: Sampling = GOOD, vertical: Motion = STILL, seed: int = 5
) -> Result:
    wave = gaze_waveform(seed, horizontal, vertical, sampling)
    return measure(GazeTrace(wave.t_s, wave.x_deg, wave.y_deg))


@pytest.mark.verifies("SRS-021", purpose="implementation")
@pytest.mark.verifies("SRS-023", purpose="implementation")
def test_both_axes_are_judged_on_their_own() -> None:
    """Nystagmus of different velocity and direction along both axes is found along both."""
    result = _measured(Jerk(-15.0, 3.0), vertical=Jerk(6.0, 2.0))
    assert result.horizontal is not None
    assert result.vertical is not None
    assert (result.horizontal.beats_toward, result.vertical.beats_toward) == ("right", "down")
    assert result.horizontal.slow_phase_velocity_deg_s == pytest.approx(-15, rel=0.04)
    assert result.vertical.slow_phase_velocity_deg_s == pytest.approx(6, rel=0.04)


@pytest.mark.verifies("SRS-026", purpose="implementation")
def test_a_still_eye_is_measured_as_still() -> None:
    """Absence is a result, without numbers and without reasons."""
    result = _measured(STILL)
    assert result.status is Status.MEASURED
    assert result.reasons == ()
    assert result.horizontal is not None
    assert not result.horizontal.present
    assert result.horizontal.slow_phase_velocity_deg_s is None


@pytest.mark.verifies("SRS-027", purpose="implementation")
def test_an_oscillation_has_no_slow_phase_velocity() -> None:
    """Pendular nystagmus has frequency and height, and no direction of beating."""
    result = _measured(Pendular(3.0, 4.0))
    assert result.horizontal is not None
    assert result.horizontal.waveform == "pendular"
    assert result.horizontal.slow_phase_velocity_deg_s is None
    assert result.horizontal.beats_toward is None


@pytest.mark.verifies("SRS-031", purpose="implementation")
@pytest.mark.parametrize(
    ("sampling", "word"),
    [
        (replace(GOOD, rate_hz=15.0), "sampling rate"),
        (replace(GOOD, duration_s=2.0), "lasts"),
        (replace(GOOD, noise_deg=3.0), "horizontal"),
    ],
)
def test_a_poor_recording_is_not_measured(sampling: Sampling, word: str) -> None:
    """Too slow, too short, too noisy: no axis is shown, and the reason says which it is."""
    result = _measured(Jerk(10.0, 3.0), sampling)
    assert result.status is Status.INSUFFICIENT_QUALITY
    assert result.horizontal is result.vertical is None
    assert word in result.reasons[0]


@pytest.mark.verifies("SRS-026", purpose="implementation")
@pytest.mark.verifies("RC-018", purpose="implementation")
def test_small_beats_at_a_low_rate_are_never_called_absent() -> None:
    """In forty recordings at 60 Hz where half of the beats hide in noise, the axis is unsure or present."""
    slow = replace(GOOD, rate_hz=60.0)
    found = [_measured(Jerk(-2.6, 4.2), slow, seed=seed).horizontal for seed in range(40)]
    assert all(axis is None or axis.present for axis in found)
    assert {axis.beats_toward for axis in found if axis} <= {"right"}
    shown = [axis.slow_phase_velocity_deg_s for axis in found if axis]
    assert all(velocity is None or abs(velocity / -2.6 - 1) < 0.25 for velocity in shown)


@pytest.mark.verifies("SRS-031", purpose="negative")
def test_an_axis_without_samples_is_not_judged() -> None:
    """A horizontal trace alone is measured along that axis, and the other says why not."""
    wave = gaze_waveform(5, Jerk(-15.0, 3.0), STILL, GOOD)
    result = measure(GazeTrace(wave.t_s, wave.x_deg, np.full(len(wave.t_s), np.nan)))
    assert result.status is Status.MEASURED
    assert result.vertical is None
    assert "vertical: too few samples" in result.reasons[0]


@pytest.mark.verifies("SRS-006", purpose="negative")
@pytest.mark.parametrize("n", [1, 2, 5])
def test_a_handful_of_samples_is_refused_without_an_error(n: int) -> None:
    """One sample has no rate; it is insufficient quality like any other."""
    result = measure(GazeTrace(np.arange(n) / 100, np.zeros(n), np.zeros(n)))
    assert result.status is Status.INSUFFICIENT_QUALITY
