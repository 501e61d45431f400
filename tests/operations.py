"""Small operations for the endoscopy item: films to analyse, and models that say what a script tells them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bedside.endoscopy import PHASE_OF_STEP, PHASES, STEPS, Ports, View
from bedside.endoscopy.interface import SceneObservation, WorkflowObservation
from bedside.endoscopy.pipeline.analysis import FrameReport
from bedside.runtime.media import Frame
from endoscopy_packages import open_scene, workflow_package
from endoscopy_theatre import HEIGHT, WIDTH, outside, picture
from fakes import FakeBackend
from recordings import write_video

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from bedside.runtime.backend import Backend
    from bedside.runtime.model import ModelPackage

NOON = "2026-01-02T12:00:00+00:00"
RATE_HZ = 10
NEVER = range(0)


@dataclass(frozen=True, slots=True)
class Script:
    """A workflow model that names one step of STEPS a second, and the last one for the rest."""

    steps: tuple[int, ...]

    def open(self) -> tuple[ModelPackage, Backend]:
        """Open it anew: the script starts from its first step."""
        seconds = iter(self.steps)

        def answer(inputs: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
            step = next(seconds, self.steps[-1])
            phases, steps = np.full((1, 1, len(PHASES)), 0.01), np.full((1, 1, len(STEPS)), 0.005)
            phases[..., PHASE_OF_STEP[step]], steps[..., step] = 0.94, 0.94
            return {
                "phases": phases.astype(np.float32),
                "steps": steps.astype(np.float32),
                "remaining": np.full((1, 1), 12.0, np.float32),
                "next_state": inputs["state"],
            }

        return workflow_package(), FakeBackend(answer)


def ports(
    script: Script, tell: Callable[[int, int | None], None] = lambda _done, _total: None, **more: Any
) -> Ports:
    """Fill the flow's ports with the small scene model and a script, and a fixed time of day."""
    return Ports(open_scene, script.open, lambda: NOON, tell, **more)


def write_operation(path: Path, frames: int, out_of_body: range = NEVER, black: range = NEVER) -> Path:
    """Write a film of ten pictures a second, some of them from outside the body or black."""
    pictures = (_pictured(number, out_of_body, black) for number in range(frames))
    return write_video(path, pictures, range(0, frames * 1000 // RATE_HZ, 1000 // RATE_HZ))


def view_by_colour(plane: NDArray[np.uint8], _previous: NDArray[np.uint8] | None) -> tuple[View, str]:
    """Judge the films of this module: blue is the room, and black is black."""
    red, _, blue = plane.reshape(-1, 3).mean(axis=0)
    if max(red, blue) < 8:
        return View.BLACK, "the picture is black"
    return (View.OUT_OF_BODY, "the endoscope is outside the body") if blue > red else (View.GOOD, "")


def frame(index: int, rate_hz: float = RATE_HZ, height: int = HEIGHT, width: int = WIDTH) -> Frame:
    """Make a frame of tissue."""
    return Frame(index, index / rate_hz, picture(index, height, width))


def report(of: Frame, view: View = View.GOOD, phase: str | None = None, sure: float = 0.5) -> FrameReport:
    """Make what is said of a frame; with a phase where the workflow was judged at it."""
    reason = "" if view is View.GOOD else f"it is {view}"
    shares = None if reason else np.full((4, 72, 128), 0.25, np.float32)
    scene = SceneObservation(of.index, of.t_s, shares, (None,) * 4, 0.0 if reason else sure, reason)
    workflow = None
    if phase is not None:
        workflow = WorkflowObservation(of.index, of.t_s, phase, None, phase, 0.9, None)
    return FrameReport(of.index, of.t_s, view, reason, scene, workflow)


def _pictured(number: int, out_of_body: Iterable[int], black: Iterable[int]) -> NDArray[np.uint8]:
    if number in black:
        return np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    return outside() if number in out_of_body else picture(number)
