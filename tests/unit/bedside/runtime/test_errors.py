"""Every error is of one tree, carries its evidence and says what to do."""

import pickle

import pytest

from bedside.runtime.errors import (
    BedsideError,
    InferenceError,
    InputError,
    ModelError,
    OutputError,
    ProviderError,
    StreamError,
)

ERRORS = [
    InputError("a.mp4", "a video", "a text"),
    ModelError("m.onnx", "sha256 1", "sha256 2"),
    ProviderError("cuda", ("no driver", "no wheel"), "Install both."),
    InferenceError("x", "float32[1]", "float64[1]"),
    OutputError("out", "cannot be written", "Free some space."),
    StreamError("source", "no frame came"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.verifies("SRS-013", purpose="implementation")
def test_an_error_is_of_the_one_tree_and_tells_its_evidence_on_one_line(error):
    """Whoever catches BedsideError catches all, and the message holds each piece of evidence."""
    assert isinstance(error, BedsideError)
    message = str(error)
    assert "\n" not in message
    assert message.endswith(".")
    for value in vars(error).values():
        for piece in value if isinstance(value, tuple) else [value]:
            assert str(piece) in message


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_survives_the_way_between_processes(error):
    """Pickled and read back, an error says the same."""
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301 # our own bytes


def test_a_model_error_has_a_remedy_of_its_own_where_none_is_given():
    """An altered model asks for a new installation."""
    assert "Install the device again" in str(ModelError("m", "a", "b"))
