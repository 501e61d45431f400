"""What each model's process does with one frame; the same readers as where frames are taken one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bedside.endoscopy.pipeline.analysis import SceneReader, WorkflowReader
from bedside.endoscopy.processing.model_layout import answer_faults
from bedside.runtime.errors import InferenceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from bedside.endoscopy.processing.preprocessing import Letterbox
    from bedside.runtime.backend import Backend, BackendInfo
    from bedside.runtime.model import ModelPackage

Opener = Callable[[], "tuple[ModelPackage, Backend]"]


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """A frame for a model: which one, its plane (144, 256, 3) uint8, and what the model is to remember."""

    frame: int
    t_s: float
    plane: NDArray[np.uint8]
    past: Any = None


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What a model says of the frame that it was given, and what it is to remember for the next."""

    frame: int
    value: Any
    past: Any = None


@dataclass(frozen=True, slots=True)
class Opened:
    """What a model runs on."""

    sha256: str
    backend: BackendInfo


Work = Callable[[Job], Answer]


@dataclass(frozen=True, slots=True)
class SceneTask:
    """Open the scene model and read frames of one size with it.

    Parameters
    ----------
    opener
        A function of a module, or ``functools.partial`` of one.
    box
        Where the frames lie in the plane.
    """

    opener: Opener
    box: Letterbox

    def opened(self) -> tuple[Opened, Work]:
        """Open the model; return what it runs on and what it does with a frame."""
        package, backend = self.opener()
        reader = SceneReader(package, _Checked("scene", backend))

        def work(job: Job) -> Answer:
            return Answer(job.frame, reader.read(job.frame, job.t_s, job.plane, self.box))

        return Opened(package.sha256, backend.info), work


@dataclass(frozen=True, slots=True)
class WorkflowTask:
    """Open the workflow model and read one moment after another with it.

    What it remembers goes out with each answer and comes back with the next frame, so that a new process goes
    on where the last one ended.
    """

    opener: Opener

    def opened(self) -> tuple[Opened, Work]:
        """Open the model; return what it runs on and what it does with a frame."""
        package, backend = self.opener()
        reader = WorkflowReader(package, _Checked("workflow", backend))

        def work(job: Job) -> Answer:
            if job.past is not None:
                reader.resume(job.past)
            said = reader.read(job.frame, job.t_s, job.plane)
            return Answer(job.frame, said, reader.past)

        return Opened(package.sha256, backend.info), work


class _Checked:
    """A backend whose answers are looked at before anybody believes them, whatever it is made by."""

    def __init__(self, role: str, backend: Backend) -> None:
        self.info, self._role, self._backend = backend.info, role, backend

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Run the model once and refuse answers that cannot be."""
        outputs = self._backend.run(inputs)
        if faults := answer_faults(self._role, outputs):
            raise InferenceError(self._role, "answers as the model's layout has them", "; ".join(faults))
        return outputs
