"""Which code decides a trained network, as names and one digest."""

from __future__ import annotations

import hashlib
from pathlib import Path

import bedside.eye_movement.processing.preprocessing
import phantoms.eye_movement

DECIDING = {
    "phantoms/eye_movement": (
        "appearance.py", "geometry.py", "lids.py", "population.py", "raster.py", "sensor.py", "truth.py",
    ),
    "training/eye_movement": ("augmentation.py", "frames.py", "loop.py", "loss.py", "network.py"),
    "bedside/eye_movement/processing": ("preprocessing.py",),
}  # fmt: skip


def source_files() -> dict[str, Path]:
    """Return the deciding files by the names that the digest gives them."""
    folders = {
        "phantoms/eye_movement": Path(phantoms.eye_movement.__file__).parent,
        "training/eye_movement": Path(__file__).parent,
        "bedside/eye_movement/processing": Path(
            bedside.eye_movement.processing.preprocessing.__file__
        ).parent,
    }
    return {f"{place}/{name}": folders[place] / name for place, names in DECIDING.items() for name in names}


def source_digest() -> str:
    """Return the sha256 over the deciding files' names and bytes, in the order of their names."""
    digest = hashlib.sha256()
    for name, path in sorted(source_files().items()):
        digest.update(f"{name}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
