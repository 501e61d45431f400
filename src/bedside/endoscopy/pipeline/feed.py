"""What is done with each frame as it comes: the picture goes on first, then the models are given theirs."""

from __future__ import annotations

from array import array
from collections import Counter, deque
from typing import TYPE_CHECKING

import numpy as np

from bedside.endoscopy import safeguards
from bedside.endoscopy.interface import View
from bedside.endoscopy.pipeline.analysis import DAMAGED, FrameReport
from bedside.endoscopy.pipeline.composer import Arrival
from bedside.endoscopy.pipeline.tasks import Job
from bedside.endoscopy.processing.preprocessing import PLANE_HEIGHT, PLANE_WIDTH, PlaneMaker
from bedside.endoscopy.processing.scene import withheld_scene
from bedside.endoscopy.processing.workflow import withheld_workflow

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from bedside.endoscopy.interface import WorkflowObservation
    from bedside.endoscopy.pipeline.branch import Branch
    from bedside.endoscopy.pipeline.composer import Composer
    from bedside.endoscopy.pipeline.context import RunContext
    from bedside.endoscopy.pipeline.recorder import Recorder
    from bedside.endoscopy.pipeline.sinks import LiveSinks
    from bedside.runtime.media import Frame
    from bedside.runtime.stream import Stages

UNJUDGED = "the view cannot be judged"
NO_ANSWER = "no answer of the {} model"
_ROUNDING_S = 1e-6


class Feed:
    """One frame after another, in the caller's thread. Nothing in it waits for model, screen or disk."""

    def __init__(
        self,
        judge: Callable[[NDArray[np.uint8]], tuple[View, str]],
        models: tuple[Branch, Branch],
        composer: Composer,
        recorder: Recorder | None,
        sinks: LiveSinks,
        context: RunContext,
    ) -> None:
        self.delays_ns: array[int] = array("q")  # from each frame's arrival until the clean sink had it
        self.views: Counter[View] = Counter()
        self.failure: Exception | None = None  # of the observed sink
        self._judge, self._composer, self._recorder = judge, composer, recorder
        self._scene, self._workflow = models
        self._sinks, self._settings = sinks, context.settings
        self._alarms, self._clock = context.alarms, context.clock
        self._planes = PlaneMaker()
        self._open: deque[Arrival] = deque()  # whose scene is still awaited
        self._sampled: deque[Arrival] = deque()  # whose workflow is
        self._sampled_s: float | None = None

    def take(self, frame: Frame, stages: Stages) -> None:
        """Do all that is due when a frame comes."""
        self._hand_on(frame, stages.arrived_ns)
        plane, view, reason = self._looked_at(frame, stages)
        with stages("hand_out"):
            withheld = DAMAGED if frame.damaged else safeguards.withheld_reason(view)
            sampled = not withheld and self._due(frame.t_s)
            arrival = Arrival(frame, stages.due_ns, stages.arrived_ns, view, reason, withheld, sampled)
            self._hand_out(arrival, plane)
            self._settle(self._clock.now_ns())

    def finish(self) -> None:
        """Report the frames that are still open, with what comes of them within the patience."""
        patience_ns = round(self._settings.patience_ms * 1e6)
        for branch, arrivals in ((self._workflow, self._sampled), (self._scene, self._open)):
            for arrival in (arrival for arrival in arrivals if not arrival.withheld):
                branch.answers.wait(arrival.frame.index, arrival.arrived_ns + patience_ns)
        self._settle(None)

    def _hand_on(self, frame: Frame, arrived_ns: int) -> None:
        """Hand the clean picture on, untouched, before anything is made of it. Implements RC-025."""
        self._sinks.clean(frame)
        self.delays_ns.append(self._clock.now_ns() - arrived_ns)

    def _looked_at(self, frame: Frame, stages: Stages) -> tuple[NDArray[np.uint8], View, str]:
        """Return a frame's plane, its view and why; what cannot be judged counts as out of the body."""
        try:
            with stages("plane"):
                plane = self._planes.plane(frame)
            with stages("view"):
                view, reason = self._judge(plane)
        except Exception as error:  # noqa: BLE001 # a defect of ours must not take the picture away
            self._alarms.sound("view", UNJUDGED, f"{type(error).__name__}: {error}")
            return np.zeros((PLANE_HEIGHT, PLANE_WIDTH, 3), np.uint8), View.OUT_OF_BODY, UNJUDGED
        self._alarms.clear("view")
        return plane, view, reason

    def _hand_out(self, arrival: Arrival, plane: NDArray[np.uint8]) -> None:
        """Offer a frame to the recorder, the models and the composer; none of them can refuse or wait."""
        frame = arrival.frame
        self.views[arrival.view] += 1
        self._alarms.at(frame.t_s)
        if self._recorder is not None:
            self._recorder.offer(frame, arrival.view)
        if not arrival.withheld:
            self._scene.offer(Job(frame.index, frame.t_s, plane))
        if arrival.sampled:
            self._sampled_s = frame.t_s
            self._sampled.append(arrival)
            self._workflow.offer(Job(frame.index, frame.t_s, plane))
        for branch in (self._scene, self._workflow):
            branch.look()
        self._composer.offer(arrival)
        self._open.append(arrival)

    def _due(self, t_s: float) -> bool:
        """Return whether the workflow model is to see the frame of that time; also where time jumps back."""
        period_s = 1 / self._settings.workflow_rate_hz
        return self._sampled_s is None or not -_ROUNDING_S < t_s - self._sampled_s < period_s - _ROUNDING_S

    def _settle(self, now_ns: int | None) -> None:
        """Show what the workflow model said, and report the frames of which all is known, in order."""
        while self._sampled and self._workflow.answers.settled(self._sampled[0].frame.index):
            sample = self._sampled.popleft()
            said: WorkflowObservation | None = self._workflow.answers.of(sample.frame.index)
            if said is not None:
                self._composer.said(said, sample.arrived_ns)
        while self._open and self._known(self._open[0], now_ns):
            self._report(self._open.popleft())

    def _known(self, arrival: Arrival, now_ns: int | None) -> bool:
        """Return whether all is said of a frame, or has been waited for long enough."""
        if now_ns is None or now_ns - arrival.arrived_ns > self._settings.patience_ms * 1e6:
            return True
        index = arrival.frame.index
        seen = bool(arrival.withheld) or self._scene.answers.settled(index)
        return seen and (not arrival.sampled or self._workflow.answers.settled(index))

    def _report(self, arrival: Arrival) -> None:
        frame, t_s, withheld = arrival.frame.index, arrival.frame.t_s, arrival.withheld
        said: WorkflowObservation | None = None
        if withheld:
            scene, said = withheld_scene(frame, t_s, withheld), withheld_workflow(frame, t_s, withheld)
        else:
            scene = self._scene.answers.of(frame) or withheld_scene(frame, t_s, NO_ANSWER.format("scene"))
        if arrival.sampled:
            said = self._workflow.answers.of(frame)
            said = said or withheld_workflow(frame, t_s, NO_ANSWER.format("workflow"))
        self._tell(arrival.frame, FrameReport(frame, t_s, arrival.view, arrival.reason, scene, said))

    def _tell(self, frame: Frame, report: FrameReport) -> None:
        """Tell what was seen; who cannot hear it is told no more, and the picture goes on."""
        if self.failure is not None:
            return
        try:
            self._sinks.observed(frame, report)
        except Exception as error:  # noqa: BLE001 # raised when the run has ended in order
            self.failure = error
            self._alarms.sound("timeline", "timeline stopped", f"{type(error).__name__}: {error}")
