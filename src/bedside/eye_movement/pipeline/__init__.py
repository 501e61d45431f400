"""The whole flow: an eye video or a trace in, a judged measurement and its files out."""

from bedside.eye_movement.pipeline.flow import run
from bedside.eye_movement.pipeline.recording import Ports
from bedside.eye_movement.pipeline.tracking import EyeTracker

__all__ = ["EyeTracker", "Ports", "run"]
