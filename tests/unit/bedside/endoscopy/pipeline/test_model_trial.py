"""A model that gives what cannot be, differs from run to run or looks ahead is told so, and refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from bedside.endoscopy.pipeline.model_trial import MOMENTS, check_answers, trial_faults, trial_inputs
from bedside.endoscopy.processing.model_layout import LAYOUTS, ROLES
from bedside.runtime.errors import InferenceError, ModelError
from bedside.runtime.tensors import check_tensors
from endoscopy_packages import open_scene, open_workflow
from fakes import FakeBackend

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Arrays = Mapping[str, NDArray[Any]]

OPEN = {"scene": open_scene, "workflow": open_workflow}


@pytest.mark.verifies("SRS-112", purpose="implementation")
@pytest.mark.parametrize("role", ROLES)
def test_a_sound_model_passes(role: str) -> None:
    """The tests' own small models, as ONNX Runtime runs them."""
    backend = OPEN[role]()[1]
    assert list(trial_faults(role, backend)) == []
    check_answers(role, backend, "there")


@pytest.mark.verifies("SRS-112", purpose="implementation")
@pytest.mark.parametrize("role", ROLES)
def test_the_trials_inputs_are_of_the_layout_and_the_same_each_time(role: str) -> None:
    """Several moments at once for the workflow, whose time is free."""
    inputs, again = trial_inputs(role), trial_inputs(role)
    check_tensors(LAYOUTS[role].inputs, inputs)
    assert all(np.array_equal(inputs[name], again[name]) for name in inputs)
    if role == "workflow":
        assert inputs["pictures"].shape[1] == MOMENTS


def _spoiled(role: str, spoil: Any) -> FakeBackend:
    sound = OPEN[role]()[1]
    return FakeBackend(lambda inputs: spoil(inputs, dict(sound.run(inputs))))


class _Drifting:
    """Adds a little more to the landmarks each time."""

    def __init__(self) -> None:
        self.runs = 0

    def __call__(self, _: Arrays, outputs: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        self.runs += 1
        return outputs | {"landmarks": outputs["landmarks"] * (1 - 1e-6 * self.runs)}


def _ahead(inputs: Arrays, outputs: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Let the last picture's light decide on all minutes."""
    light = inputs["pictures"][:, -1:].mean(axis=(2, 3, 4))
    return outputs | {"remaining": outputs["remaining"] + light}


def _forgetful(inputs: Arrays, outputs: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Count the moments of this run alone, as a network does whose state is not handed on."""
    count = np.arange(inputs["pictures"].shape[1], dtype=np.float32)[None]
    return outputs | {"remaining": outputs["remaining"] + count}


def _unsteady(inputs: Arrays, outputs: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    return outputs | {"next_state": outputs["next_state"] + np.float32(inputs["pictures"].shape[1] == 1)}


def _broken(_inputs: Arrays, _outputs: Arrays) -> dict[str, NDArray[Any]]:
    raise InferenceError("shares", "finite numbers", "3 of 9 that are not")


@pytest.mark.verifies("RC-045", purpose="implementation")
@pytest.mark.verifies("SRS-112", purpose="negative")
@pytest.mark.parametrize(
    ("role", "spoil", "words"),
    [
        ("scene", lambda _, outputs: outputs | {"shares": outputs["shares"] * 2}, "sum to 1"),
        ("scene", _Drifting(), "landmarks: the same input gave other numbers the second time"),
        ("scene", _broken, "it cannot be run"),
        ("workflow", _ahead, "remaining: a later picture changes what is said of earlier ones"),
        ("workflow", _forgetful, "remaining: one moment at a time"),
        ("workflow", _unsteady, "next_state: one moment at a time"),
    ],
)
def test_each_thing_amiss_is_named_and_refused(role: str, spoil: Any, words: str) -> None:
    """With the tensor and the size of the fault; the refusal says all of it."""
    backend = _spoiled(role, spoil)
    assert any(words in fault for fault in trial_faults(role, backend))
    with pytest.raises(ModelError) as refused:
        check_answers(role, backend, "there")
    misfit_model_refused = words in str(refused.value)
    assert misfit_model_refused
