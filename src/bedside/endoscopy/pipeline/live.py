"""A live run: one source, the clean picture first, two models beside it, an annotated picture and a film."""

from __future__ import annotations

import sys
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import numpy as np

from bedside.endoscopy.pipeline.alarms import Alarms
from bedside.endoscopy.pipeline.analysis import ViewReader
from bedside.endoscopy.pipeline.branch import Branch
from bedside.endoscopy.pipeline.composer import Composer
from bedside.endoscopy.pipeline.context import RunContext
from bedside.endoscopy.pipeline.feed import Feed
from bedside.endoscopy.pipeline.live_report import LiveReport
from bedside.endoscopy.pipeline.settings import LiveSettings
from bedside.endoscopy.pipeline.sinks import Controls
from bedside.endoscopy.pipeline.tasks import SceneTask, WorkflowTask
from bedside.endoscopy.processing.preprocessing import Letterbox
from bedside.runtime.stream import Statistics, SystemClock, run_stream

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from numpy.typing import NDArray

    from bedside.endoscopy.interface import View
    from bedside.endoscopy.pipeline.recorder import Recorder
    from bedside.endoscopy.pipeline.sinks import LiveSinks
    from bedside.endoscopy.pipeline.tasks import Opener
    from bedside.runtime.errors import BedsideError
    from bedside.runtime.media import Frame, Video
    from bedside.runtime.stream import Clock, Pace, StreamSummary

    Judge = Callable[[NDArray[np.uint8]], tuple[View, str]]

INTERVALS = 5  # of a source, without a frame
SWITCH_S = 0.0005  # so long at most may drawing keep the interpreter from handing a picture on


@dataclass(frozen=True, slots=True)
class Openers:
    """What opens each model in the process that it gets: functions of a module, or partials of them."""

    scene: Opener
    workflow: Opener


def run_live(
    video: Video,
    openers: Openers,
    sinks: LiveSinks,
    *,
    pace: Pace,
    recorder: Recorder | None = None,
    controls: Controls | None = None,
    settings: LiveSettings | None = None,
    judge: Judge | None = None,
) -> LiveReport:
    """Run the graph from the source's first frame to its last, or until it is lost or stopped.

    A model that fails, and a source or a disk that is lost, end no run and raise nothing: they are alarms.

    Parameters
    ----------
    video
        The one source.
    openers
        The two models.
    sinks
        Who gets the pictures and what is seen in them.
    pace
        When frames are due; ``Pace.as_they_come()`` for a camera.
    recorder
        Records the clean picture; it is closed at the end.
    controls
        The overlay's switch and the stop.
    settings
        The limits.
    judge
        Judges the view of one plane after another without a model; the item's guards where none is given.

    Returns
    -------
    What was done and how long it took.

    Raises
    ------
    Exception
        What the clean sink raised, at once; what the observed sink raised, when the run has ended in order.
    """
    graph = _Graph(video, openers, sinks, settings or LiveSettings(), recorder, controls or Controls(), judge)
    with graph.running():
        summary = run_stream(
            graph.frames(),
            graph.feed.take,
            pace=pace,
            capacity=graph.settings.queue_frames,
            patience_s=graph.source_patience_s() if pace.live else None,
            lost=graph.lose,
            clock=graph.clock,
        )
        graph.finish()
    if graph.feed.failure is not None:
        raise graph.feed.failure
    return graph.report(summary)


@dataclass(slots=True)
class _Graph:
    """The parts of one run, wired."""

    video: Video
    openers: Openers
    sinks: LiveSinks
    settings: LiveSettings
    recorder: Recorder | None
    controls: Controls
    judge: Judge | None
    clock: Clock = field(default_factory=SystemClock)
    lost: str = ""
    alarms: Alarms = field(init=False)
    scene: Branch = field(init=False)
    workflow: Branch = field(init=False)
    composer: Composer = field(init=False)
    feed: Feed = field(init=False)

    def __post_init__(self) -> None:
        box = Letterbox.of(self.video.height, self.video.width)
        self.alarms = Alarms(self.clock)
        context = RunContext(self.settings, self.alarms, self.clock)
        self.scene = Branch("scene", SceneTask(self.openers.scene, box), context)
        self.workflow = Branch("workflow", WorkflowTask(self.openers.workflow), context)
        models = self.scene, self.workflow
        self.composer = Composer(models, self.sinks, self.controls, context, box)
        judge = self.judge or ViewReader().read
        self.feed = Feed(judge, models, self.composer, self.recorder, self.sinks, context)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Start all parts, wait a little for the models, and end all parts on every way out."""
        before_s = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH_S)
        try:
            for branch in (self.scene, self.workflow):
                branch.start()
            self.composer.start()
            if self.recorder is not None:
                self.recorder.start(self.alarms, self.clock)
            self._warm_up()
            yield
        finally:
            self.composer.close()
            if self.recorder is not None:
                self.recorder.close()
            for branch in (self.scene, self.workflow):
                branch.close()
            sys.setswitchinterval(before_s)

    def frames(self) -> Iterator[Frame]:
        """Yield the source's frames until it ends, is stopped, or has run for long enough."""
        start_s: float | None = None
        longest_s = self.settings.longest_s
        with closing(cast("Generator[Frame]", self.video.frames())) as frames:
            for frame in frames:
                start_s = frame.t_s if start_s is None else start_s
                over = longest_s is not None and frame.t_s - start_s >= longest_s
                if over or self.controls.stopped:
                    return
                yield frame

    def source_patience_s(self) -> float:
        """Return how long the source may be without a frame: five of its intervals, or longer."""
        rate_hz = self.video.nominal_rate_hz
        return max(self.settings.source_patience_s, INTERVALS / rate_hz if rate_hz else 0.0)

    def lose(self, error: BedsideError) -> None:
        """Sound the alarm for a source that broke or fell silent, and show no old picture as a live one.

        Implements RC-042.
        """
        self.lost = str(error)
        self.alarms.sound("source", "source lost: no live picture", self.lost)
        self.composer.close(lost=True)

    def finish(self) -> None:
        """Let the pictures on their way arrive."""
        self.composer.close()
        self.feed.finish()

    def report(self, summary: StreamSummary) -> LiveReport:
        """Close the books."""
        counts = self.composer.counts
        return LiveReport(
            produced=summary.produced,
            delivered=len(self.feed.delays_ns),
            dropped=summary.dropped,
            views=dict(self.feed.views),
            displayed=counts["displayed"],
            display_skipped=self.composer.skipped,
            annotated=len(self.composer.delays_ns),
            late=counts["late"],
            branches={"scene": self.scene.report(), "workflow": self.workflow.report()},
            recording=None if self.recorder is None else self.recorder.report(),
            lost=self.lost,
            alarms=self.alarms.log(),
            video_delay_ms=np.array(self.feed.delays_ns) / 1e6,
            annotation_delay_ms=np.array(self.composer.delays_ns) / 1e6,
            response_ms=np.array(self.composer.responses_ns) / 1e6,
            stages=self._stages(summary),
            warnings=self.video.warnings,
        )

    def _stages(self, summary: StreamSummary) -> dict[str, Statistics]:
        parts = [self.scene.stages, self.workflow.stages, self.composer.stages]
        if self.recorder is not None:
            parts.append(self.recorder.stages)
        durations_ms = dict(summary.stages_ms)
        for part in parts:
            durations_ms |= part.durations_ms()
        return {name: Statistics.of(values) for name, values in durations_ms.items()}

    def _warm_up(self) -> None:
        until_ns = self.clock.now_ns() + round(self.settings.warm_up_s * 1e9)
        for branch in (self.scene, self.workflow):
            branch.wait_until_open(max(until_ns - self.clock.now_ns(), 0) / 1e9)
