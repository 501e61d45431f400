"""Which code decides each trained network, as names below src and one digest."""

from __future__ import annotations

import hashlib
from pathlib import Path

import training

RENDERER = (  # of good views; what it shows outside the body or through a wrong scope decides nothing
    "anatomies.py", "camera.py", "coverings.py", "geometry.py", "handling.py", "instruments.py", "looks.py",
    "medium.py", "population.py", "raster.py", "render.py", "scene.py", "textures.py", "tool_painting.py",
    "truth.py", "wall.py",
)  # fmt: skip
DECIDING = {
    "scene": {
        "phantoms/endoscopy": RENDERER,
        "training": ("loop.py",),
        "training/endoscopy": (
            "augmentation.py", "frames.py", "loss.py", "network.py", "refinement.py", "scene_task.py",
        ),
    },
    "workflow": {
        "phantoms/endoscopy": (*RENDERER, "operation.py", "schedule.py", "staging.py", "tool_motion.py"),
        "training": ("loop.py",),
        "training/endoscopy": (
            "augmentation.py", "frames.py", "network.py", "operations.py", "widening.py", "workflow_loss.py",
            "workflow_network.py", "workflow_task.py",
        ),
    },
}  # fmt: skip


def source_files(model: str) -> dict[str, Path]:
    """Return the deciding files of ``scene`` or ``workflow`` by the names that the digest gives them."""
    src = Path(training.__file__).parent.parent
    names = [f"{place}/{name}" for place, files in DECIDING[model].items() for name in files]
    return {name: src / name for name in sorted(names)}


def source_digest(model: str) -> str:
    """Return the sha256 over the deciding files' names and bytes, in the order of their names."""
    digest = hashlib.sha256()
    for name, path in source_files(model).items():
        digest.update(f"{name}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
