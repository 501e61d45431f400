"""One frame after another: what kind of picture it is, what is seen in it, and how far the operation is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bedside.endoscopy import safeguards
from bedside.endoscopy.processing.model_layout import STATE
from bedside.endoscopy.processing.preprocessing import Letterbox, PlaneMaker, scene_input, workflow_picture
from bedside.endoscopy.processing.scene import scene_observation, withheld_scene
from bedside.endoscopy.processing.workflow import WorkflowMemory, withheld_workflow

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bedside.endoscopy.interface import SceneObservation, View, WorkflowObservation
    from bedside.runtime.backend import Backend
    from bedside.runtime.media import Frame
    from bedside.runtime.model import ModelPackage
    from bedside.runtime.stream import Stages

DAMAGED = "the picture is damaged"
_ROUNDING_S = 1e-6


@dataclass(frozen=True, slots=True)
class FrameReport:
    """What is said of one frame.

    Parameters
    ----------
    frame, t_s
        Which one.
    view, view_reason
        What kind of picture it is, and why; empty for a good one.
    scene
        Of this very frame.
    workflow
        Where the workflow model ran on this frame, what it says; where nothing is to be said, that it is
        withheld; None on the frames between two of the model's samples.
    """

    frame: int
    t_s: float
    view: View
    view_reason: str
    scene: SceneObservation
    workflow: WorkflowObservation | None


class ViewReader:
    """The view of one frame after another: each frame's own look, and what holds over time."""

    def __init__(self) -> None:
        self._watch = safeguards.ViewWatch()
        self._previous: NDArray[np.uint8] | None = None

    def read(self, plane: NDArray[np.uint8]) -> tuple[View, str]:
        """Return the view that holds at a frame, and why it is not good."""
        seen, reason = safeguards.view_of(plane, self._previous)
        self._previous = plane
        view = self._watch.update(seen)
        return view, reason if view is seen else safeguards.withheld_reason(view)


class SceneReader:
    """The scene model on single frames, its risk controls applied."""

    def __init__(self, package: ModelPackage, backend: Backend) -> None:
        self._least_presence = float(package.manifest.operating_point["least_presence"])
        self._backend = backend

    def read(
        self, frame: int, t_s: float, plane: NDArray[np.uint8], letterbox: Letterbox
    ) -> SceneObservation:
        """Return what is seen in a frame.

        Raises
        ------
        InferenceError
            The model gave something else than its manifest allows.
        """
        outputs = self._backend.run({"picture": scene_input(plane)})
        seen = scene_observation(frame, t_s, outputs, letterbox, self._least_presence)
        return safeguards.plausible_landmarks(safeguards.sure_labels(seen))


class WorkflowReader:
    """The workflow model on one moment after another, at its own rate. Implements RC-048.

    Its state moves on with the moments that it sees, and with no other.
    """

    def __init__(self, package: ModelPackage, backend: Backend) -> None:
        point = package.manifest.operating_point
        self._period_s = 1 / float(point["rate_hz"])
        self._memory = WorkflowMemory(float(point["rate_hz"]), float(point["dwell_s"]))
        self._backend = backend
        self._state = np.zeros((1, STATE), dtype=np.float32)
        self._last_s: float | None = None

    @property
    def past(self) -> tuple[WorkflowMemory, NDArray[np.float32], float | None]:
        """All that it remembers; can be pickled, so that another one can resume from it."""
        return self._memory, self._state, self._last_s

    def resume(self, past: tuple[WorkflowMemory, NDArray[np.float32], float | None]) -> None:
        """Go on from where another one was."""
        self._memory, self._state, self._last_s = past

    def due(self, t_s: float) -> bool:
        """Return whether the model is to see the frame of that time; also where time jumps back."""
        return self._last_s is None or not -_ROUNDING_S < t_s - self._last_s < self._period_s - _ROUNDING_S

    def read(self, frame: int, t_s: float, plane: NDArray[np.uint8]) -> WorkflowObservation:
        """Return what is said at a frame, and remember it.

        Raises
        ------
        InferenceError
            The model gave something else than its manifest allows.
        """
        pictures = workflow_picture(plane)[None, None]
        outputs = self._backend.run({"pictures": pictures, "state": self._state})
        self._state, self._last_s = np.array(outputs["next_state"]), t_s
        phases, steps = outputs["phases"][0, 0], outputs["steps"][0, 0]
        return self._memory.observe(frame, t_s, phases, steps, float(outputs["remaining"][0, 0]))


class Analyst:
    """Says of each frame what is seen in it; from it and the frames before it alone. Implements RC-048.

    Parameters
    ----------
    scene, workflow
        The models, each with what runs it.
    """

    def __init__(self, scene: tuple[ModelPackage, Backend], workflow: tuple[ModelPackage, Backend]) -> None:
        self._planes, self._views = PlaneMaker(), ViewReader()
        self._scene, self._workflow = SceneReader(*scene), WorkflowReader(*workflow)

    def observe(self, frame: Frame, stages: Stages) -> FrameReport:
        """Return what is said of the next frame.

        Raises
        ------
        InferenceError
            A model gave something else than its manifest allows.
        """
        index, t_s = frame.index, frame.t_s
        with stages("plane"):
            plane = self._planes.plane(frame)
        with stages("view"):
            view, view_reason = self._views.read(plane)
        reason = DAMAGED if frame.damaged else safeguards.withheld_reason(view)
        if reason:
            nothing = withheld_scene(index, t_s, reason), withheld_workflow(index, t_s, reason)
            return FrameReport(index, t_s, view, view_reason, *nothing)
        with stages("scene"):
            seen = self._scene.read(index, t_s, plane, Letterbox.of(frame.height, frame.width))
        said = None
        if self._workflow.due(t_s):
            with stages("workflow"):
                said = self._workflow.read(index, t_s, plane)
        return FrameReport(index, t_s, view, view_reason, seen, said)
