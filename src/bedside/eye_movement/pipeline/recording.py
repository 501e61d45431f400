"""One recording, from its file to gaze over time: a video of an eye, or a trace of another system."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from bedside.eye_movement import safeguards
from bedside.eye_movement.interface import Calibration, EyeObservation, GazeTrace, Request
from bedside.eye_movement.pipeline.tracking import EyeTracker, frame_warnings
from bedside.eye_movement.processing import gaze as gaze_of
from bedside.eye_movement.processing import report
from bedside.runtime.errors import InputError
from bedside.runtime.media import ReadOptions, open_video, read_signal
from bedside.runtime.stream import Pace, Stages, run_stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from bedside.runtime.backend import Backend
    from bedside.runtime.media import Frame
    from bedside.runtime.model import ModelPackage


def _silent(_done: int, _total: int | None) -> None:
    """Say nothing of how far the work is."""


@dataclass(frozen=True, slots=True)
class Ports:
    """What the flow needs from outside: the model, the time of day, and someone to tell how far it is."""

    open_model: Callable[[], tuple[ModelPackage, Backend]]
    now_utc: Callable[[], str]
    tell: Callable[[int, int | None], None] = _silent


@dataclass(slots=True)
class Recording:
    """An input on its way to a result."""

    name: str
    sha256: str
    kind: str
    gaze: GazeTrace
    table: str
    scale: str
    lost: NDArray[np.bool_]  # (N,) samples without a position
    seen: list[EyeObservation] = field(default_factory=list)
    warnings: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    package: ModelPackage | None = None
    backend: Backend | None = None
    stages: Stages = field(default_factory=Stages)
    dropped: int = 0


def read(request: Request, ports: Ports) -> Recording:
    """Return the recording of a request; a file with the suffix .csv is a trace.

    Raises
    ------
    BedsideError
        The input, the model or the provider cannot be used.
    """
    if request.input.suffix.lower() == ".csv" and not request.input.is_dir():
        return _from_trace(request)
    return _from_video(request, ports)


def _from_trace(request: Request) -> Recording:
    signal = read_signal(request.input)
    if request.calibration is not None or request.overlay:
        raise InputError(
            request.input, "a video with --calibration or --overlay", "a trace file, which has no image"
        )
    gaze = GazeTrace(signal.t_s, signal["x_deg"], signal["y_deg"])
    lost = np.isnan(gaze.x_deg) & np.isnan(gaze.y_deg)
    reasons = [safeguards.implausible_angles(angle) for angle in (gaze.x_deg, gaze.y_deg)]
    return Recording(
        request.input.name, signal.sha256, "trace", gaze, report.signal_csv(gaze), "trace file", lost,
        reasons=tuple(filter(None, reasons)),
    )  # fmt: skip


def _from_video(request: Request, ports: Ports) -> Recording:
    video = open_video(request.input, ReadOptions(grey=True, rate_hz=request.image_rate_hz))
    if request.overlay and video.kind == "device":
        raise InputError(request.input, "a recording with --overlay", "a camera, which cannot be read twice")
    package, backend = ports.open_model()
    tracker, stages, seen = EyeTracker(package, backend), Stages(), list[EyeObservation]()

    def work(frame: Frame, stages: Stages) -> None:
        seen.append(tracker.observe(frame, stages))
        ports.tell(len(seen), video.declared_frames)

    dropped = 0
    if video.kind == "device":
        frames = _for_seconds(video.frames(), request.camera_s)
        dropped = run_stream(frames, work, pace=Pace.as_they_come(), patience_s=5.0).dropped
    else:
        for frame in stages.timed("decode", video.frames()):
            work(frame, stages)
    gaze, scale, reasons = gaze_in_degrees(seen, video.width, request.calibration)
    warnings = (*video.warnings, *backend.info.warnings, *frame_warnings(seen))
    if dropped:
        warnings = (
            *warnings,
            f"{dropped} frames of the camera were dropped: the work was slower than the camera",
        )
    lost = np.array([o.pupil is None for o in seen], dtype=bool)
    return Recording(
        request.input.name, video.sha256, video.kind, gaze, report.trace_csv(seen, gaze), scale, lost, seen,
        warnings, reasons, package, backend, stages, dropped,
    )  # fmt: skip


def gaze_in_degrees(
    seen: Sequence[EyeObservation], width_px: int, calibration: Calibration | None = None
) -> tuple[GazeTrace, str, tuple[str, ...]]:
    """Return gaze, where its scale comes from, and why there is none.

    Parameters
    ----------
    seen
        A recording's frames, in order.
    width_px
        The image's width.
    calibration
        Takes the place of the limbus.
    """
    states = [o.state for o in seen]
    if calibration is not None:
        gaze, scale = gaze_of.gaze_by_calibration(seen, calibration), "calibration"
    else:
        diameters = gaze_of.limbus_diameters(seen)
        why = safeguards.implausible_scale(diameters[np.isfinite(diameters)], width_px)
        if why:
            nowhere = np.full(len(seen), np.nan)
            return GazeTrace(np.array([o.t_s for o in seen]), nowhere, nowhere.copy()), "none", (why,)
        gaze, scale = gaze_of.gaze_by_limbus(seen, gaze_of.limbus_scale(seen)), "limbus"
    x, y = (safeguards.without_position(states, angle) for angle in (gaze.x_deg, gaze.y_deg))
    return GazeTrace(gaze.t_s, x, y), scale, ()


def _for_seconds(frames: Iterator[Frame], seconds: float) -> Iterator[Frame]:
    """Yield a camera's frames for so long by their own times, then close it."""
    start_s: float | None = None
    for frame in frames:
        start_s = frame.t_s if start_s is None else start_s
        if frame.t_s - start_s > seconds:
            return
        yield frame
