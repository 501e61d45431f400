"""What the items are given: models from this installation, a provider, the time of day."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

import bedside
from bedside.runtime.model import load_package
from bedside.runtime.onnx_backend import open_backend

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from bedside.runtime.backend import Backend, Target
    from bedside.runtime.model import ModelPackage

ITEMS = ("eye_movement",)


def model_folder(item: str) -> AbstractContextManager[Path]:
    """Return the folder of an item's model package in this installation."""
    return as_file(files(bedside) / "models" / item)


def open_model(item: str, target: Target) -> tuple[ModelPackage, Backend]:
    """Return an item's model, its digest checked, ready to run on the target.

    Raises
    ------
    ModelError, ProviderError
        The model or the provider cannot be used.
    """
    with model_folder(item) as folder:
        package = load_package(folder)
    return package, open_backend(package, target, lambda text: print(text, file=sys.stderr))


def now_utc() -> str:
    """Return the time of day in ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
