"""A run: read, judge, write; ``result.json`` last."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from bedside.eye_movement import safeguards
from bedside.eye_movement.pipeline.judging import judged
from bedside.eye_movement.pipeline.recording import Recording, read
from bedside.eye_movement.processing import report
from bedside.eye_movement.processing.nystagmogram import Captions, nystagmogram_svg
from bedside.eye_movement.processing.overlay import annotated, in_eight_bits
from bedside.runtime.film import write_film
from bedside.runtime.media import ReadOptions, open_video
from bedside.runtime.output import OutputFolder
from bedside.runtime.record import InferenceTrace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from bedside.eye_movement.interface import GazeTrace, Request, Result
    from bedside.eye_movement.pipeline.judging import JudgedAxis
    from bedside.eye_movement.pipeline.recording import Ports

OUTPUTS = ("trace.csv", "nystagmogram.svg", "overlay.mp4", "inference.json")


def run(request: Request, ports: Ports) -> Result:
    """Measure one recording and write its files; ``result.json`` comes last.

    Raises
    ------
    BedsideError
        The input, the model, the provider or the output folder cannot be used.
    """
    started = ports.now_utc()
    with OutputFolder(request.out, OUTPUTS) as out:
        recording = read(request, ports)
        result, axes = judged(recording)
        notices = _notices(recording)
        out.write_text("trace.csv", recording.table)
        out.write_text("nystagmogram.svg", _drawing(recording, result, axes, notices))
        if request.overlay:
            with out.file("overlay.mp4") as part, recording.stages("overlay"):
                write_film(part, _pictures(request, recording, notices))
        out.write_json("inference.json", _trace_of(recording, result, request, started).to_json())
        out.finish(report.result_json(result, notices))
    return result


def measure(gaze: GazeTrace) -> Result:
    """Return the judgement of gaze that is already in memory; no file is read or written."""
    lost = np.isnan(gaze.x_deg) & np.isnan(gaze.y_deg)
    reasons = [safeguards.implausible_angles(angle) for angle in (gaze.x_deg, gaze.y_deg)]
    held = Recording("", "", "trace", gaze, "", "trace file", lost, reasons=tuple(filter(None, reasons)))
    return judged(held)[0]


def _notices(recording: Recording) -> dict[str, str]:
    return {
        "input": recording.name,
        "scale": recording.scale,
        "direction_reference": safeguards.direction_reference(),
        "coverage": safeguards.coverage(),
        "statement": safeguards.statement(),
    }


def _drawing(recording: Recording, result: Result, axes: list[JudgedAxis], notices: dict[str, str]) -> str:
    digest = recording.sha256[:12] or "no digest"
    captions = Captions(
        f"{recording.name} · {digest} · scale from {recording.scale}",
        report.summary(result).splitlines(),
        [f"Warning: {warning}" for warning in result.warnings],
        tuple(notices.values())[-3:],
    )
    return nystagmogram_svg(recording.gaze.t_s, [axis.drawing for axis in axes], captions)


def _pictures(
    request: Request, recording: Recording, notices: dict[str, str]
) -> Iterator[tuple[float, NDArray[np.uint8]]]:
    """Yield the frames again, with what was seen drawn on copies of them."""
    video = open_video(request.input, ReadOptions(rate_hz=request.image_rate_hz))
    gaze, said = recording.gaze, tuple(notices.values())[-3:]
    for frame, seen, x, y in zip(video.frames(), recording.seen, gaze.x_deg, gaze.y_deg, strict=True):
        yield (
            frame.t_s,
            annotated(in_eight_bits(frame.pixels, frame.bit_depth), seen, (float(x), float(y)), said),
        )


def _trace_of(recording: Recording, result: Result, request: Request, started: str) -> InferenceTrace:
    states = Counter(str(o.state) for o in recording.seen)
    return InferenceTrace(
        item="eye_movement", started_utc=started, input_name=recording.name, input_sha256=recording.sha256,
        input_kind=recording.kind, package=recording.package,
        backend=recording.backend.info if recording.backend else None,
        preprocessing=recording.package.manifest.preprocessing if recording.package else {},
        settings={"scale": recording.scale, "overlay": request.overlay},
        warnings=result.warnings, timings=recording.stages.statistics(),
        frames={"read": len(recording.lost), "dropped": recording.dropped, **states},
    )  # fmt: skip
