"""What is written is what was measured; what was not is empty or null."""

from __future__ import annotations

import csv
import io
import math

import numpy as np
import pytest

from bedside.eye_movement.interface import (
    AxisNystagmus,
    Ellipse,
    EyeObservation,
    EyeState,
    GazeTrace,
    Interval,
    Result,
    Status,
)
from bedside.eye_movement.processing.report import TRACE_COLUMNS, result_json, signal_csv, summary, trace_csv

JERK = AxisNystagmus(True, -12.0, Interval(-12.5, -11.5), 2.5, 4.5, "right", 9, "jerk_constant")
ABSENT = AxisNystagmus(present=False)


def _result(status: Status = Status.MEASURED, reasons: tuple[str, ...] = ()) -> Result:
    return Result(status, 250.0, 0.1, JERK, ABSENT, reasons, ("low light",), {"software": "a", "input": "b"})


@pytest.mark.verifies("SRS-034", purpose="implementation")
def test_a_row_holds_the_frame_as_it_was_seen() -> None:
    """Pupil and limbus to a ten-thousandth, the time to a microsecond, gaps empty and never zero."""
    seen = [
        EyeObservation(
            0, 0.004, EyeState.OPEN, 0.9, Ellipse(10.5, 20, 30, 25, -45), Ellipse(11, 21, 90, 88, 0)
        ),
        EyeObservation(1, 0.008, EyeState.CLOSED, 0.0),
    ]
    gaze = GazeTrace(np.array([0.004, 0.008]), np.array([0.0, math.nan]), np.array([-1.25, math.nan]))
    rows = list(csv.reader(io.StringIO(trace_csv(seen, gaze))))
    assert rows[0] == list(TRACE_COLUMNS)
    assert rows[1] == [
        "0", "0.004000", "open", "0.9000", "10.5000", "20.0000", "30.0000", "25.0000", "-45.0000", "90.0000",
        "0.0000", "-1.2500",
    ]  # fmt: skip
    assert rows[2] == ["1", "0.008000", "closed", "0.0000", *[""] * 8]


@pytest.mark.verifies("SRS-034", purpose="implementation")
def test_a_trace_file_keeps_its_gaps_axis_by_axis() -> None:
    """One axis alone is a sample; neither is a lost one."""
    gaze = GazeTrace(np.arange(2.0), np.array([1.0, math.nan]), np.array([math.nan, math.nan]))
    rows = list(csv.reader(io.StringIO(signal_csv(gaze))))
    assert (rows[1][2], rows[1][10:]) == ("open", ["1.0000", ""])
    assert (rows[2][2], rows[2][10:]) == ("lost", ["", ""])


@pytest.mark.verifies("SRS-035", purpose="implementation")
def test_the_result_has_one_form_for_both_outcomes() -> None:
    """The same keys, every value null where the quality did not suffice."""
    measured = result_json(_result(), {"statement": "s"})
    poor = result_json(_result(Status.INSUFFICIENT_QUALITY, ("too short",)), {"statement": "s"})
    assert measured.keys() == poor.keys()
    for axis in ("horizontal", "vertical"):
        assert measured["nystagmus"][axis].keys() == poor["nystagmus"][axis].keys()
        assert set(poor["nystagmus"][axis].values()) == {None}
    assert measured["nystagmus"]["horizontal"]["interval"] == {"low": -12.5, "high": -11.5, "level": 0.95}
    assert measured["nystagmus"]["vertical"]["slow_phase_velocity_deg_s"] is None
    assert measured["digests"] == {"software": "a", "model": None, "input": "b"}


@pytest.mark.verifies("SRS-013", purpose="implementation")
def test_the_summary_says_it_in_plain_words() -> None:
    """Direction, velocity with interval, and reasons; no number where nothing was measured."""
    words = summary(_result())
    assert "beating to the image's right" in words
    assert "-12.00 deg/s (-12.50 to -11.50)" in words
    assert "no nystagmus found" in words
    poor = summary(_result(Status.INSUFFICIENT_QUALITY, ("too short",)))
    assert "too short" in poor
    assert "deg/s" not in poor
