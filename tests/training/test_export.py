"""What is exported says what torch said, and nothing of the machine."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from torch import nn  # noqa: E402

from training.export import deviation, folded, onnx_bytes  # noqa: E402


class Small(nn.Module):
    """A normalised convolution."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3), nn.ReLU())

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor]:
        """Return the only output."""
        return (self.layers(x),)


@pytest.fixture(scope="module")
def network() -> Small:
    """Return a network whose normalisation is not the identity."""
    torch.manual_seed(0)
    network = Small()
    network.layers[1].running_mean.uniform_(-1, 1)
    network.layers[1].running_var.uniform_(0.5, 2)
    return network.eval()


def test_normalisation_becomes_part_of_the_convolution(network: Small) -> None:
    """The folded copy answers the same with no normalisation left; the original keeps its own."""
    x = torch.randn(2, 1, 8, 8)
    lean = folded(network)
    assert not any(isinstance(part, nn.BatchNorm2d) for part in lean.modules())
    assert any(isinstance(part, nn.BatchNorm2d) for part in network.modules())
    assert torch.allclose(lean(x)[0], network(x)[0], atol=1e-6)


def test_both_runtimes_agree_and_a_difference_is_seen(network: Small) -> None:
    """Between torch and ONNX Runtime lies rounding; a changed weight shows."""
    sample = {"x": np.random.default_rng(1).random((1, 1, 8, 8), dtype=np.float32)}
    lean = folded(network)
    model = onnx_bytes(lean, {"x": torch.zeros(1, 1, 8, 8)}, ["y"])
    assert deviation(lean, model, ["y"], [sample]) < 1e-6
    lean.layers[0].bias.data += 1
    assert deviation(lean, model, ["y"], [sample]) > 0.1


def test_the_file_names_nothing_of_the_machine(network: Small) -> None:
    """No path and no note of the exporter is left in the bytes."""
    model = onnx_bytes(folded(network), {"x": torch.zeros(1, 1, 8, 8)}, ["y"])
    assert not any(note in model for note in (b"site-packages", b".py", b"/home", b"/root"))
