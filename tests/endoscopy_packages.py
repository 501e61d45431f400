"""Model packages of the endoscopy item's layout, made on the spot: they answer by colour.

The scene model takes grey, bright pixels for an instrument, red for tissue, green for the sella and blue for
the clival recess. The workflow model names the phase and the step whose colour of COLOURS a picture is
nearest to, on the average of its pixels. Both are real ONNX files that the device opens like any other.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import numpy as np

from bedside.endoscopy.interface import LABELS, PHASE_OF_STEP, PHASES, STEPS
from bedside.runtime.backend import Target
from bedside.runtime.model import Manifest, ModelPackage
from bedside.runtime.onnx_backend import open_backend
from packages import proto_field

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from bedside.runtime.backend import Backend

PIXELS = np.array(
    [[6, 3, 3], [10, 10, 10], [2, 12, 2], [2, 2, 12]], np.float32
)  # logits of each label by R, G, B
BIASES = np.array([0, -12, -3.5, -3.5], np.float32)
_LEVELS = (0.30, 0.34, 0.38, 0.42, 0.46, 0.50, 0.54)
COLOURS = np.array([[level, 0.22, 0.20] for level in _LEVELS], np.float32)  # mean R, G, B of each of PHASES
SHARPNESS = 8000.0  # of the nearest colour over its neighbours
LANDMARKS = np.array([[0.3, 0.4, 0.9], [0.7, 0.4, 0.8], [0.35, 0.2, 0.1], [0.65, 0.2, 0.6]], np.float32)
STATE = 128

Shape = tuple["int | str", ...]


def scene_package(**changes: Any) -> ModelPackage:
    """Return a scene model; ``changes`` are entries of its manifest."""
    return _package(*_scene_model(), **changes)


def workflow_package(**changes: Any) -> ModelPackage:
    """Return a workflow model; ``changes`` are entries of its manifest."""
    return _package(*_workflow_model(), **changes)


def open_scene() -> tuple[ModelPackage, Backend]:
    """Open the scene model on the CPU; a spawned process can be given this function."""
    package = scene_package()
    return package, open_backend(package, Target())


def open_workflow() -> tuple[ModelPackage, Backend]:
    """Open the workflow model on the CPU; a spawned process can be given this function."""
    package = workflow_package()
    return package, open_backend(package, Target())


def write_package(folder: Path, role: str, **changes: Any) -> Path:
    """Write the model package of a role to a folder, with some of its manifest's entries changed."""
    folder.mkdir(parents=True, exist_ok=True)
    onnx, entries = {"scene": _scene_model, "workflow": _workflow_model}[role]()
    (folder / "model.onnx").write_bytes(onnx)
    (folder / "manifest.json").write_text(json.dumps(entries | changes), encoding="utf-8")
    return folder


def _package(onnx: bytes, entries: dict[str, Any], **changes: Any) -> ModelPackage:
    manifest = Manifest.from_json(entries | changes)
    return ModelPackage(manifest, onnx, manifest.sha256, "0" * 64)


def _scene_model() -> tuple[bytes, dict[str, Any]]:
    weights = np.repeat(np.repeat(PIXELS[:, :, None, None] / 4, 2, axis=2), 2, axis=3)  # the mean of 2 by 2
    nodes = [
        _node("Conv", ["picture", "weights", "biases"], "logits", _ints("strides", [2, 2])),
        _node("Softmax", ["logits"], "shares", _int("axis", 1)),
        _node("Identity", ["places"], "landmarks"),
    ]
    constants = {"weights": weights, "biases": BIASES, "places": LANDMARKS[None]}
    inputs: dict[str, Shape] = {"picture": (1, 3, 144, 256)}
    outputs: dict[str, Shape] = {"shares": (1, 4, 72, 128), "landmarks": (1, 4, 3)}
    onnx = _model(nodes, constants, inputs, outputs)
    return onnx, _entries(onnx, inputs, outputs, LABELS, {"least_presence": 0.5})


def _workflow_model() -> tuple[bytes, dict[str, Any]]:
    nearest = (2 * SHARPNESS * COLOURS.T, -SHARPNESS * (COLOURS**2).sum(axis=1))
    first = np.array([PHASE_OF_STEP.index(phase) for phase in range(len(PHASES))])  # first step of each phase
    of_steps = [np.zeros((3, len(STEPS)), np.float32), np.full(len(STEPS), -1e6, np.float32)]
    of_steps[0][:, first], of_steps[1][first] = nearest
    nodes = [
        _node("ReduceMean", ["pictures"], "colours", _ints("axes", [3, 4]), _int("keepdims", 0)),
        _node("ReduceMean", ["colours"], "lights", _ints("axes", [2]), _int("keepdims", 0)),
        _node("Mul", ["lights", "minutes"], "remaining"),
        _node("Identity", ["state"], "next_state"),
    ]
    for name in ("phases", "steps"):
        nodes += [
            _node("MatMul", ["colours", f"{name}_by_colour"], f"{name}_raw"),
            _node("Add", [f"{name}_raw", f"{name}_bias"], f"{name}_logits"),
            _node("Softmax", [f"{name}_logits"], name, _int("axis", 2)),
        ]
    constants = {"phases_by_colour": nearest[0], "phases_bias": nearest[1], "minutes": np.array([30.0])}
    constants |= {"steps_by_colour": of_steps[0], "steps_bias": of_steps[1]}
    inputs: dict[str, Shape] = {"pictures": (1, "time", 3, 72, 128), "state": (1, STATE)}
    outputs: dict[str, Shape] = {"phases": (1, "time", len(PHASES)), "steps": (1, "time", len(STEPS))}
    outputs |= {"remaining": (1, "time"), "next_state": (1, STATE)}
    onnx = _model(nodes, constants, inputs, outputs)
    return onnx, _entries(onnx, inputs, outputs, PHASES, {"rate_hz": 1.0, "dwell_s": 2.0})


def _entries(
    onnx: bytes,
    inputs: dict[str, Shape],
    outputs: dict[str, Shape],
    classes: tuple[str, ...],
    point: dict[str, float],
) -> dict[str, Any]:
    tensors = [
        [{"name": name, "shape": list(shape), "dtype": "float32"} for name, shape in side.items()]
        for side in (inputs, outputs)
    ]
    return {
        "schema": "bedside.model/1", "item": "endoscopy", "version": "0.0.1", "model_file": "model.onnx",
        "sha256": hashlib.sha256(onnx).hexdigest(), "parameters": 1, "inputs": tensors[0],
        "outputs": tensors[1], "classes": list(classes), "preprocessing": {"plane": [144, 256]},
        "operating_point": point, "training": {"seed": 1}, "licence": "Apache-2.0",
        "intended_input": "a test's picture", "metrics": {},
    }  # fmt: skip


def _model(
    nodes: list[bytes],
    constants: dict[str, NDArray[Any]],
    inputs: dict[str, Shape],
    outputs: dict[str, Shape],
) -> bytes:
    graph = b"".join(proto_field(1, node) for node in nodes) + proto_field(2, "graph")
    for name, values in constants.items():
        data = np.ascontiguousarray(values, np.float32)
        dims = b"".join(proto_field(1, size) for size in data.shape)
        graph += proto_field(
            5, dims + proto_field(2, 1) + proto_field(8, name) + proto_field(9, data.tobytes())
        )
    for number, side in ((11, inputs), (12, outputs)):
        for name, shape in side.items():
            dims = b"".join(
                proto_field(1, proto_field(1 if isinstance(size, int) else 2, size)) for size in shape
            )
            kind = proto_field(2, proto_field(1, proto_field(1, 1) + proto_field(2, dims)))
            graph += proto_field(number, proto_field(1, name) + kind)
    return proto_field(1, 8) + proto_field(8, proto_field(1, "") + proto_field(2, 13)) + proto_field(7, graph)


def _node(operator: str, inputs: list[str], output: str, *attributes: bytes) -> bytes:
    named = (
        b"".join(proto_field(1, name) for name in inputs) + proto_field(2, output) + proto_field(4, operator)
    )
    return named + b"".join(proto_field(5, attribute) for attribute in attributes)


def _int(name: str, value: int) -> bytes:
    return proto_field(1, name) + proto_field(3, value) + proto_field(20, 2)


def _ints(name: str, values: list[int]) -> bytes:
    return proto_field(1, name) + b"".join(proto_field(8, value) for value in values) + proto_field(20, 7)
