"""A network may name weights in another file, which no digest covers: it is not opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from bedside.runtime.backend import Target
from bedside.runtime.errors import ModelError
from bedside.runtime.model import Manifest, ModelPackage
from bedside.runtime.onnx_backend import open_backend
from packages import manifest_entries, proto_field

if TYPE_CHECKING:
    from pathlib import Path

SHAPE = (4,)


def _network(operator: str, location: str | None) -> bytes:
    """Make ``y = operator(x, w)`` spelled out in bytes; w is ones, or lies in another file."""
    weights = proto_field(1, 4) + proto_field(2, 1) + proto_field(8, "w")
    if location is None:
        weights += proto_field(9, np.ones(4, np.float32).tobytes())
    else:
        entries = {"location": location, "offset": "0", "length": "16"}
        weights += b"".join(
            proto_field(13, proto_field(1, k) + proto_field(2, v)) for k, v in entries.items()
        )
        weights += proto_field(14, 1)
    size = proto_field(2, proto_field(1, proto_field(1, 4)))
    tensor = proto_field(2, proto_field(1, proto_field(1, 1) + size))
    node = proto_field(1, "x") + proto_field(1, "w") + proto_field(2, "y") + proto_field(4, operator)
    graph = proto_field(1, node) + proto_field(2, "graph") + proto_field(5, weights)
    graph += proto_field(11, proto_field(1, "x") + tensor) + proto_field(12, proto_field(1, "y") + tensor)
    return proto_field(1, 8) + proto_field(8, proto_field(1, "") + proto_field(2, 13)) + proto_field(7, graph)


def _package(onnx: bytes) -> ModelPackage:
    manifest = Manifest.from_json(manifest_entries(onnx, SHAPE))
    return ModelPackage(manifest, onnx, manifest.sha256, "0" * 64)


@pytest.mark.verifies("SRS-007", purpose="negative")
@pytest.mark.parametrize("location", ["weights.bin", "inner/weights.bin", "../weights.bin"])
@pytest.mark.parametrize("operator", ["Add", "Mul", "Max", "PRelu"])
def test_a_network_with_weights_in_another_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operator: str, location: str
):
    """Wherever the file lies, and though it is there, the package is a model error."""
    here = tmp_path / "here"
    (here / "inner").mkdir(parents=True)
    (here / location).write_bytes(np.ones(4, np.float32).tobytes())
    monkeypatch.chdir(here)
    with pytest.raises(ModelError, match="a model that loads"):
        open_backend(_package(_network(operator, location)), Target())


@pytest.mark.parametrize("operator", ["Add", "Mul", "Max", "PRelu"])
def test_the_same_network_with_its_weights_inside_is_opened(operator: str):
    """What is refused above is the other file, and not the network."""
    backend = open_backend(_package(_network(operator, None)), Target())
    assert backend.run({"x": np.ones(4, np.float32)})["y"].shape == SHAPE
