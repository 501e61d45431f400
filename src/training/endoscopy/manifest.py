"""Writes a model package: the ONNX bytes, and the manifest that binds them to how they were made."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import torch

from training.endoscopy.provenance import source_files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from training.loop import Trainer

PREPROCESSING = {"height": 144, "width": 256, "resampling": "letterbox, area"}
PHANTOM_SET = "phantoms.endoscopy: its own renderer, never heldout"
INTENDED_INPUT = (
    "Colour pictures of a rigid endoscope in transnasal pituitary surgery, the sella upright, "
    "any size and shape of frame, the round picture whole or cut by the frame"
)


@dataclass(frozen=True, slots=True)
class Tensors:
    """A model's inputs or outputs by name, with their shapes; a size that is free has a name."""

    shapes: dict[str, list[int | str]]

    def entries(self) -> list[dict[str, Any]]:
        """Return them as the manifest holds them."""
        return [{"name": name, "shape": shape, "dtype": "float32"} for name, shape in self.shapes.items()]


@dataclass(frozen=True, slots=True)
class Description:
    """What the manifest says of a model besides its training."""

    model: str  # scene or workflow
    version: str
    parameters: int
    inputs: Tensors
    outputs: Tensors
    classes: Sequence[str]
    preprocessing: dict[str, Any]
    operating_point: dict[str, Any]


def write_package(
    folder: Path, onnx: bytes, what: Description, stages: Sequence[Trainer], metrics: dict[str, Any]
) -> Path:
    """Write ``model.onnx`` and ``manifest.json`` and return the manifest's path.

    Parameters
    ----------
    stages
        The trainings that made the weights, in their order.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(onnx)
    record = {
        "schema": "bedside.model/1",
        "item": "endoscopy",
        "version": what.version,
        "model_file": "model.onnx",
        "sha256": hashlib.sha256(onnx).hexdigest(),
        "parameters": what.parameters,
        "inputs": what.inputs.entries(),
        "outputs": what.outputs.entries(),
        "classes": list(what.classes),
        "preprocessing": what.preprocessing,
        "operating_point": what.operating_point,
        "training": _training(what.model, stages),
        "licence": "Apache-2.0",
        "intended_input": INTENDED_INPUT,
        "metrics": metrics,
    }
    (folder / "manifest.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    return folder / "manifest.json"


def _training(model: str, stages: Sequence[Trainer]) -> dict[str, Any]:
    recipes = [asdict(stage.recipe) for stage in stages]
    return {
        "recipe": recipes[0] if len(recipes) == 1 else {"stages": recipes},
        "seed": stages[0].recipe.seed,
        "steps": sum(stage.step for stage in stages),
        "source_sha256": stages[0].identity["source_sha256"],
        "sources": list(source_files(model)),
        "phantom_set": PHANTOM_SET,
        "torch": torch.__version__,
        "date": datetime.now(UTC).date().isoformat(),
    }
