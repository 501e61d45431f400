"""Small model packages made on the spot, without the library that training uses."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from bedside.runtime.model import Manifest, ModelPackage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def onnx_bytes(operator: str = "Sqrt", shape: Sequence[int | str] = (1, 1, 4, 4)) -> bytes:
    """Make one operator from input ``x`` to output ``y``, as an ONNX file spelled out in bytes."""
    dims = b"".join(
        proto_field(1, proto_field(1, size) if isinstance(size, int) else proto_field(2, size))
        for size in shape
    )
    tensor = proto_field(2, proto_field(1, proto_field(1, 1) + proto_field(2, dims)))
    node = proto_field(1, "x") + proto_field(2, "y") + proto_field(3, "only") + proto_field(4, operator)
    graph = proto_field(1, node) + proto_field(2, "graph")
    graph += proto_field(11, proto_field(1, "x") + tensor) + proto_field(12, proto_field(1, "y") + tensor)
    return proto_field(1, 8) + proto_field(8, proto_field(1, "") + proto_field(2, 13)) + proto_field(7, graph)


def proto_field(number: int, value: int | str | bytes) -> bytes:
    """Encode one protocol buffer field: a variable-length integer or a length and its bytes."""
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    data = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def manifest_entries(
    onnx: bytes, shape: Sequence[int | str] = (1, 1, 4, 4), **changes: Any
) -> dict[str, Any]:
    """List the entries of a right manifest for ``onnx``, with some of them changed."""
    tensors = [{"name": name, "shape": list(shape), "dtype": "float32"} for name in ("x", "y")]
    return {
        "schema": "bedside.model/1",
        "item": "eye_movement",
        "version": "1.0.0",
        "model_file": "model.onnx",
        "sha256": hashlib.sha256(onnx).hexdigest(),
        "parameters": 1,
        "inputs": tensors[:1],
        "outputs": tensors[1:],
        "classes": ["background", "pupil"],
        "preprocessing": {"height": 4, "width": 4, "mean": [0.5]},
        "operating_point": {"threshold": 0.5},
        "training": {"seed": 1},
        "licence": "Apache-2.0",
        "intended_input": "a test's array",
        "metrics": {},
    } | changes


def package(
    operator: str = "Sqrt", shape: Sequence[int | str] = (1, 1, 4, 4), **changes: Any
) -> ModelPackage:
    """Make a model package in memory."""
    onnx = onnx_bytes(operator, shape)
    manifest = Manifest.from_json(manifest_entries(onnx, shape, **changes))
    return ModelPackage(manifest, onnx, manifest.sha256, "0" * 64)


def write_package(folder: Path, **changes: Any) -> Path:
    """Write a model package to a folder, with some of its manifest changed."""
    folder.mkdir(parents=True, exist_ok=True)
    onnx = onnx_bytes()
    (folder / "model.onnx").write_bytes(onnx)
    (folder / "manifest.json").write_text(json.dumps(manifest_entries(onnx, **changes)), "utf-8")
    return folder
