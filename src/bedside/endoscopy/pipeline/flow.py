"""A run: read or watch, judge, write; ``result.json`` last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bedside.endoscopy import safeguards
from bedside.endoscopy.pipeline import key_frames
from bedside.endoscopy.pipeline.judging import judged
from bedside.endoscopy.pipeline.live_operation import watch_operation
from bedside.endoscopy.pipeline.operation import read_operation
from bedside.endoscopy.processing import report
from bedside.endoscopy.processing.bars import Course
from bedside.endoscopy.processing.model_layout import check_layout
from bedside.endoscopy.processing.operation_picture import Captions, operation_svg
from bedside.runtime.errors import OutputError
from bedside.runtime.media import ReadOptions, open_video
from bedside.runtime.output import OutputFolder
from bedside.runtime.record import InferenceTrace, TracedModel, software_sha256

if TYPE_CHECKING:
    from pathlib import Path

    from bedside.endoscopy.interface import Request, Result
    from bedside.endoscopy.pipeline.operation import Models, Operation
    from bedside.endoscopy.pipeline.ports import Ports
    from bedside.runtime.backend import Backend
    from bedside.runtime.media import Video
    from bedside.runtime.model import ModelPackage

OUTPUTS = ("timeline.json", "operation.svg", "overlay.mp4", "inference.json")


def run(request: Request, ports: Ports) -> Result:
    """Analyse one operation and write its files; ``result.json`` comes last.

    A live run whose source is lost on the way writes what was seen until then, and says so.

    Raises
    ------
    BedsideError
        The input, a model, the provider or the output folder cannot be used.
    """
    started = ports.now_utc()
    if request.key_frames:
        key_frames.required()
    with OutputFolder(request.out, (*OUTPUTS, *_older_key_frames(request.out))) as out:
        video = open_video(request.input, ReadOptions(rate_hz=request.image_rate_hz))
        models = _opened(ports)
        traced = {role: TracedModel(package, backend.info) for role, (package, backend) in models.items()}
        if request.live:
            models.clear()  # each has a process of its own; here they were opened to be refused in time
        held = _Run(request, ports, started, video, traced)
        operation = held.operation(out, models)
        result = judged(operation, held.warnings, held.digests)
        held.write(out, operation, result)
    return result


def summary(result: Result) -> str:
    """Return the result in plain words, and what every reader must know of it; a line each."""
    return "\n".join([report.summary(result), *statements().values()])


def statements() -> dict[str, str]:
    """Return what no output is without, by name. Implements RC-046."""
    return {
        "intended_use": safeguards.intended_use(),
        "coverage": safeguards.coverage(),
        "statement": safeguards.statement(),
    }


@dataclass(frozen=True, slots=True)
class _Run:
    """What is known of a run before its first frame."""

    request: Request
    ports: Ports
    started: str
    video: Video
    models: dict[str, TracedModel]

    @property
    def digests(self) -> dict[str, str]:
        """Of software, input and models."""
        of_models = {f"{role}_model": model.package.sha256 for role, model in self.models.items()}
        return {"software": software_sha256(), "input": self.video.sha256, **of_models}

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is to be said before a frame is seen."""
        opened = (warning for model in self.models.values() for warning in model.backend.warnings)
        return (*self.own_models.values(), *opened)

    @property
    def own_models(self) -> dict[str, str]:
        """Which models are not the released ones, by name of the notice."""
        return {
            f"{role}_model": f"The {role} model is the user's own, not the released one: sha256 {digest}."
            for role in self.ports.own_models
            for digest in (self.models[role].package.sha256,)
        }

    @property
    def notices(self) -> dict[str, str]:
        """What stands on every output, by name: the input, own models, and what is not to be read into it."""
        return {"input": self.request.input.name, **self.own_models, **statements()}

    def operation(self, out: OutputFolder, models: Models) -> Operation:
        """Read or watch; a film that failed beside a live run is thrown away, what was seen is kept."""
        if not self.request.overlay:
            return self._gathered(models, None)
        operation = None
        try:
            with out.file("overlay.mp4") as film:
                operation = self._gathered(models, film)
                if operation.film_failure:
                    raise OutputError(film, operation.film_failure, "Free some space, or do without it.")
        except OutputError:
            if operation is None or not operation.film_failure:
                raise
        return operation

    def write(self, out: OutputFolder, operation: Operation, result: Result) -> None:
        """Write all files but the film; ``result.json`` last."""
        course, moments = operation.chronicle.course, operation.chronicle.moments
        timeline = report.timeline_json(result, course.views, moments, self.notices)
        out.write_json("timeline.json", timeline)
        out.write_text("operation.svg", self._drawing(operation, result))
        if self.request.key_frames:
            said = " ".join(list(self.notices.values())[1:])
            package = self.models["scene"].package
            series = key_frames.Series(package, self.video.sha256, self.started, said)
            key_frames.write_key_frames(out, moments, series)
        out.write_json("inference.json", self._trace(operation, result).to_json())
        out.finish(report.result_json(result, self.notices, operation.latency))

    def _gathered(self, models: Models, film: Path | None) -> Operation:
        comment = " · ".join([self.video.sha256, *self.notices.values()])
        if self.request.live:
            return watch_operation(self.request, self.ports, self.video, film, comment, self.started)
        return read_operation(self.request, self.ports, self.video, models, film, comment)

    def _drawing(self, operation: Operation, result: Result) -> str:
        course, start_s = operation.chronicle.course, operation.chronicle.start_s
        said = result.phases, result.steps, result.instruments, course.views, result.events
        captions = Captions(
            f"{self.request.input.name} · {self.video.sha256 or 'no digest'}",
            report.summary(result).splitlines(), result.warnings, list(self.notices.values())[1:],
        )  # fmt: skip
        end_s = course.views[-1].end_s if course.views else start_s
        return operation_svg(Course(start_s, end_s, *said, operation.chronicle.moments), captions)

    def _trace(self, operation: Operation, result: Result) -> InferenceTrace:
        asked = {name: getattr(self.request, name) for name in ("overlay", "live", "record", "key_frames")}
        return InferenceTrace(
            item="endoscopy", started_utc=self.started, input_name=self.request.input.name,
            input_sha256=self.video.sha256, input_kind=self.video.kind, models=self.models, settings=asked,
            warnings=result.warnings, timings=operation.latency, frames=result.frames,
        )  # fmt: skip


def _opened(ports: Ports) -> dict[str, tuple[ModelPackage, Backend]]:
    """Open both models; one whose layout does not fit is refused before a frame is read."""
    models = {"scene": ports.open_scene(), "workflow": ports.open_workflow()}
    for role, (package, _) in models.items():
        check_layout(package, role, f"for {role}")
    return models


def _older_key_frames(folder: Path) -> list[str]:
    """Return the names of an older run's key frames, which are not to be taken for this one's."""
    return [path.name for path in folder.glob("key-frame-*.dcm")] if folder.is_dir() else []
