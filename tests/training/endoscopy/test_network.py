"""The scene network has the shapes, size and speed of its contract."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from training.endoscopy.network import (  # noqa: E402
    HEAT_HEIGHT,
    HEAT_WIDTH,
    MOST_PARAMETERS,
    SceneNetwork,
    SceneProbabilities,
    parameter_count,
    places,
)


def test_the_shapes_are_those_that_the_device_asks_for() -> None:
    """Shares (1, 4, 72, 128) sum to one; landmarks (1, 4, 3) lie in 0 to 1; below half a million weights."""
    network = SceneNetwork().eval()
    assert 300_000 < parameter_count(network) <= MOST_PARAMETERS
    with torch.no_grad():
        shares, landmarks = SceneProbabilities(network)(torch.rand(1, 3, 144, 256))
    assert shares.shape == (1, 4, 72, 128)
    assert landmarks.shape == (1, 4, 3)
    assert torch.allclose(shares.sum(dim=1), torch.ones(1, 72, 128), atol=1e-5)
    assert 0 <= float(landmarks.min()) <= float(landmarks.max()) <= 1


def test_a_place_is_the_mean_of_its_heat() -> None:
    """A peak in one cell lies at that cell's middle; two equal peaks lie between."""
    heat = torch.full((1, 4, HEAT_HEIGHT, HEAT_WIDTH), -50.0)
    heat[0, 0, 0, 0] = 50
    heat[0, 1, 10, 20] = heat[0, 1, 10, 21] = 50
    found = places(heat.flatten(2))[0]
    assert found[0].tolist() == pytest.approx([0.5 / 64, 0.5 / 36], abs=1e-6)
    assert found[1].tolist() == pytest.approx([21 / 64, 10.5 / 36], abs=1e-6)


def test_one_picture_says_nothing_about_another() -> None:
    """In use, a picture's answer does not depend on what else is in the batch."""
    network = SceneProbabilities(SceneNetwork().eval())
    pictures = torch.rand(2, 3, 144, 256)
    with torch.no_grad():
        both, alone = network(pictures), network(pictures[:1])
    assert torch.allclose(both[0][:1], alone[0], atol=1e-5)
    assert torch.allclose(both[1][:1], alone[1], atol=1e-5)
