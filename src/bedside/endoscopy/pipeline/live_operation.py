"""One operation as in the operating room: by the source's own pace, each model in a process of its own."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from bedside.endoscopy.interface import Event
from bedside.endoscopy.pipeline.chronicle import Chronicle
from bedside.endoscopy.pipeline.live import Openers, run_live
from bedside.endoscopy.pipeline.live_film import LiveFilm
from bedside.endoscopy.pipeline.operation import Operation
from bedside.endoscopy.pipeline.recorder import Recorder
from bedside.endoscopy.pipeline.settings import LiveSettings
from bedside.endoscopy.pipeline.sinks import LiveSinks
from bedside.runtime.stream import Pace, Statistics

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bedside.endoscopy.interface import Request
    from bedside.endoscopy.pipeline.alarms import Alarm
    from bedside.endoscopy.pipeline.analysis import FrameReport
    from bedside.endoscopy.pipeline.live_report import LiveReport
    from bedside.endoscopy.pipeline.ports import Ports
    from bedside.runtime.media import Frame, Video


def watch_operation(
    request: Request, ports: Ports, video: Video, film: Path | None, comment: str, started_utc: str
) -> Operation:
    """Watch a source until it ends, is lost, or the run is stopped; what was seen until then is returned.

    Parameters
    ----------
    request
        What was asked for.
    ports
        What opens the models in their processes, who is told how far it is, and the controls.
    video
        The source.
    film
        Where the annotated film goes; None for no film.
    comment
        What the film says of itself.
    started_utc
        For the recording's name.

    Raises
    ------
    OutputError
        The folder does not take a recording from the start.
    """
    camera, chronicle = video.kind == "device", Chronicle(request.key_frames)

    def observed(frame: Frame, report: FrameReport) -> None:
        chronicle.add(frame, report)
        ports.tell(chronicle.frames, video.declared_frames)

    with ExitStack() as stack:
        shown = None if film is None else stack.enter_context(LiveFilm(film, comment))
        recorder = stack.enter_context(Recorder(request.out, started_utc)) if request.record else None
        report = run_live(
            video,
            Openers(ports.open_scene, ports.open_workflow),
            LiveSinks(observed=observed)
            if shown is None
            else LiveSinks(observed=observed, display=shown.show),
            pace=Pace.as_they_come() if camera else Pace.stamped(),
            recorder=recorder,
            controls=ports.controls,
            settings=LiveSettings(longest_s=request.camera_s if camera else None),
        )
    noticed, failure = ((), "") if shown is None else (shown.warnings, shown.failure)
    return Operation(
        chronicle, _latency(report), (*report.warnings, *_warnings(report), *noticed),
        tuple(_event(alarm, chronicle.start_s) for alarm in report.alarms), _counts(report), failure,
    )  # fmt: skip


def _latency(report: LiveReport) -> dict[str, Statistics]:
    delays = {"video_delay": report.video_delay_ms, "annotation_delay": report.annotation_delay_ms}
    return {**report.stages, **{name: Statistics.of(ms) for name, ms in delays.items() if ms.size}}


def _counts(report: LiveReport) -> dict[str, int]:
    counts = {"dropped": report.dropped, "displayed": report.displayed, "annotated": report.annotated}
    counts |= {f"unseen_by_{role}": branch.dropped for role, branch in report.branches.items()}
    if report.recording is not None:
        counts |= {"recorded": report.recording.written, "not_recorded": report.recording.withheld}
    return counts


def _warnings(report: LiveReport) -> Iterator[str]:
    if report.lost:
        yield f"the source was lost: {report.lost}"
    if report.dropped:
        yield f"{report.dropped} frames of the source were dropped: the machine was slower than the source"
    for role, branch in report.branches.items():
        if branch.reason:
            yield f"the {role} model was {branch.state} at the end: {branch.reason}"
        if branch.restarts:
            yield f"the {role} model was started anew {branch.restarts} times"
    recording = report.recording
    if recording is not None and (recording.failure or recording.dropped):
        yield f"the recording lacks {recording.dropped} frames. {recording.failure}".strip()


def _event(alarm: Alarm, start_s: float) -> Event:
    lasted = (
        "to the end" if alarm.cleared_ms is None else f"{(alarm.cleared_ms - alarm.raised_ms) / 1e3:.1f} s"
    )
    said = f"alarm: {alarm.text} ({lasted})" + (f": {alarm.detail}" if alarm.detail else "")
    return Event(start_s if alarm.t_s is None else alarm.t_s, "alarm", said)
