"""A user's own model in the place of a released one: compared, tried out, refused where it does not fit."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bedside.app.wiring import notice
from bedside.endoscopy import check_answers, check_layout, layout_faults, trial_faults, trial_inputs
from bedside.runtime.errors import BedsideError
from bedside.runtime.model import load_package
from bedside.runtime.onnx_backend import open_backend

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bedside.runtime.backend import Backend, Target
    from bedside.runtime.model import ModelPackage

ITEM = "endoscopy"
RUNS = 7  # timed ones
MOST_MS = {"scene": 40.0, "workflow": 250.0}  # a frame at 25 a second; what a live run waits for an answer
# What a layout fault begins with, the check's name, and how it is mended.
TOPICS = (
    ("item", "item", 'Write "item": "endoscopy" into the manifest, if the model was made for it.'),
    ("input", "inputs", "Export the model with this input, and let the manifest list it."),
    ("output", "outputs", "Export the model with this output, and let the manifest list it."),
    ("class", "classes", "Train on these classes in this order, and let the manifest list them."),
    ("operating point", "operating point", "Write this number into the manifest's operating_point."),
)
MEND_ANSWERS = "Mend the network and export it again."


@dataclass(frozen=True, slots=True)
class ModelCheck:
    """One thing that was checked of a model, and how to mend it where it does not hold."""

    name: str
    holds: bool
    found: str
    mend: str = ""


def open_own_model(folder: Path, target: Target, role: str) -> tuple[ModelPackage, Backend]:
    """Return a user's own model, ready to run on the target.

    Its layout is compared with the role's before one of its bytes is parsed, and it is tried out before it is
    believed.

    Raises
    ------
    ModelError, ProviderError
        The model does not fit, or it or the provider cannot be used.
    """
    package = load_package(folder, ITEM)
    check_layout(package, role, str(folder))
    backend = open_backend(package, target, notice)
    check_answers(role, backend, str(folder))
    return package, backend


def model_checks(folder: Path, role: str, target: Target) -> Iterator[ModelCheck]:
    """Yield what is checked of a model package, in order; what rests on a check that failed is left out."""
    try:
        package = load_package(folder)
    except BedsideError as error:
        yield ModelCheck(
            "manifest and digest", False, str(error), "Write the manifest beside the model file."
        )
        return
    named = f"version {package.manifest.version}, sha256 {package.sha256[:12]} is the manifest's"
    yield ModelCheck("manifest and digest", True, named)
    faults = layout_faults(package, role)
    yield from _layout(faults)
    if not faults:
        yield from _answers(package, role, target)


def _layout(faults: list[str]) -> Iterator[ModelCheck]:
    """Yield a check for each topic, or one for each of its faults."""
    for start, name, mend in TOPICS:
        own = [fault for fault in faults if fault.startswith(start)]
        yield from (ModelCheck(name, False, fault, mend) for fault in own)
        if not own:
            yield ModelCheck(name, True, "as the item needs them" if name.endswith("s") else "as needed")


def _answers(package: ModelPackage, role: str, target: Target) -> Iterator[ModelCheck]:
    asked = f"{target.provider} {target.precision}"
    try:
        backend = open_backend(package, target, notice)
    except BedsideError as error:
        yield ModelCheck(
            "opens", False, str(error), "Export the model for ONNX Runtime, or ask for another target."
        )
        return
    yield ModelCheck("opens", True, f"on {asked}, {backend.info.library} {backend.info.library_version}")
    faults = list(trial_faults(role, backend))
    yield from (ModelCheck("answers", False, fault, MEND_ANSWERS) for fault in faults)
    if not faults:
        yield ModelCheck("answers", True, "in range, finite, the same twice, never ahead of their time")
        yield _speed(backend, role, asked)


def _speed(backend: Backend, role: str, asked: str) -> ModelCheck:
    """Time single runs as a live run makes them."""
    inputs = trial_inputs(role)
    if role == "workflow":
        inputs["pictures"] = inputs["pictures"][:, :1]
    durations_ms = []
    for _ in range(RUNS):
        start_s = time.perf_counter()
        backend.run(inputs)
        durations_ms.append(1e3 * (time.perf_counter() - start_s))
    median_ms, most_ms = statistics.median(durations_ms), MOST_MS[role]
    found = f"{median_ms:.1f} ms a run on {asked}, at most {most_ms:g} ms to be of use in a live run"
    return ModelCheck(
        "time per run", median_ms <= most_ms, found, "Make the network smaller, or use a faster target."
    )
