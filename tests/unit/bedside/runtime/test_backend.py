"""A target says exactly where a model shall run."""

import pytest

from bedside.runtime.backend import Backend, Target
from fakes import FakeBackend


def test_the_default_is_one_thread_of_the_cpu_in_full_precision():
    """Nothing faster is taken without being asked for."""
    assert Target() == Target("cpu", "fp32", 1, 0, None)


@pytest.mark.parametrize(
    "fields",
    [{"provider": "auto"}, {"provider": "CPUExecutionProvider"}, {"precision": "int8"}, {"intra_threads": 0},
     {"device_id": -1}],
)  # fmt: skip
@pytest.mark.verifies("SRS-008", purpose="negative")
def test_a_target_refuses_what_it_does_not_know(fields):
    """There is no automatic choice."""
    with pytest.raises(ValueError, match=r"no such target|threads start"):
        Target(**fields)


def test_the_fake_is_a_backend():
    """What tests use in its place keeps the protocol."""
    assert isinstance(FakeBackend(dict), Backend)
