"""What one run was made of, so that it can be judged and made again."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av

import bedside

if TYPE_CHECKING:
    from bedside.runtime.backend import BackendInfo
    from bedside.runtime.model import ModelPackage
    from bedside.runtime.stream import Statistics, StreamSummary

SCHEMA = "bedside.inference/1"
_LIBRARIES = ("av", "highdicom", "numpy", "onnxruntime", "onnxruntime-gpu", "pydicom")


@cache
def software_sha256() -> str:
    """SHA-256 over the installed device's source files, by name and content, in the order of names."""
    root = Path(bedside.__file__).parent
    whole = hashlib.sha256()
    for path in sorted(root.rglob("*.py"), key=lambda path: path.relative_to(root).as_posix()):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{path.relative_to(root).as_posix()}\0{digest}\n".encode())
    return whole.hexdigest()


def library_versions() -> dict[str, str]:
    """Versions of Python, of the device's libraries as installed, and of FFmpeg's parts, by name."""
    found = {"python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    parts = ("libavcodec", "libavformat", "libswscale")
    found |= {part: ".".join(map(str, av.library_versions[part])) for part in parts}
    return found


@dataclass(frozen=True, slots=True)
class TracedModel:
    """One model of a run, and what it ran on."""

    package: ModelPackage
    backend: BackendInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class InferenceTrace:
    """One run's identity: software, model, input, provider, settings, times and troubles.

    The input is known by its digest and its file name. Nothing else of it enters: no folder, no header.

    Parameters
    ----------
    item
        The clinical item that ran.
    started_utc
        When, in ISO 8601.
    input_name, input_sha256, input_kind
        Which file, which bytes, read how (``file``, ``folder``, ``dicom``, ``device``, ``trace``).
    package
        The one model of an item that has one; None for a run that needs none, and where ``models`` are given.
    backend
        What it ran on; None likewise.
    models
        The models of an item that has several, by their role.
    preprocessing
        As it was applied; the one model's, where one ran.
    settings
        What else decides the result, by name.
    warnings
        In the order of their coming.
    timings
        Each stage in summary.
    frames
        Counts, such as read, processed and dropped.
    software_version, software_sha256, libraries
        As installed.
    """

    item: str
    started_utc: str
    input_name: str
    input_sha256: str
    input_kind: str
    package: ModelPackage | None = None
    backend: BackendInfo | None = None
    models: Mapping[str, TracedModel] = field(default_factory=dict)
    preprocessing: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    timings: Mapping[str, Statistics] = field(default_factory=dict)
    frames: Mapping[str, int] = field(default_factory=dict)
    software_version: str = bedside.__version__
    software_sha256: str = field(default_factory=software_sha256)
    libraries: Mapping[str, str] = field(default_factory=library_versions)

    def __post_init__(self) -> None:
        if self.models and (self.package is not None or self.backend is not None):
            raise ValueError("a trace has one model, or models by their roles, not both")

    def to_json(self) -> dict[str, Any]:
        """Lay out for ``inference.json``; the same trace gives the same text.

        ``model`` and ``backend`` are null where an item has several models: then there are ``models``.

        Implements RC-019.
        """
        return {
            "schema": SCHEMA,
            "item": self.item,
            "started_utc": self.started_utc,
            "software": {"version": self.software_version, "sha256": self.software_sha256},
            "model": _model(self.package),
            **self._several(),
            "input": {"name": self.input_name, "kind": self.input_kind, "sha256": self.input_sha256},
            "preprocessing": _plain(self.preprocessing),
            "settings": _plain(self.settings),
            "backend": _backend(self.backend),
            "libraries": _plain(self.libraries),
            "frames": _plain(self.frames),
            "timings": {name: self.timings[name].to_json() for name in sorted(self.timings)},
            "warnings": list(self.warnings),
        }

    def _several(self) -> dict[str, Any]:
        if not self.models:
            return {}
        return {"models": {role: _traced(self.models[role]) for role in sorted(self.models)}}


def stream_counts(summary: StreamSummary) -> dict[str, int]:
    """Return what a trace says about a stream's frames."""
    return {
        "produced": summary.produced,
        "processed": summary.processed,
        "dropped": summary.dropped,
        "missed_deadlines": summary.missed_deadlines,
    }


def _traced(model: TracedModel) -> dict[str, Any]:
    return {
        **(_model(model.package) or {}),
        "preprocessing": _plain(model.package.manifest.preprocessing),
        "backend": _backend(model.backend),
    }


def _model(package: ModelPackage | None) -> dict[str, str] | None:
    if package is None:
        return None
    return {
        "item": package.manifest.item,
        "version": package.manifest.version,
        "sha256": package.sha256,
        "manifest_sha256": package.manifest_sha256,
    }


def _backend(info: BackendInfo | None) -> dict[str, Any] | None:
    if info is None:
        return None
    return {
        "provider": info.provider,
        "precision": info.precision,
        "device": info.device,
        "intra_threads": info.intra_threads,
        "library": info.library,
        "library_version": info.library_version,
    }


def _plain(value: Any) -> Any:
    """Order mappings by name and turn tuples into lists, all the way down."""
    if isinstance(value, Mapping):
        return {str(key): _plain(value[key]) for key in sorted(value)}
    return [_plain(entry) for entry in value] if isinstance(value, (list, tuple)) else value
