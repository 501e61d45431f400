"""A model tried out on drawn noise, before it is believed: whether its answers can be, and be repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bedside.endoscopy.processing.model_layout import REMEDY, STATE, answer_faults
from bedside.endoscopy.processing.preprocessing import (
    PLANE_HEIGHT,
    PLANE_WIDTH,
    scene_input,
    workflow_picture,
)
from bedside.runtime.errors import BedsideError, ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from bedside.runtime.backend import Backend

    Arrays = Mapping[str, NDArray[Any]]

MOMENTS = 4
LOOK_AHEAD = 1e-6  # most that a later picture may change of an earlier answer
STREAMING = 1e-4  # most that one moment at a time may differ from all at once


def check_answers(role: str, backend: Backend, path: str) -> None:
    """Refuse a model whose answers cannot be, differ from run to run, or look ahead. Implements RC-045.

    Raises
    ------
    ModelError
        With all that is amiss.
    """
    faults = [*trial_faults(role, backend)]
    if faults:
        raise ModelError(path, f"the answers of a {role} model", "; ".join(faults), REMEDY)


def trial_faults(role: str, backend: Backend) -> Iterator[str]:
    """Yield what is amiss with a model's answers to drawn noise, a sentence each.

    Parameters
    ----------
    role
        scene or workflow; the model's layout fits it.
    backend
        Runs it.
    """
    inputs = trial_inputs(role)
    try:
        answers = backend.run(inputs)
        yield from answer_faults(role, answers)
        again = backend.run(inputs)
        for name, values in answers.items():
            if not np.array_equal(values, again[name]):
                yield f"{name}: the same input gave other numbers the second time"
        if role == "workflow":
            yield from _time_faults(backend, inputs, answers)
    except BedsideError as error:
        yield f"it cannot be run ({error})"


def trial_inputs(role: str) -> dict[str, NDArray[Any]]:
    """Return the inputs of one trial run, the same each time."""
    rng = np.random.default_rng(20)
    planes = rng.integers(0, 256, (MOMENTS, PLANE_HEIGHT, PLANE_WIDTH, 3), dtype=np.uint8)
    if role == "scene":
        return {"picture": scene_input(planes[0])}
    pictures = np.stack([workflow_picture(plane) for plane in planes])[None]  # (1, 4, 3, 72, 128)
    return {"pictures": pictures, "state": np.zeros((1, STATE), dtype=np.float32)}


def _time_faults(backend: Backend, inputs: Arrays, answers: Arrays) -> Iterator[str]:
    """Yield where a later picture changes an earlier answer, or one moment at a time gives another."""
    pictures = np.array(inputs["pictures"])
    pictures[:, -1] = 1 - pictures[:, -1]
    altered = backend.run({**inputs, "pictures": pictures})
    state, alone = inputs["state"], []
    for moment in range(MOMENTS):
        alone.append(backend.run({"pictures": inputs["pictures"][:, moment : moment + 1], "state": state}))
        state = alone[-1]["next_state"]
    for name in ("phases", "steps", "remaining"):
        ahead = _off(altered[name][:, :-1], answers[name][:, :-1])
        if ahead > LOOK_AHEAD:
            yield f"{name}: a later picture changes what is said of earlier ones, by up to {ahead:.3g}"
        off = _off(np.concatenate([answer[name] for answer in alone], axis=1), answers[name])
        if off > STREAMING:
            yield f"{name}: one moment at a time, its state handed on, differs from all at once by {off:.3g}"
    off = _off(state, answers["next_state"])
    if off > STREAMING:
        yield f"next_state: one moment at a time differs from all at once by {off:.3g}"


def _off(one: NDArray[Any], other: NDArray[Any]) -> float:
    return float(np.abs(one - other).max())
