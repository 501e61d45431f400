"""The texts of a result: the trace as CSV, the result as JSON entries, and plain words for the screen."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING, Any

from bedside.eye_movement.interface import AxisNystagmus, Result, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bedside.eye_movement.interface import EyeObservation, GazeTrace

TRACE_COLUMNS = (
    "frame", "t_s", "state", "confidence", "pupil_x_px", "pupil_y_px", "pupil_major_px", "pupil_minor_px",
    "pupil_angle_deg", "limbus_diameter_px", "x_deg", "y_deg",
)  # fmt: skip
SCHEMA = "bedside.eye_movement/1"
PLAIN_WAVEFORMS = {
    "jerk_constant": "jerk, slow phases of constant velocity",
    "jerk_decreasing": "jerk, slow phases of decreasing velocity",
    "jerk_increasing": "jerk, slow phases of increasing velocity",
    "pendular": "pendular",
}


def trace_csv(seen: Sequence[EyeObservation], gaze: GazeTrace) -> str:
    """Return the trace of a video, one row a frame; an empty cell is a gap."""
    return _csv(_row(o, x, y) for o, x, y in zip(seen, gaze.x_deg, gaze.y_deg, strict=True))


def signal_csv(gaze: GazeTrace) -> str:
    """Return the trace of a trace file: the same columns, those of the image empty."""
    rows = []
    for index, (t, x, y) in enumerate(zip(gaze.t_s, gaze.x_deg, gaze.y_deg, strict=True)):
        found = math.isfinite(x) or math.isfinite(y)
        state = "open" if found else "lost"
        rows.append([str(index), f"{t:.6f}", state, *[""] * 7, _number(x, 4), _number(y, 4)])
    return _csv(rows)


def result_json(result: Result, notices: dict[str, str]) -> dict[str, Any]:
    """Return the entries of ``result.json``; what was not measured is null.

    Parameters
    ----------
    result
        What was measured.
    notices
        Texts that stand on every output, by name.
    """
    return {
        "schema": SCHEMA,
        "status": str(result.status),
        "reasons": list(result.reasons),
        "warnings": list(result.warnings),
        "sampling_rate_hz": _rounded(result.sampling_rate_hz, 4),
        "data_loss": _rounded(result.data_loss, 6),
        "nystagmus": {
            "horizontal": _axis(result.horizontal, result.status),
            "vertical": _axis(result.vertical, result.status),
        },
        "digests": {name: result.digests.get(name) for name in ("software", "model", "input")},
        **notices,
    }


def summary(result: Result) -> str:
    """Return the result in plain words, a line each."""
    lines = [f"Status: {str(result.status).replace('_', ' ')}"]
    if result.sampling_rate_hz is not None:
        lines.append(f"Sampling rate {result.sampling_rate_hz:.4g} Hz, data loss {result.data_loss:.1%}")
    if result.status is Status.MEASURED:
        lines.append(f"Horizontal: {axis_words(result.horizontal)}")
        lines.append(f"Vertical: {axis_words(result.vertical)}")
    lines += [f"Reason: {reason}" for reason in result.reasons]
    return "\n".join(lines)


def axis_words(axis: AxisNystagmus | None) -> str:
    """Return one axis in plain words."""
    if axis is None:
        return "not measured"
    if not axis.present:
        return "no nystagmus found"
    words = ["nystagmus"]
    if axis.beats_toward:
        words.append(f"beating to the image's {axis.beats_toward}" if axis.beats_toward in {"right", "left"}
                     else f"beating {axis.beats_toward}")  # fmt: skip
    if axis.slow_phase_velocity_deg_s is not None and axis.interval is not None:
        low, high = axis.interval.low, axis.interval.high
        words.append(f"slow phase {axis.slow_phase_velocity_deg_s:+.2f} deg/s ({low:+.2f} to {high:+.2f})")
    if axis.frequency_hz is not None:
        words.append(f"{axis.frequency_hz:.2f} Hz")
    if axis.amplitude_deg is not None:
        words.append(f"amplitude {axis.amplitude_deg:.2f} deg")
    words.append(f"{axis.beats} beats")
    if axis.waveform:
        words.append(PLAIN_WAVEFORMS[axis.waveform])
    return ", ".join(words)


def _row(o: EyeObservation, x_deg: float, y_deg: float) -> list[str]:
    head = [str(o.frame), f"{o.t_s:.6f}", str(o.state), f"{o.confidence:.4f}"]
    if o.pupil is None:
        return [*head, *[""] * 8]
    p = o.pupil
    pupil = [f"{v:.4f}" for v in (p.x_px, p.y_px, p.major_px, p.minor_px, p.angle_deg)]
    limbus = "" if o.limbus is None else f"{o.limbus.major_px:.4f}"
    return [*head, *pupil, limbus, _number(x_deg, 4), _number(y_deg, 4)]


def _csv(rows: Iterable[list[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(TRACE_COLUMNS)
    writer.writerows(rows)
    return text.getvalue()


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}f}" if math.isfinite(value) else ""


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None or not math.isfinite(value) else round(float(value), digits)


def _axis(axis: AxisNystagmus | None, status: Status) -> dict[str, Any]:
    shown = axis if status is Status.MEASURED else None
    interval = None
    if shown and shown.interval:
        interval = {"low": round(shown.interval.low, 4), "high": round(shown.interval.high, 4),
                    "level": shown.interval.level}  # fmt: skip
    return {
        "present": shown.present if shown else None,
        "slow_phase_velocity_deg_s": _rounded(shown.slow_phase_velocity_deg_s, 4) if shown else None,
        "interval": interval,
        "frequency_hz": _rounded(shown.frequency_hz, 4) if shown else None,
        "amplitude_deg": _rounded(shown.amplitude_deg, 4) if shown else None,
        "beats_toward": shown.beats_toward if shown else None,
        "beats": shown.beats if shown else None,
        "waveform": shown.waveform if shown else None,
    }
