"""Writes a model package: the ONNX bytes, and the manifest that binds them to how they were made."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn

from bedside.fetal_ultrasound.interface import PLANES
from training.export import deviation, onnx_bytes
from training.fetal_ultrasound.network import parameter_count
from training.fetal_ultrasound.provenance import source_files

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from training.loop import Trainer

MOST_DEVIATION = 1e-4  # between torch and ONNX Runtime, of any output
SAMPLES = 4
DATA_SCALE = "pixel / 127.5 - 1"
PHANTOM_SET = "phantoms.fetal_ultrasound: patients from 0; validation from 900,000; none from 1,000,000"
INTENDED_INPUT = (
    "Conditions and noise as the fetal ultrasound item makes them; what comes out is synthetic, "
    "for training, teaching and test data, never an image of a patient"
)
Shape = tuple[int, ...]  # without the batch, which is free


@dataclass(frozen=True, slots=True)
class Description:
    """What the manifest says of a model besides its training."""

    model: str  # teacher, generator, super_resolution, dcgan or planes
    version: str
    inputs: Mapping[str, Shape]
    outputs: Mapping[str, Shape]
    classes: Sequence[str] = PLANES
    preprocessing: Mapping[str, Any] = field(default_factory=dict)
    operating_point: Mapping[str, Any] = field(default_factory=dict)
    intended_input: str = INTENDED_INPUT


class Alone(nn.Module):
    """A network with one output, as one with a tuple of outputs."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, *inputs: Tensor) -> tuple[Tensor]:
        """Return the network's answer."""
        return (self.network(*inputs),)


def write_package(
    folder: Path, network: nn.Module, what: Description, stages: Sequence[Trainer], metrics: dict[str, Any]
) -> Path:
    """Export the network, write ``model.onnx`` and ``manifest.json``, and return the manifest's path.

    Parameters
    ----------
    network
        Returns a tuple of what ``what.outputs`` names.
    stages
        The trainings that made the weights, in their order; the last one's code is what the digest is of.

    Raises
    ------
    ValueError
        The two runtimes differ.
    """
    network = network.cpu().to(memory_format=torch.contiguous_format).eval()
    onnx, apart = exported(network, what, stages[0].recipe.seed)
    record = {
        "schema": "bedside.model/1",
        "item": "fetal_ultrasound",
        "version": what.version,
        "model_file": "model.onnx",
        "sha256": hashlib.sha256(onnx).hexdigest(),
        "parameters": parameter_count(network),
        "inputs": _entries(what.inputs),
        "outputs": _entries(what.outputs),
        "classes": list(what.classes),
        "preprocessing": {"scale": DATA_SCALE, **what.preprocessing},
        "operating_point": dict(what.operating_point),
        "training": _training(what.model, stages),
        "licence": "Apache-2.0",
        "intended_input": what.intended_input,
        "metrics": {**metrics, "torch_onnx_deviation": apart},
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(onnx)
    (folder / "manifest.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    return folder / "manifest.json"


def exported(network: nn.Module, what: Description, seed: int) -> tuple[bytes, float]:
    """Return the ONNX bytes and how far the runtimes are apart over random inputs of two batch sizes."""
    names = list(what.outputs)
    free = {name: {0: "batch"} for name in (*what.inputs, *names)}
    example = {name: torch.zeros(2, *shape) for name, shape in what.inputs.items()}
    onnx = onnx_bytes(network, example, names, free)
    rng = np.random.default_rng(seed)
    samples = [
        {name: rng.random((1 + number % 2, *shape), dtype=np.float32) for name, shape in what.inputs.items()}
        for number in range(SAMPLES)
    ]
    apart = deviation(network, onnx, names, samples)
    if apart > MOST_DEVIATION:
        raise ValueError(f"ONNX Runtime deviates by {apart:.2e}, at most {MOST_DEVIATION:.0e} is allowed")
    return onnx, apart


def _entries(tensors: Mapping[str, Shape]) -> list[dict[str, Any]]:
    return [{"name": name, "shape": ["batch", *shape], "dtype": "float32"} for name, shape in tensors.items()]


def _training(model: str, stages: Sequence[Trainer]) -> dict[str, Any]:
    recipes = [asdict(stage.recipe) for stage in stages]
    return {
        "recipe": recipes[0] if len(recipes) == 1 else {"stages": recipes},
        "patients": [0, max(recipe["patients"] for recipe in recipes)],
        "seed": stages[0].recipe.seed,
        "steps": sum(stage.step for stage in stages),
        "source_sha256": stages[-1].identity["source_sha256"],
        "sources": list(source_files(model)),
        "phantom_set": PHANTOM_SET,
        "torch": torch.__version__,
        "date": datetime.now(UTC).date().isoformat(),
    }
