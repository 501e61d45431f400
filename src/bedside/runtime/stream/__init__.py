"""Frames as they come: paced, queued with the newest winning, every drop and every time counted."""

from bedside.runtime.stream.clock import Clock, SystemClock
from bedside.runtime.stream.flow import run_stream
from bedside.runtime.stream.newest import NewestQueue, QueueCounts
from bedside.runtime.stream.pace import Pace
from bedside.runtime.stream.stages import Stages, Statistics
from bedside.runtime.stream.summary import FrameTiming, StreamSummary

__all__ = [
    "Clock",
    "FrameTiming",
    "NewestQueue",
    "Pace",
    "QueueCounts",
    "Stages",
    "Statistics",
    "StreamSummary",
    "SystemClock",
    "run_stream",
]
