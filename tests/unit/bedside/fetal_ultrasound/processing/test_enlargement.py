"""The larger image comes from the smaller one, noise of its own size, and the condition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from bedside.fetal_ultrasound.processing.conditions import drawn_condition
from bedside.fetal_ultrasound.processing.enlargement import enlarged
from bedside.fetal_ultrasound.processing.layout import condition_vector
from bedside.fetal_ultrasound.processing.sampler import noise_of
from fakes import FakeBackend

if TYPE_CHECKING:
    from collections.abc import Mapping


@pytest.mark.verifies("SRS-143", purpose="implementation")
@pytest.mark.verifies("RC-062", purpose="implementation")
def test_one_evaluation_with_the_noise_of_the_larger_size() -> None:
    """The network is asked once, with each image, the noise of 256 of its seed, and its condition."""
    conditions = [drawn_condition("abdomen", 30.0, number, 1) for number in range(2)]
    images = np.random.default_rng(1).uniform(-1, 1, (2, 128, 128)).astype(np.float32)
    seen: list[Mapping[str, Any]] = []

    def network(inputs: Mapping[str, Any]) -> dict[str, Any]:
        seen.append(inputs)
        return {"enlarged": np.kron(inputs["image"], np.ones((2, 2), np.float32)) + inputs["noise"]}

    backend = FakeBackend(network)
    found = enlarged(backend, images, conditions, [8, 9])
    assert backend.calls == 1
    assert found.shape == (2, 256, 256)
    for number, seed in enumerate((8, 9)):
        assert np.array_equal(seen[0]["noise"][number, 0], noise_of(seed, 256))
        assert np.array_equal(seen[0]["condition"][number], condition_vector(conditions[number]))
        wanted = np.kron(images[number], np.ones((2, 2), np.float32)) + noise_of(seed, 256)
        assert np.array_equal(found[number], wanted)
