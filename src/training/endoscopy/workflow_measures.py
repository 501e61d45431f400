"""How good the workflow network is on whole operations, after the device's own dwell rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from bedside.endoscopy.interface import PHASE_OF_STEP, PHASES, STEPS
from bedside.endoscopy.processing.workflow import WorkflowMemory
from training.endoscopy.workflow_network import STATE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from training.endoscopy.operations import Course
    from training.endoscopy.workflow_network import Memory


def measured(memory: Memory, features: Sequence[Tensor], courses: Sequence[Course]) -> dict[str, float | int]:
    """Return means over operations of accuracy and macro-F1 of what is announced, and of minutes off."""
    rows = [_of_one(memory, seen, course) for seen, course in zip(features, courses, strict=True)]
    names = ("phase_accuracy", "phase_macro_f1", "step_accuracy", "step_macro_f1", "minutes_off")
    means = np.mean(rows, axis=0)
    worst = np.min(rows, axis=0)
    return {
        "validation_operations": len(rows),
        **{f"validation_{name}": round(float(mean), 4) for name, mean in zip(names, means, strict=True)},
        "validation_phase_accuracy_worst": round(float(worst[0]), 4),
        "validation_phase_macro_f1_worst": round(float(worst[1]), 4),
    }


def macro_f1(found: NDArray[np.int64], truth: NDArray[np.int64]) -> float:
    """Return the mean F1 over the classes that are there."""
    scores = []
    for kind in np.unique(truth):
        both = np.count_nonzero((found == kind) & (truth == kind))
        scores.append(2 * both / (np.count_nonzero(found == kind) + np.count_nonzero(truth == kind)))
    return float(np.mean(scores))


def announced(
    phases: NDArray[np.float32], steps: NDArray[np.float32], minutes: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the places (T,) of announced phases and steps, -1 where none is yet, of one picture a second."""
    dwell, rows = WorkflowMemory(), []
    for second, (phase, step, left) in enumerate(zip(phases, steps, minutes, strict=True)):
        said = dwell.observe(second, float(second), phase, step, float(left))
        rows.append(
            (
                -1 if said.phase is None else PHASES.index(said.phase),
                -1 if said.step is None else STEPS.index(said.step),
            )
        )
    table = np.array(rows, dtype=np.int64)
    return table[:, 0], table[:, 1]


def _of_one(memory: Memory, features: Tensor, course: Course) -> tuple[float, ...]:
    memory.eval()
    with torch.no_grad():
        phases, steps, minutes, _ = memory(features[None], torch.zeros(1, STATE))
    left = minutes[0].numpy()
    found = announced(torch.softmax(phases[0], 1).numpy(), torch.softmax(steps[0], 1).numpy(), left)
    truth = np.array(PHASE_OF_STEP)[course.steps]
    return (
        float((found[0] == truth).mean()),
        macro_f1(found[0], truth),
        float((found[1] == course.steps).mean()),
        macro_f1(found[1], course.steps),
        float(np.abs(left - course.remaining_min).mean()),
    )
