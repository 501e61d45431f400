"""Noise comes from the seed alone, and an image from few steps along the network's velocity."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from bedside.fetal_ultrasound.processing.conditions import drawn_condition
from bedside.fetal_ultrasound.processing.layout import condition_vector, layout
from bedside.fetal_ultrasound.processing.sampler import image_seed, noise_of, sampled
from fakes import FakeBackend

if TYPE_CHECKING:
    from collections.abc import Mapping

CONDITIONS = [drawn_condition("transthalamic", 24.0, number, 1) for number in range(3)]


@pytest.mark.verifies("SRS-141", purpose="implementation")
@pytest.mark.verifies("RC-063", purpose="implementation")
def test_noise_is_the_same_in_another_process() -> None:
    """A fresh interpreter draws the very bytes, so that bytes_differ would be seen here first."""
    code = (
        "import hashlib; from bedside.fetal_ultrasound.processing.sampler import noise_of;"
        "print(hashlib.sha256(noise_of(42).tobytes()).hexdigest())"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - this Python
    assert other.stdout.strip() == hashlib.sha256(noise_of(42).tobytes()).hexdigest()


@pytest.mark.verifies("SRS-143", purpose="implementation")
@pytest.mark.verifies("RC-062", purpose="implementation")
def test_either_size_has_noise_of_its_own() -> None:
    """At 256 nothing is interpolated or repeated from 128: neighbours and blocks do not correlate with it."""
    small, large = noise_of(7), noise_of(7, 256)
    assert abs(np.corrcoef(large[::2, ::2].ravel(), small.ravel())[0, 1]) < 0.03
    assert abs(np.corrcoef(large[:, 1:].ravel(), large[:, :-1].ravel())[0, 1]) < 0.02
    assert abs(np.corrcoef(large.ravel()[: small.size], small.ravel())[0, 1]) < 0.03
    assert small.mean() == pytest.approx(0, abs=0.03)
    assert small.std() == pytest.approx(1, abs=0.03)


@pytest.mark.verifies("SRS-141", purpose="implementation")
def test_every_image_of_a_request_has_a_seed_of_its_own() -> None:
    """No two of 2,000 numbers or requests share one; each fits into 32 bits."""
    seeds = {image_seed(seed, number) for seed in (0, 1) for number in range(1000)}
    assert len(seeds) == 2000
    assert all(0 <= seed < 2**32 for seed in seeds)
    assert image_seed(1, 12) != image_seed(11, 2)


@pytest.mark.verifies("SRS-140", purpose="implementation")
def test_four_evaluations_at_even_times_make_an_image() -> None:
    """A velocity of straight lines leads from the noise to the image exactly, in four calls."""
    aim = np.linspace(-1, 1, 128, dtype=np.float32)[None, None, :, None]
    times: list[float] = []

    def velocity(inputs: Mapping[str, Any]) -> dict[str, Any]:
        times.append(float(inputs["time"][0]))
        left = (1 - inputs["time"])[:, None, None, None]
        return {"velocity": (aim - inputs["image"]) / left}

    backend = FakeBackend(velocity)
    found = sampled(backend, CONDITIONS, [1, 2, 3])
    assert backend.calls == 4
    assert times == [0.0, 0.25, 0.5, 0.75]
    assert found.shape == (3, 128, 128)
    assert np.abs(found - aim[0]).max() < 1e-5


@pytest.mark.verifies("SRS-140", purpose="implementation")
def test_the_network_is_given_noise_layout_and_condition_of_each_image() -> None:
    """What it sees first is each seed's noise, beside the condition's own channels and numbers."""
    seen: list[Mapping[str, Any]] = []

    def velocity(inputs: Mapping[str, Any]) -> dict[str, Any]:
        seen.append(inputs)
        return {"velocity": np.zeros_like(inputs["image"])}

    sampled(FakeBackend(velocity), CONDITIONS, [5, 6, 7], evaluations=1)
    for number, (seed, one) in enumerate(zip((5, 6, 7), CONDITIONS, strict=True)):
        assert np.array_equal(seen[0]["image"][number, 0], noise_of(seed))
        assert np.array_equal(seen[0]["layout"][number], layout(one.frame, one.style, one.plane))
        assert np.array_equal(seen[0]["condition"][number], condition_vector(one))


@pytest.mark.parametrize(("count", "seeds", "evaluations"), [(0, [], 4), (2, [1], 4), (1, [1], 0)])
@pytest.mark.verifies("SRS-140", purpose="negative")
def test_unequal_lists_and_no_evaluation_are_refused(count: int, seeds: list[int], evaluations: int) -> None:
    """A seed that is missing would leave an image without provenance."""
    with pytest.raises(ValueError, match="one seed for each condition"):
        sampled(FakeBackend(lambda _: {}), CONDITIONS[:count], seeds, evaluations)
