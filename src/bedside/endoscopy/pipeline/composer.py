"""The annotated picture: each frame with what belongs to it, or without and with the reason, in time."""

from __future__ import annotations

import threading
from array import array
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bedside.endoscopy import safeguards
from bedside.endoscopy.interface import View
from bedside.endoscopy.pipeline.picture import rgb_picture
from bedside.endoscopy.pipeline.sinks import Displayed
from bedside.endoscopy.pipeline.watch import ModelState
from bedside.endoscopy.processing.overlay import annotated
from bedside.endoscopy.processing.pixelation import pixelated
from bedside.endoscopy.processing.scene import withheld_scene
from bedside.runtime.stream import NewestQueue, Stages

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bedside.endoscopy.interface import SceneObservation, WorkflowObservation
    from bedside.endoscopy.pipeline.branch import Branch
    from bedside.endoscopy.pipeline.context import RunContext
    from bedside.endoscopy.pipeline.sinks import Controls, LiveSinks
    from bedside.endoscopy.processing.preprocessing import Letterbox
    from bedside.runtime.media import Frame

_WAITING = 2  # frames: one more than is composed, so that a short hesitation loses none
_JOIN_S = 5.0
_LATE, _LATE_TEXT = "late", "no overlay: scene model is late"


@dataclass(frozen=True, slots=True, eq=False)
class Arrival:
    """A frame on its way through the graph.

    Parameters
    ----------
    frame
        Which one.
    due_ns, arrived_ns
        When it was due and when it came, by the monotonic clock.
    view, reason
        What kind of picture it is, and why it is not good.
    withheld
        Why no model is asked of it; empty where they are.
    sampled
        Whether the workflow model is asked too.
    """

    frame: Frame
    due_ns: int
    arrived_ns: int
    view: View
    reason: str
    withheld: str
    sampled: bool = False


class Composer:
    """Composes the picture of one frame after another in a thread of its own, the newest first.

    A frame waits for its own result, at most until its deadline, and is shown without it after that. It is
    never shown with another frame's.

    Implements RC-027.
    """

    def __init__(
        self,
        models: tuple[Branch, Branch],
        sinks: LiveSinks,
        controls: Controls,
        context: RunContext,
        box: Letterbox,
    ) -> None:
        self.stages = Stages(context.clock)
        self.counts: Counter[str] = Counter()
        self.delays_ns: array[int] = array("q")  # of each annotated picture, from its frame's arrival
        self.responses_ns: array[int] = array("q")  # the same from when it was due
        (self._scene, self._workflow), self._sinks, self._controls = models, sinks, controls
        self._context, self._settings, self._box = context, context.settings, box
        self._queue: NewestQueue[Arrival] = NewestQueue(_WAITING)
        self._said: tuple[WorkflowObservation, int] | None = None
        self._late_ns: int | None = None
        self._last: tuple[int, float] = (0, 0.0)
        self._lost = False
        self._thread = threading.Thread(target=self._work, name="composer", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def offer(self, arrival: Arrival) -> None:
        """Give a frame to be shown, without waiting; where it is behind, an older one is passed over."""
        self._queue.put(arrival)

    def said(self, workflow: WorkflowObservation, arrived_ns: int) -> None:
        """Hand over the newest that the workflow model said, and when its frame came."""
        self._said = workflow, arrived_ns

    def close(self, lost: bool = False) -> None:
        """Show what still waits and end; where the source was lost, end on a picture that says so.

        Implements RC-042.
        """
        self._lost = self._lost or lost
        self._queue.close()
        self._thread.join(_JOIN_S)

    @property
    def skipped(self) -> int:
        """How many frames were passed over, or came after the screen was lost."""
        return self._queue.counts.produced - self.counts["displayed"]

    def _work(self) -> None:
        try:
            while (arrival := self._queue.take()) is not None:
                self._show(arrival)
            if self._lost:
                self._show_loss()
        except Exception as error:  # noqa: BLE001 # the screen is lost, the clean picture is not
            self._context.alarms.sound(
                "display", "annotated display stopped", f"{type(error).__name__}: {error}"
            )
            while self._queue.take() is not None:
                pass

    def _show(self, arrival: Arrival) -> None:
        """Compose and hand over one frame's picture."""
        frame = arrival.frame
        scene = self._own_scene(arrival)
        with self.stages("compose"):
            overlay = self._controls.overlay
            alarm = self._context.alarms.text(without=_LATE if scene is not None else "") if overlay else ""
            drawn = scene if overlay else None
            picture = self._picture(arrival, drawn, alarm, overlay)
        self._last = frame.index, frame.t_s
        self._sinks.display(
            Displayed(frame.index, frame.t_s, arrival.view, picture, drawn is not None, alarm)
        )
        self.counts["displayed"] += 1
        if drawn is not None:
            now_ns = self._context.clock.now_ns()
            self.delays_ns.append(now_ns - arrival.arrived_ns)
            self.responses_ns.append(now_ns - arrival.due_ns)

    def _own_scene(self, arrival: Arrival) -> SceneObservation | None:
        """Wait for what the scene model sees in this very frame; None where it may not be drawn."""
        if arrival.withheld or not self._believed(self._scene):
            return None
        limit_ms = self._settings.annotation_deadline_ms
        until_ns = arrival.arrived_ns + round((limit_ms - self._settings.composing_ms) * 1e6)
        scene: SceneObservation | None = self._scene.answers.wait(arrival.frame.index, until_ns)
        if not self._believed(self._scene):
            return None
        if scene is None or safeguards.stale(self._context.since_ms(arrival.arrived_ns), limit_ms):
            self._note_late()
            return None
        self._note_in_time()
        return scene if scene.frame == arrival.frame.index else None

    def _believed(self, model: Branch) -> bool:
        """Return whether a model is in health; where it is not, its own alarm stands."""
        if model.look() is ModelState.HEALTHY:
            return True
        self._context.alarms.clear(_LATE)
        return False

    def _picture(
        self, arrival: Arrival, scene: SceneObservation | None, alarm: str, overlay: bool
    ) -> NDArray[np.uint8]:
        pixels = rgb_picture(arrival.frame)
        if arrival.view is View.OUT_OF_BODY:
            pixels = pixelated(pixels)
        if not overlay:
            return pixels
        workflow = self._own_workflow() if scene is not None else None
        if arrival.withheld:
            scene = withheld_scene(arrival.frame.index, arrival.frame.t_s, arrival.withheld)
        return annotated(pixels, scene, workflow, arrival.view, alarm, self._box)

    def _own_workflow(self) -> WorkflowObservation | None:
        """Return what the workflow model said last, unless it is too old or the model is in trouble."""
        said = self._said
        if said is None or self._workflow.look() is not ModelState.HEALTHY:
            return None
        age_ms = self._context.since_ms(said[1])
        return None if safeguards.stale(age_ms, self._settings.workflow_life_s * 1e3) else said[0]

    def _note_late(self) -> None:
        self.counts["late"] += 1
        self._late_ns = self._context.clock.now_ns()
        self._context.alarms.sound(
            _LATE, _LATE_TEXT, "an answer came after its frame had to be shown, or not at all"
        )

    def _note_in_time(self) -> None:
        recovery_ms = self._settings.recovery_s * 1e3
        if self._late_ns is not None and self._context.since_ms(self._late_ns) > recovery_ms:
            self._late_ns = None
            self._context.alarms.clear(_LATE)

    def _show_loss(self) -> None:
        """Show a dark picture with the alarm: the last one would pass for a live one."""
        frame, t_s = self._last
        blank = np.zeros((*self._box.frame, 3), np.uint8)
        alarm = self._context.alarms.text(without=_LATE)
        picture = annotated(blank, None, None, View.BLACK, alarm, self._box)
        self._sinks.display(Displayed(frame, t_s, View.BLACK, picture, False, alarm))
