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


def installed_package(item: str) -> ModelPackage:
    """Return an item's model package, its digest checked and made for this item.

    Raises
    ------
    ModelError
        The package is missing, altered, or another item's.
    """
    with model_folder(item) as folder:
        return load_package(folder, item)


def open_model(item: str, target: Target) -> tuple[ModelPackage, Backend]:
    """Return an item's model, its digest checked, ready to run on the target.

    Raises
    ------
    ModelError, ProviderError
        The model or the provider cannot be used.
    """
    package = installed_package(item)
    return package, open_backend(package, target, lambda text: print(text, file=sys.stderr))


def now_utc() -> str:
    """Return the time of day in ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
