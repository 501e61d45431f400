"""A model package: ``model.onnx`` and the ``manifest.json`` that says what it is and which bytes it has."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bedside.runtime.errors import ModelError
from bedside.runtime.tensors import TensorSpec

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SCHEMA = "bedside.model/1"
MANIFEST = "manifest.json"
_MAX_MANIFEST_BYTES = 1024 * 1024
_MAX_MODEL_BYTES = 2 * 1024**3  # ONNX's own limit for a file without external data
_TEXTS = ("schema", "item", "version", "model_file", "sha256", "licence", "intended_input")
_MAPPINGS = ("preprocessing", "operating_point", "training", "metrics")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a model is: identity, tensors, how its input is prepared, where it may be used.

    Parameters
    ----------
    sha256
        Of the model file.
    parameters
        How many weights.
    preprocessing, operating_point, training, metrics
        As the training wrote them; read-only.

    Raises
    ------
    ValueError
        A field refuses its value.
    """

    schema: str
    item: str
    version: str
    model_file: str
    sha256: str
    parameters: int
    inputs: tuple[TensorSpec, ...]
    outputs: tuple[TensorSpec, ...]
    classes: tuple[str, ...]
    preprocessing: Mapping[str, Any]
    operating_point: Mapping[str, Any]
    training: Mapping[str, Any]
    licence: str
    intended_input: str
    metrics: Mapping[str, Any]

    def __post_init__(self) -> None:
        for name in _TEXTS:
            if not isinstance(getattr(self, name), str) or not getattr(self, name):
                raise ValueError(f"{name} is a text, found {getattr(self, name)!r}")
        if self.schema != SCHEMA:
            raise ValueError(f"the schema is {SCHEMA}, found {self.schema}")
        if len(self.sha256) != 64 or set(self.sha256) - set("0123456789abcdef"):
            raise ValueError(f"sha256 is 64 lower-case hexadecimal digits, found {self.sha256!r}")
        if "/" in self.model_file or "\\" in self.model_file or self.model_file.startswith("."):
            raise ValueError(f"model_file is a file beside the manifest, found {self.model_file!r}")
        if type(self.parameters) is not int or self.parameters < 1:
            raise ValueError(f"parameters is a count above 0, found {self.parameters!r}")
        if not self.inputs or not self.outputs or not all(isinstance(name, str) for name in self.classes):
            raise ValueError("a model has inputs, outputs and classes that are texts")

    @classmethod
    def from_json(cls, entries: Mapping[str, Any]) -> Manifest:
        """Make a manifest from the entries of its file; none may be missing and none unknown.

        Raises
        ------
        ValueError
            An entry is missing, unknown or refuses its value.
        """
        names = {field.name for field in fields(cls)}
        if missing := names - set(entries):
            raise ValueError(f"missing: {', '.join(sorted(missing))}")
        if unknown := set(entries) - names:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        made: dict[str, Any] = dict(entries)
        for name in _MAPPINGS:
            made[name] = _frozen(_typed(entries, name, dict))
        made["classes"] = tuple(_typed(entries, "classes", list))
        for name in ("inputs", "outputs"):
            made[name] = tuple(_tensor(entry) for entry in _typed(entries, name, list))
        return cls(**made)


@dataclass(frozen=True, slots=True)
class ModelPackage:
    """A model whose bytes are the ones that its manifest names.

    Parameters
    ----------
    manifest
        Read and checked.
    onnx
        The model file's bytes.
    sha256
        Of ``onnx``; equal to the manifest's.
    manifest_sha256
        Of the manifest file's bytes.
    """

    manifest: Manifest
    onnx: bytes
    sha256: str
    manifest_sha256: str = ""


def load_package(folder: Path, item: str | None = None) -> ModelPackage:
    """Read a model package. The model's digest is checked before one of its bytes is parsed.

    Implements RC-007.

    Parameters
    ----------
    folder
        Holds ``manifest.json`` and the model file that it names.
    item
        The clinical item that the model must be for; None takes any.

    Raises
    ------
    ModelError
        A file is missing or too large, the manifest is wrong or for another item, or the digest differs.
    """
    path = folder / MANIFEST
    text = _read(path, _MAX_MANIFEST_BYTES)
    try:
        manifest = Manifest.from_json(_object(json.loads(text)))
    except (ValueError, TypeError, RecursionError) as error:
        raise ModelError(path, f"a manifest of schema {SCHEMA}", f"a wrong one ({error})") from error
    if item is not None and manifest.item != item:
        raise ModelError(path, f"a model for {item}", f"one for {manifest.item}")
    onnx = _read(folder / manifest.model_file, _MAX_MODEL_BYTES)
    sha256 = hashlib.sha256(onnx).hexdigest()
    if sha256 != manifest.sha256:
        raise ModelError(folder / manifest.model_file, f"sha256 {manifest.sha256}", f"sha256 {sha256}")
    return ModelPackage(manifest, onnx, sha256, hashlib.sha256(text).hexdigest())


def _read(path: Path, limit_bytes: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > limit_bytes:
            raise ModelError(path, f"at most {limit_bytes} bytes", f"{size} bytes")
        return path.read_bytes()
    except OSError as error:
        raise ModelError(path, "a readable file", error.strerror or "an unreadable one") from error


def _object(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("the manifest is not an object")
    return value


def _typed(entries: Mapping[str, Any], name: str, kind: type) -> Any:
    if not isinstance(entries[name], kind):
        raise TypeError(f"{name} is not a {kind.__name__}")
    return entries[name]


def _tensor(entry: Any) -> TensorSpec:
    if not isinstance(entry, dict) or set(entry) != {"name", "shape", "dtype"}:
        raise ValueError(f"a tensor is name, shape and dtype, found {entry!r}")
    if not isinstance(entry["name"], str) or not isinstance(entry["shape"], list):
        raise ValueError(f"a tensor's name is a text and its shape a list, found {entry!r}")
    return TensorSpec(entry["name"], tuple(entry["shape"]), entry["dtype"])


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return MappingProxyType({key: _frozen(entry) for key, entry in value.items()})
    return tuple(_frozen(entry) for entry in value) if isinstance(value, list) else value
