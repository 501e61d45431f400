"""From gaze over time to a result: what is measured, what is withheld, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bedside.eye_movement import safeguards
from bedside.eye_movement.interface import AxisNystagmus, Result, Status
from bedside.eye_movement.processing.beats import measure_beats, quick_steps_deg
from bedside.eye_movement.processing.nystagmogram import AxisDrawing
from bedside.eye_movement.processing.nystagmus import jerk_nystagmus
from bedside.eye_movement.processing.pendular import pendular_nystagmus
from bedside.eye_movement.processing.phases import find_phases
from bedside.eye_movement.processing.spikes import spikes
from bedside.runtime.record import software_sha256

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bedside.eye_movement.pipeline.recording import Recording


@dataclass(frozen=True, slots=True)
class JudgedAxis:
    """One axis, judged: what was measured, why something was not, and what is drawn."""

    measured: AxisNystagmus | None
    reason: str
    drawing: AxisDrawing


def judged(recording: Recording) -> tuple[Result, list[JudgedAxis]]:
    """Return the result and what is drawn of it."""
    t_s, gaze = recording.gaze.t_s, recording.gaze
    interval_s = float(np.median(np.diff(t_s))) if len(t_s) > 1 else float("inf")
    rate_hz, loss = 1 / interval_s, float(np.mean(recording.lost))
    faults = (
        *safeguards.recording_faults(rate_hz, float(t_s[-1] - t_s[0]) + interval_s, loss),
        *recording.reasons,
    )
    pairs = (("horizontal", gaze.x_deg), ("vertical", gaze.y_deg))
    axes = [judged_axis(t_s, angle, name, rate_hz) for name, angle in pairs]
    reasons = faults or tuple(f"{axis.drawing.name}: {axis.reason}" for axis in axes if axis.reason)
    measured = not faults and any(axis.measured for axis in axes)
    horizontal, vertical = (axis.measured if measured else None for axis in axes)
    digests = {"software": software_sha256(), "input": recording.sha256}
    if recording.package is not None:
        digests["model"] = recording.package.sha256
    result = Result(
        Status.MEASURED if measured else Status.INSUFFICIENT_QUALITY,
        rate_hz, loss, horizontal, vertical, reasons,
        (*recording.warnings, *safeguards.recording_warnings(rate_hz, loss)), digests,
    )  # fmt: skip
    return result, axes


def judged_axis(
    t_s: NDArray[np.float64], angle_deg: NDArray[np.float64], name: str, rate_hz: float
) -> JudgedAxis:
    """Return one axis: beats that agree, or an oscillation, or nothing where nothing could hide."""
    kept = np.flatnonzero(~spikes(t_s, angle_deg))
    t_s, whole_deg, angle_deg = t_s[kept], angle_deg, angle_deg[kept]
    phases = find_phases(t_s, angle_deg)
    beats = measure_beats(t_s, angle_deg, phases)
    slow_and_quick = (beats.velocity_deg_s, beats.slow_step_deg, beats.quick_step_deg)
    steady = safeguards.steady_beats(*slow_and_quick)
    shown = beats.chosen(steady)
    quick = [(int(kept[q.before]), int(kept[q.after])) for q in phases.quick]
    drawing = AxisDrawing(name, whole_deg, quick, (shown.start_s + shown.end_s) / 2, shown.velocity_deg_s)
    if np.mean(np.isfinite(angle_deg)) < 1 - safeguards.MOST_DATA_LOSS:
        return JudgedAxis(None, "too few samples have a position", drawing)
    if steady.any():
        measured = jerk_nystagmus(shown, quick_steps_deg(t_s, angle_deg, phases), name)
        return JudgedAxis(*_withheld(measured, safeguards.beats_in_noise(shown.clearness)), drawing)
    swing = pendular_nystagmus(t_s, angle_deg, phases.noise_deg)
    if swing is not None:
        return JudgedAxis(swing, "", drawing)
    why = safeguards.doubtful_beats(*slow_and_quick) or safeguards.absence_in_noise(
        phases.smallest_step_deg, rate_hz
    )
    return JudgedAxis(None if why else AxisNystagmus(present=False), why, drawing)


def _withheld(measured: AxisNystagmus, in_noise: str) -> tuple[AxisNystagmus, str]:
    """Return the axis without the numbers that cannot be stood for, and why."""
    velocity, interval = measured.slow_phase_velocity_deg_s, measured.interval
    if in_noise:
        measured = replace(measured, frequency_hz=None, amplitude_deg=None, waveform=None)
    wide = safeguards.wide_interval(velocity, interval) if velocity is not None and interval else ""
    why = in_noise or wide
    return (replace(measured, slow_phase_velocity_deg_s=None, interval=None) if why else measured), why
