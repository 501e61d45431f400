"""Eye movement: an eye video or a gaze trace in, a measurement of nystagmus with confidence out."""

from bedside.eye_movement.interface import (
    Calibration,
    EyeObservation,
    EyeState,
    GazeTrace,
    Request,
    Result,
    Status,
)
from bedside.eye_movement.pipeline import EyeTracker, Ports, run
from bedside.eye_movement.processing.report import summary

__all__ = [
    "Calibration", "EyeObservation", "EyeState", "EyeTracker", "GazeTrace", "Ports", "Request", "Result",
    "Status", "run", "summary",
]  # fmt: skip
