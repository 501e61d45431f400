"""Which code decides each trained network, as names below src and one digest."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import training

if TYPE_CHECKING:
    from collections.abc import Mapping

PHANTOM = (
    "abdomen.py", "canvas.py", "femur.py", "growth.py", "head.py", "population.py", "render.py", "scanner.py",
    "speckle.py", "surroundings.py", "truth.py",
)  # fmt: skip
DEVICE = {"bedside/fetal_ultrasound": ("interface.py", "processing/layout.py")}
OWN = {
    "teacher": ("flow.py", "frames.py", "network.py"),
    "generator": ("distillation.py", "flow.py", "frames.py", "network.py"),
    "super_resolution": (
        "frames.py",
        "network.py",
        "super_resolution.py",
        "super_resolution_network.py",
        "texture.py",
    ),
    "dcgan": ("dcgan.py", "frames.py", "network.py"),
    "planes": ("classifier.py", "frames.py"),
}


def source_files(model: str) -> dict[str, Path]:
    """Return the deciding files of a model by the names that the digest gives them."""
    src = Path(training.__file__).parent.parent
    parts = {
        **DEVICE,
        "phantoms/fetal_ultrasound": PHANTOM,
        "training": ("loop.py",),
        "training/fetal_ultrasound": OWN[model],
    }
    names = [f"{place}/{name}" for place, files in parts.items() for name in files]
    return {name: src / name for name in sorted(names)}


def source_digest(model: str) -> str:
    """Return the sha256 over the deciding files' names and bytes, in the order of their names."""
    digest = hashlib.sha256()
    for name, path in source_files(model).items():
        digest.update(f"{name}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def weights_digest(weights: Mapping[str, Any]) -> str:
    """Return the sha256 over a network's weights."""
    digest = hashlib.sha256()
    for value in weights.values():
        digest.update(value.contiguous().cpu().numpy().tobytes())
    return digest.hexdigest()
