"""Frames, videos and signals, and the readers that make them."""

from bedside.runtime.media.frame import Frame
from bedside.runtime.media.opening import open_video
from bedside.runtime.media.scaling import Scaler
from bedside.runtime.media.signal import Signal, read_signal
from bedside.runtime.media.video import DecodeLog, ReadOptions, Video

__all__ = ["DecodeLog", "Frame", "ReadOptions", "Scaler", "Signal", "Video", "open_video", "read_signal"]
