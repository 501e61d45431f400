"""One operation on its way to a result: every frame is worked on, one after the other, repeatably."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bedside.endoscopy import safeguards
from bedside.endoscopy.interface import View
from bedside.endoscopy.pipeline.analysis import Analyst
from bedside.endoscopy.pipeline.chronicle import Chronicle
from bedside.endoscopy.pipeline.picture import rgb_picture
from bedside.endoscopy.processing.overlay import annotated
from bedside.endoscopy.processing.pixelation import pixelated
from bedside.endoscopy.processing.preprocessing import Letterbox
from bedside.endoscopy.processing.veil import Veil
from bedside.runtime.errors import InputError
from bedside.runtime.film import write_film
from bedside.runtime.stream import Stages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from bedside.endoscopy.interface import Event, Request, WorkflowObservation
    from bedside.endoscopy.pipeline.analysis import FrameReport
    from bedside.endoscopy.pipeline.ports import Ports
    from bedside.runtime.backend import Backend
    from bedside.runtime.media import Frame, Video
    from bedside.runtime.model import ModelPackage
    from bedside.runtime.stream import Statistics

    Models = Mapping[str, tuple[ModelPackage, Backend]]  # scene and workflow


@dataclass(frozen=True, slots=True)
class Operation:
    """What was gathered of one operation.

    Parameters
    ----------
    chronicle
        What happened when.
    latency
        Of each stage.
    warnings
        What the source met, and in a live run what became of the models.
    alarms
        Of a live run.
    counts
        Of frames, beside the chronicle's own.
    film_failure
        Why there is no film that was asked for; empty where nothing went wrong.
    """

    chronicle: Chronicle
    latency: Mapping[str, Statistics]
    warnings: tuple[str, ...] = ()
    alarms: tuple[Event, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    film_failure: str = ""


def read_operation(
    request: Request, ports: Ports, video: Video, models: Models, film: Path | None, comment: str
) -> Operation:
    """Work on every frame of a recording, one after the other, in one pass.

    Parameters
    ----------
    request
        What was asked for.
    ports
        Who is told how far it is.
    video
        The recording.
    models
        By their role.
    film
        Where the annotated film goes; None for no film.
    comment
        What the film says of itself.

    Raises
    ------
    BedsideError
        The recording is a camera or breaks, a model fails, or the film cannot be written.
    """
    if video.kind == "device":
        raise InputError(request.input, "a recording, or --live with it", "a camera, which does not wait")
    analyst, chronicle, stages = Analyst(**models), Chronicle(request.key_frames), Stages()
    seen = _observed(video, analyst, chronicle, stages, ports)
    if film is None:
        for _ in seen:
            pass
    else:
        write_film(film, _pictures(seen, Letterbox.of(video.height, video.width), stages), comment)
    return Operation(chronicle, stages.statistics(), video.warnings)


def _observed(
    video: Video, analyst: Analyst, chronicle: Chronicle, stages: Stages, ports: Ports
) -> Iterator[tuple[Frame, FrameReport]]:
    """Yield each frame with what is said of it, once the chronicle has it."""
    for frame in stages.timed("decode", video.frames()):
        report = analyst.observe(frame, stages)
        with stages("gather"):
            chronicle.add(frame, report)
        ports.tell(chronicle.frames, video.declared_frames)
        yield frame, report


def _pictures(
    seen: Iterator[tuple[Frame, FrameReport]], box: Letterbox, stages: Stages
) -> Iterator[tuple[float, NDArray[np.uint8]]]:
    """Yield the film's pictures, none of which shows what is outside the body."""
    veil, newest = Veil(), None
    for frame, report in seen:
        newest = report.workflow or newest
        with stages("overlay"):
            picture = _annotated(frame, report, newest, box)
            ready = list(
                veil.pass_on(frame.t_s, picture, outside=not safeguards.may_be_recorded(report.view))
            )
        for shown in ready:
            with stages("encode"):
                yield shown
    yield from veil.rest()


def _annotated(
    frame: Frame, report: FrameReport, newest: WorkflowObservation | None, box: Letterbox
) -> NDArray[np.uint8]:
    pixels = rgb_picture(frame)
    if report.view is View.OUT_OF_BODY:
        pixels = pixelated(pixels)
    return annotated(pixels, report.scene, newest, report.view, "", box)
