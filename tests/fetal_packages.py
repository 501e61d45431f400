"""Models of the fetal ultrasound item's layout that paint by arithmetic: an outline, tissue, noise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bedside.fetal_ultrasound.interface import PLANES, STYLES
from bedside.fetal_ultrasound.processing.model_layout import INPUTS, OUTPUTS
from bedside.runtime.model import Manifest, ModelPackage
from fakes import FakeBackend
from packages import manifest_entries, onnx_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bedside.fetal_ultrasound.pipeline import Ports
    from bedside.runtime.backend import Backend

    Opened = tuple[ModelPackage, Backend]

LEVELS = [float(level) for level in np.linspace(4, 250, 33)]
NOW = "2026-01-02T12:30:45+00:00"


def package(role: str, **changes: Any) -> ModelPackage:
    """Return a package whose manifest fits the role; ``changes`` are entries of it."""
    onnx = onnx_bytes()
    entries: dict[str, Any] = {
        "item": "fetal_ultrasound",
        "version": f"1.0.0-{role}",
        "inputs": [_entry(spec) for spec in INPUTS[role]],
        "outputs": [_entry(spec) for spec in OUTPUTS[role]],
        "classes": list(PLANES) if role == "planes" else [],
        "preprocessing": {"quantiles": dict.fromkeys(STYLES, LEVELS)} if role == "generator" else {},
        "operating_point": {"evaluations": 4} if role == "generator" else {},
    }
    manifest = Manifest.from_json(manifest_entries(onnx, **(entries | changes)))
    digest = {"generator": "a", "super_resolution": "b", "planes": "c"}[role] * 64
    return ModelPackage(manifest, onnx, digest, "0" * 64)


def open_generator() -> Opened:
    """Open a generator that paints the layout's outline bright and ends with a little of the noise."""
    return package("generator"), FakeBackend(_velocity)


def open_super_resolution() -> Opened:
    """Open a network that doubles each pixel and adds a little of the noise."""
    return package("super_resolution"), FakeBackend(_enlarged)


def open_planes(plane: str = PLANES[0], confidence: float = 0.98) -> Opened:
    """Open a classifier that reads every image as ``plane``."""
    place = PLANES.index(plane)
    row = np.full(len(PLANES), (1 - confidence) / (len(PLANES) - 1), np.float32)
    row[place] = confidence

    def read(inputs: Mapping[str, Any]) -> dict[str, Any]:
        count = len(inputs["image"])
        return {"probabilities": np.tile(row, (count, 1)), "features": np.zeros((count, 64), np.float32)}

    return package("planes"), FakeBackend(read)


def ports(plane: str = PLANES[0], confidence: float = 0.98) -> Ports:
    """Return ports with these models, of which the classifier reads ``plane``, and a clock that stands."""
    from bedside.fetal_ultrasound.pipeline import Ports

    return Ports(open_generator, open_super_resolution, lambda: open_planes(plane, confidence), lambda: NOW)


def _velocity(inputs: Mapping[str, Any]) -> dict[str, Any]:
    off = inputs["layout"][:, 2:3]  # 0 on the outline
    light = -0.5 + 0.05 * inputs["condition"][:, 9:].sum(axis=1)[:, None, None, None]
    painted = light + 1.2 * np.exp(-((off / 0.05) ** 2)) + 0.1 * (off < 0)
    left = np.maximum(1 - inputs["time"], 0.01)[:, None, None, None]
    return {"velocity": ((painted - inputs["image"]) * 0.8 / left).astype(np.float32)}


def _enlarged(inputs: Mapping[str, Any]) -> dict[str, Any]:
    doubled = inputs["image"].repeat(2, axis=2).repeat(2, axis=3)
    return {"enlarged": (doubled + 0.05 * inputs["noise"]).astype(np.float32)}


def _entry(spec: Any) -> dict[str, Any]:
    return {"name": spec.name, "shape": list(spec.shape), "dtype": spec.dtype}
