"""Target hardware: what a class of machine is, and whether this is one of it."""

import platform
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from bench.evidence import gpus as installed_gpus
from bench.verify import runtime_libraries as libraries

TARGETS = Path("verification/targets")
REFERENCE = "cpu-x86-64"
_PROVIDERS = {
    "cpu": "CPUExecutionProvider",
    "cuda": "CUDAExecutionProvider",
    "tensorrt": "TensorrtExecutionProvider",
}
_MINIMA = ("driver", "cuda", "cudnn", "tensorrt", "onnxruntime")
_PRECISIONS = ("fp32", "fp16")
_KEYS = {
    "hardware_class",
    "title",
    "provider",
    "precision",
    "intra_threads",
    "minimum",
    "match",
    "budgets",
    "notes",
}


class TargetError(Exception):
    """A target that is not there or not described as one.

    Attributes
    ----------
    path
        Its file.
    """

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path


@dataclass(frozen=True)
class Target:
    """One class of hardware, and how the device runs on it.

    Parameters
    ----------
    minimum
        Dotted versions by ``driver``, ``cuda``, ``cudnn``, ``tensorrt``, ``onnxruntime``.
    match
        How a machine of this class is known: ``gpu`` and ``machine`` (patterns), ``cores`` (at least).
    budgets
        What the class is expected to reach, by name with unit. No requirement's limit lives here.
    """

    name: str
    hardware_class: str
    title: str
    provider: str = "cpu"
    precision: str = "fp32"
    intra_threads: int = 1
    minimum: Mapping[str, str] = field(default_factory=dict)
    match: Mapping[str, Any] = field(default_factory=dict)
    budgets: Mapping[str, float] = field(default_factory=dict)
    notes: str = ""

    def __post_init__(self) -> None:
        if self.provider not in _PROVIDERS or self.precision not in _PRECISIONS:
            raise ValueError(f"no provider {self.provider!r} with precision {self.precision!r}")
        if self.intra_threads < 1:
            raise ValueError(f"intra_threads {self.intra_threads!r} is not 1 or more")
        if unknown := sorted(set(self.minimum) - set(_MINIMA)):
            raise ValueError(f"minimum.{unknown[0]} is not known")
        if unknown := sorted(set(self.match) - {"gpu", "machine", "cores"}):
            raise ValueError(f"match.{unknown[0]} is not known")

    @property
    def file(self) -> Path:
        """Its file, relative to the root."""
        return TARGETS / f"{self.name}.toml"


@dataclass(frozen=True)
class Machine:
    """What this machine has, as far as a target asks."""

    architecture: str
    cores: int
    gpus: tuple[Mapping[str, object], ...] = ()
    providers: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)


def load_target(root: Path, name: str) -> Target:
    """Read one target by its name."""
    path = root / TARGETS / f"{name}.toml"
    if not path.is_file():
        there = ", ".join(sorted(p.stem for p in path.parent.glob("*.toml"))) or "none"
        raise TargetError(path, f"there is no target {name!r}; there are: {there}")
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        if unknown := sorted(set(data) - _KEYS):
            raise ValueError(f"{unknown[0]} is not known")
        return Target(name=name, **data)
    except (TypeError, ValueError) as error:
        raise TargetError(path, str(error)) from error


def load_targets(root: Path) -> tuple[Target, ...]:
    """Read every target, by name."""
    return tuple(load_target(root, path.stem) for path in sorted((root / TARGETS).glob("*.toml")))


def this_machine() -> Machine:
    """Look at this machine."""
    return Machine(
        architecture=platform.machine(),
        cores=psutil.cpu_count() or 1,
        gpus=tuple(installed_gpus()),
        providers=libraries.providers(),
        versions=libraries.versions(),
    )


def availability(target: Target, machine: Machine | None = None) -> str | None:
    """Say why a target cannot be run here, or return None if it can."""
    here = machine or this_machine()
    checks: tuple[Callable[[Target, Machine], str | None], ...] = (_hardware, _provider, _versions)
    return next((reason for check in checks if (reason := check(target, here))), None)


def detect_hardware_class(root: Path, machine: Machine | None = None) -> str:
    """Return the hardware class of this machine, that of its GPU before that of its processor."""
    here = machine or this_machine()
    ranked = sorted(load_targets(root), key=lambda target: "gpu" not in target.match)
    return next((target.hardware_class for target in ranked if _hardware(target, here) is None), "unknown")


def _hardware(target: Target, here: Machine) -> str | None:
    pattern = target.match.get("gpu")
    if pattern and not here.gpus:
        return "no NVIDIA driver found"
    if pattern and not any(re.search(pattern, str(gpu["name"])) for gpu in here.gpus):
        return f"the GPU is {', '.join(str(gpu['name']) for gpu in here.gpus)}, not one like {pattern!r}"
    if not re.fullmatch(target.match.get("machine", ".*"), here.architecture):
        return f"this is {here.architecture}, not {target.match['machine']}"
    if here.cores < target.match.get("cores", 1):
        return f"{here.cores} cores here, {target.match['cores']} asked for"
    return None


def _provider(target: Target, here: Machine) -> str | None:
    wanted = _PROVIDERS[target.provider]
    if wanted in here.providers:
        return None
    return f"onnxruntime has no {wanted}" if here.providers else "onnxruntime is not installed"


def _versions(target: Target, here: Machine) -> str | None:
    first = here.gpus[0] if here.gpus else {}
    found = {**{key: str(first[key]) for key in ("driver", "cuda") if key in first}, **here.versions}
    for name, least in target.minimum.items():
        if name in found and _numbers(found[name]) < _numbers(least):
            return f"{name} is {found[name]}, {least} or newer asked for"
    return None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))
