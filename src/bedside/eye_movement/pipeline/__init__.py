"""The whole flow: an eye video or a trace in, a judged measurement and its files out."""

from bedside.eye_movement.pipeline.flow import measure, run
from bedside.eye_movement.pipeline.recording import Ports, gaze_in_degrees
from bedside.eye_movement.pipeline.tracking import EyeTracker

__all__ = ["EyeTracker", "Ports", "gaze_in_degrees", "measure", "run"]
