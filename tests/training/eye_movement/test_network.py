"""The network keeps its shapes, its size and what its outputs mean."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from training.eye_movement.export import folded, parity, onnx_bytes  # noqa: E402, I001 - torch must be there first
from training.eye_movement.network import (  # noqa: E402
    CLASSES,
    MOST_PARAMETERS,
    WHOLES,
    EyeNetwork,
    Probabilities,
    parameter_count,
)


def test_it_has_at_most_a_hundred_thousand_parameters() -> None:
    """With its normalisations folded in, as it is exported."""
    assert parameter_count(folded(EyeNetwork())) <= MOST_PARAMETERS


def test_shares_sum_to_one_and_wholes_are_probabilities() -> None:
    """One map for each class and whole, at half the input's size."""
    torch.manual_seed(1)
    with torch.no_grad():
        shares, wholes = Probabilities(EyeNetwork()).eval()(torch.rand(2, 1, 128, 160))
    assert shares.shape == (2, len(CLASSES), 64, 80)
    assert wholes.shape == (2, len(WHOLES), 64, 80)
    assert torch.allclose(shares.sum(dim=1), torch.ones(2, 64, 80), atol=1e-5)
    assert 0 <= float(wholes.min()) <= float(wholes.max()) <= 1


def test_folding_and_export_change_no_output() -> None:
    """The folded network and its ONNX form give what the trained one gives."""
    torch.manual_seed(2)
    network = EyeNetwork()
    network.train()
    for _ in range(3):
        network(torch.rand(4, 1, 128, 160))
    network.eval()
    frame = torch.rand(1, 1, 128, 160)
    for one, other in zip(network(frame), folded(network)(frame), strict=True):
        assert torch.allclose(one, other, atol=1e-4)
    assert parity(folded(network), onnx_bytes(folded(network)), 3) < 1e-5


def test_the_exported_file_names_no_file_of_this_machine() -> None:
    """The exporter's notes, which hold paths, are gone."""
    data = onnx_bytes(folded(EyeNetwork()))
    assert b".py" not in data
    assert b"stack_trace" not in data
