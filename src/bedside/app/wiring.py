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


def model_folder(item: str, role: str = "") -> AbstractContextManager[Path]:
    """Return the folder of a model package in this installation; ``role`` where the item has several."""
    folder = files(bedside) / "models" / item
    return as_file(folder / role if role else folder)


def installed_package(item: str, role: str = "") -> ModelPackage:
    """Return an item's model package, its digest checked and made for this item.

    Raises
    ------
    ModelError
        The package is missing, altered, or another item's.
    """
    with model_folder(item, role) as folder:
        return load_package(folder, item)


def open_model(item: str, target: Target, role: str = "") -> tuple[ModelPackage, Backend]:
    """Return an item's model, its digest checked, ready to run on the target.

    Raises
    ------
    ModelError, ProviderError
        The model or the provider cannot be used.
    """
    package = installed_package(item, role)
    return package, open_backend(package, target, notice)


def notice(text: str) -> None:
    """Tell the user something while a model is opened."""
    print(text, file=sys.stderr)


def now_utc() -> str:
    """Return the time of day in ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
