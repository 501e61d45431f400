"""Eye movement: an eye video or a gaze trace in, a measurement of nystagmus with confidence out."""

from bedside.eye_movement.interface import (
    AxisNystagmus,
    Calibration,
    EyeObservation,
    EyeState,
    GazeTrace,
    Request,
    Result,
    Status,
)
from bedside.eye_movement.pipeline import EyeTracker, Ports, gaze_in_degrees, measure, run
from bedside.eye_movement.processing.report import summary

__all__ = [
    "AxisNystagmus", "Calibration", "EyeObservation", "EyeState", "EyeTracker", "GazeTrace", "Ports",
    "Request", "Result", "Status", "gaze_in_degrees", "measure", "run", "summary",
]  # fmt: skip
