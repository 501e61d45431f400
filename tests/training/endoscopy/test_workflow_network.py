"""The workflow network is causal: what comes later changes nothing, and one by one is the same as at once."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest

torch = pytest.importorskip("torch")

from training.endoscopy.network import parameter_count  # noqa: E402
from training.endoscopy.workflow_job import FREE, OUTPUTS  # noqa: E402
from training.endoscopy.workflow_network import STATE, WorkflowNetwork, WorkflowProbabilities  # noqa: E402
from training.export import folded, onnx_bytes  # noqa: E402

SECONDS = 9


@pytest.fixture(scope="module")
def session() -> onnxruntime.InferenceSession:
    """Return an untrained network as the device would run it."""
    torch.manual_seed(4)
    model = WorkflowProbabilities(folded(WorkflowNetwork()))
    example = {"pictures": torch.zeros(1, 5, 3, 72, 128), "state": torch.zeros(1, STATE)}
    onnx = onnx_bytes(model, example, OUTPUTS, FREE)
    return onnxruntime.InferenceSession(onnx, providers=["CPUExecutionProvider"])


@pytest.fixture(scope="module")
def pictures() -> np.ndarray:
    """Return nine seconds of noise."""
    return np.random.default_rng(6).random((1, SECONDS, 3, 72, 128), dtype=np.float32)


def _run(
    session: onnxruntime.InferenceSession, pictures: np.ndarray, state: np.ndarray | None = None
) -> list[np.ndarray]:
    state = np.zeros((1, STATE), np.float32) if state is None else state
    found: list[np.ndarray] = session.run(list(OUTPUTS), {"pictures": pictures, "state": state})
    return found


def test_the_shapes_are_those_that_the_device_asks_for(
    session: onnxruntime.InferenceSession, pictures: np.ndarray
) -> None:
    """Probabilities of 7 phases and 13 steps sum to one; minutes are not negative; 128 numbers of state."""
    phases, steps, remaining, state = _run(session, pictures)
    assert (phases.shape, steps.shape) == ((1, SECONDS, 7), (1, SECONDS, 13))
    assert (remaining.shape, state.shape) == ((1, SECONDS), (1, STATE))
    assert np.allclose(phases.sum(axis=2), 1, atol=1e-5)
    assert np.allclose(steps.sum(axis=2), 1, atol=1e-5)
    assert remaining.min() >= 0
    assert parameter_count(WorkflowNetwork()) < 500_000


def test_one_by_one_says_the_same_as_all_at_once(
    session: onnxruntime.InferenceSession, pictures: np.ndarray
) -> None:
    """Handing the state on from second to second gives each second's outputs to 1e-5."""
    whole, state = _run(session, pictures), None
    for second in range(SECONDS):
        *said, state = _run(session, pictures[:, second : second + 1], state)
        for one, every in zip(said, whole, strict=False):
            assert np.abs(one[:, 0] - every[:, second]).max() < 1e-5
    assert np.abs(state - whole[3]).max() < 1e-5


@pytest.mark.parametrize("changed", [1, 5, SECONDS - 1])
def test_a_later_picture_changes_no_earlier_output(
    session: onnxruntime.InferenceSession, pictures: np.ndarray, changed: int
) -> None:
    """Whatever is shown from one second on, what was said before stays to the bit, and that second moves."""
    other = pictures.copy()
    other[:, changed:] = 0
    before, after = _run(session, pictures), _run(session, other)
    for one, another in zip(before[:3], after[:3], strict=True):
        assert np.array_equal(one[:, :changed], another[:, :changed])
    assert not np.array_equal(before[0][:, changed], after[0][:, changed])
