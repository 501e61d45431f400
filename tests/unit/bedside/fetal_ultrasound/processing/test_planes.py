"""The classifier sees any size as 128 pixels in the networks' scale, and its likeliest plane is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from bedside.fetal_ultrasound.processing.planes import plane_features, plane_read
from fakes import FakeBackend

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = pytest.mark.verifies("RC-056", purpose="implementation")


def _mean_reader(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Read dark pictures as the first plane and bright ones as the last; features are the mean."""
    mean = inputs["image"].mean(axis=(1, 2, 3))
    probabilities = np.full((len(mean), 5), 0.05, np.float32)
    probabilities[mean < 0, 0] = probabilities[mean >= 0, 4] = 0.8
    return {"probabilities": probabilities, "features": np.tile(mean[:, None], (1, 64)).astype(np.float32)}


@pytest.mark.parametrize(("grey", "plane"), [(10, "transthalamic"), (240, "femur")])
@pytest.mark.parametrize("size", [128, 256])
def test_the_likeliest_plane_is_read_at_either_size(grey: int, plane: str, size: int) -> None:
    """With its probability."""
    found = plane_read(FakeBackend(_mean_reader), np.full((size, size), grey, np.uint8))
    assert found == (plane, pytest.approx(0.8))


def test_larger_images_are_averaged_and_grey_values_scaled() -> None:
    """Four pixels become their mean; 0 is -1 and 255 is 1."""
    checks = np.tile(np.array([[0, 255], [255, 0]], np.uint8), (128, 128))
    features = plane_features(FakeBackend(_mean_reader), checks[None])
    assert features == pytest.approx(np.zeros((1, 64)), abs=1e-6)
    white = plane_features(FakeBackend(_mean_reader), np.full((1, 128, 128), 255, np.uint8))
    assert white == pytest.approx(np.ones((1, 64)))


def test_many_images_are_asked_in_batches_and_come_back_in_order() -> None:
    """Forty images, three calls, each image's own features."""
    backend = FakeBackend(_mean_reader)
    images = np.repeat(np.arange(0, 200, 5, dtype=np.uint8), 128 * 128).reshape(40, 128, 128)
    features = plane_features(backend, images)
    assert backend.calls == 3
    assert features[:, 0] == pytest.approx(np.arange(0, 200, 5) / 127.5 - 1, abs=1e-5)


@pytest.mark.parametrize("shape", [(100, 100), (128, 256), (64, 64)])
@pytest.mark.verifies("RC-056", purpose="negative")
def test_other_shapes_are_refused(shape: tuple[int, int]) -> None:
    """A picture that would have to be stretched is no picture of this item."""
    with pytest.raises(ValueError, match="square"):
        plane_read(FakeBackend(_mean_reader), np.zeros(shape, np.uint8))
