"""From a trained network to what the device holds: an ONNX file and the manifest that binds it."""

from __future__ import annotations

import copy
import hashlib
import json
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import onnxruntime
import torch
from torch.nn.utils.fusion import fuse_conv_bn_eval

from bedside.eye_movement.processing.preprocessing import OUTPUT_STRIDE, Preprocessing
from training.eye_movement.network import CLASSES, WHOLES, EyeNetwork, Probabilities, parameter_count
from training.eye_movement.provenance import source_files

if TYPE_CHECKING:
    from bedside.eye_movement.processing.observation import OperatingPoint
    from training.eye_movement.loop import Trainer

OPSET = 18
MOST_DEVIATION = 1e-4  # between torch and ONNX Runtime, of any probability


def export(
    trainer: Trainer, folder: Path, point: OperatingPoint, metrics: dict[str, Any], version: str
) -> Path:
    """Write ``model.onnx`` and ``manifest.json``; raises ``ValueError`` where the two runtimes differ."""
    network = folded(trainer.average)
    model = onnx_bytes(network)
    deviation = parity(network, model, trainer.recipe.seed)
    if deviation > MOST_DEVIATION:
        raise ValueError(
            f"ONNX Runtime deviates from torch by {deviation:.2e}, at most {MOST_DEVIATION:.0e} is allowed"
        )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(model)
    record = manifest(
        trainer,
        model,
        parameter_count(network),
        point,
        {**metrics, "torch_onnx_deviation": deviation},
        version,
    )
    (folder / "manifest.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    return folder / "manifest.json"


def folded(network: EyeNetwork) -> EyeNetwork:
    """Return a copy whose normalisations are part of its convolutions."""
    copied = copy.deepcopy(network).eval()
    for block in copied.modules():
        if (
            isinstance(block, torch.nn.Sequential)
            and len(block) > 1
            and isinstance(block[1], torch.nn.BatchNorm2d)
        ):
            block[0] = fuse_conv_bn_eval(block[0], block[1])
            block[1] = torch.nn.Identity()
    return copied


def onnx_bytes(network: EyeNetwork) -> bytes:
    """Return the network as ONNX, without the exporter's notes about the machine it ran on."""
    how = Preprocessing()
    frame = torch.zeros(1, 1, how.height, how.width)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.onnx"
        torch.onnx.export(
            Probabilities(network).eval(),
            (frame,),
            str(path),
            input_names=["frame"],
            output_names=["shares", "wholes"],
            opset_version=OPSET,
            dynamo=True,
            external_data=False,
            verbose=False,
        )
        model = onnx.load(str(path))
    strip(model)
    onnx.checker.check_model(model, full_check=True)
    return bytes(model.SerializeToString(deterministic=True))


def strip(model: Any) -> None:
    """Remove notes from every part of an ONNX model: they name files of the machine that exported it."""
    graph = model.graph
    del model.metadata_props[:]
    model.doc_string = graph.doc_string = ""
    del graph.metadata_props[:], graph.value_info[:], model.functions[:]
    for part in (*graph.node, *graph.input, *graph.output, *graph.initializer):
        part.doc_string = ""
        del part.metadata_props[:]


def parity(network: EyeNetwork, model: bytes, seed: int) -> float:
    """Return the largest difference of any probability between torch and ONNX Runtime over random frames."""
    how, rng = Preprocessing(), np.random.default_rng(seed)
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    worst = 0.0
    for _ in range(8):
        frame = rng.random((1, 1, how.height, how.width), dtype=np.float32)
        with torch.no_grad():
            expected = Probabilities(network).eval()(torch.from_numpy(frame))
        found = session.run(["shares", "wholes"], {"frame": frame})
        worst = max(
            worst, *(float(np.abs(a.numpy() - b).max()) for a, b in zip(expected, found, strict=True))
        )
    return worst


def manifest(
    trainer: Trainer,
    model: bytes,
    parameters: int,
    point: OperatingPoint,
    metrics: dict[str, Any],
    version: str,
) -> dict[str, Any]:
    """Return what the device, its reviewer and the bench need to know about the model."""
    how = Preprocessing()
    cells = [how.height // OUTPUT_STRIDE, how.width // OUTPUT_STRIDE]
    return {
        "schema": "bedside.model/1",
        "item": "eye_movement",
        "version": version,
        "model_file": "model.onnx",
        "sha256": hashlib.sha256(model).hexdigest(),
        "parameters": parameters,
        "inputs": [{"name": "frame", "shape": [1, 1, how.height, how.width], "dtype": "float32"}],
        "outputs": [
            {"name": "shares", "shape": [1, len(CLASSES), *cells], "dtype": "float32"},
            {"name": "wholes", "shape": [1, len(WHOLES), *cells], "dtype": "float32"},
        ],
        "classes": list(CLASSES),
        "preprocessing": asdict(how),
        "operating_point": asdict(point),
        "training": {
            "recipe": asdict(trainer.recipe),
            "seed": trainer.recipe.seed,
            "steps": trainer.step,
            "source_sha256": trainer.source_sha256,
            "sources": sorted(source_files()),
            "wholes": list(WHOLES),
            "phantom_set": "phantoms.eye_movement: population and appearance, never heldout",
            "torch": torch.__version__,
            "date": datetime.now(UTC).date().isoformat(),
        },
        "licence": "Apache-2.0",
        "intended_input": (
            "Grey pictures of one human eye under near-infrared light, at least a third of the frame wide, "
            "the pupil darker than the iris"
        ),
        "metrics": metrics,
    }
