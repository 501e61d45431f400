"""What a model must look like to stand in the endoscopy item, and exactly what of one does not fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bedside.endoscopy.interface import LABELS, LANDMARKS, PHASES, STEPS
from bedside.endoscopy.processing.preprocessing import GRID_HEIGHT, GRID_WIDTH, PLANE_HEIGHT, PLANE_WIDTH
from bedside.runtime.errors import ModelError
from bedside.runtime.tensors import TensorSpec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

    from bedside.runtime.model import Manifest, ModelPackage

ITEM = "endoscopy"
STATE = 128  # numbers that the workflow model carries from one moment to the next
TIME = "time"  # the free dimension: how many moments at once
SUM_OFF = 1e-3  # of shares and probabilities, from 1
REMEDY = (
    "Export the model anew as the item's page describes its layout; `bedside model-check` lists all faults."
)


@dataclass(frozen=True, slots=True)
class Layout:
    """One role's tensors, classes and operating point; ``limits`` are the least and most of each entry."""

    inputs: tuple[TensorSpec, ...]
    outputs: tuple[TensorSpec, ...]
    classes: tuple[str, ...]
    limits: Mapping[str, tuple[float, float]]


LAYOUTS = {
    "scene": Layout(
        (TensorSpec("picture", (1, 3, PLANE_HEIGHT, PLANE_WIDTH), "float32"),),
        (
            TensorSpec("shares", (1, len(LABELS), GRID_HEIGHT, GRID_WIDTH), "float32"),
            TensorSpec("landmarks", (1, len(LANDMARKS), 3), "float32"),
        ),
        LABELS,
        {"least_presence": (0.0, 1.0)},
    ),
    "workflow": Layout(
        (
            TensorSpec("pictures", (1, TIME, 3, GRID_HEIGHT, GRID_WIDTH), "float32"),
            TensorSpec("state", (1, STATE), "float32"),
        ),
        (
            TensorSpec("phases", (1, TIME, len(PHASES)), "float32"),
            TensorSpec("steps", (1, TIME, len(STEPS)), "float32"),
            TensorSpec("remaining", (1, TIME), "float32"),
            TensorSpec("next_state", (1, STATE), "float32"),
        ),
        PHASES,
        {"rate_hz": (1.0, 1.0), "dwell_s": (2.0, 60.0)},
    ),
}
ROLES = tuple(LAYOUTS)


def layout_faults(package: ModelPackage, role: str) -> list[str]:
    """Return what of a package's manifest does not fit a role, a sentence each; empty where all does.

    Parameters
    ----------
    package
        Read, its digest checked.
    role
        One of ROLES.
    """
    layout, manifest = LAYOUTS[role], package.manifest
    faults = []
    if manifest.item != ITEM:
        faults.append(f"item: expected {ITEM}, found {manifest.item}")
    faults += _tensor_faults("input", layout.inputs, manifest.inputs)
    faults += _tensor_faults("output", layout.outputs, manifest.outputs)
    faults += _class_faults(layout.classes, manifest.classes)
    return faults + _operating_faults(layout, manifest)


def check_layout(package: ModelPackage, role: str, path: str) -> None:
    """Refuse a package whose layout does not fit the role, and say all that does not. Implements RC-045.

    Raises
    ------
    ModelError
        It does not fit.
    """
    faults = layout_faults(package, role)
    if faults:
        raise ModelError(path, f"the layout of a {role} model", "; ".join(faults), REMEDY)


def answer_faults(role: str, answers: Mapping[str, NDArray[Any]]) -> list[str]:
    """Return what of a model's answers cannot be, whatever the picture; empty where nothing is amiss.

    Parameters
    ----------
    role
        One of ROLES.
    answers
        The outputs of one run, by name, of the layout's shapes.
    """
    faults = []
    for name, judged in _JUDGED[role].items():
        values = answers[name]
        if not np.isfinite(values).all():
            faults.append(
                f"{name}: {int(np.sum(~np.isfinite(values)))} of {values.size} are no finite numbers"
            )
        else:
            faults += [f"{name}: {fault}" for fault in judged(values)]
    return faults


def _tensor_faults(side: str, wanted: tuple[TensorSpec, ...], found: tuple[TensorSpec, ...]) -> list[str]:
    faults, by_name = [], {spec.name: spec for spec in found}
    for want in wanted:
        has = by_name.pop(want.name, None)
        if has is None:
            others = ", ".join(spec.name for spec in found)
            faults.append(f"{side} {want.name}: expected {want}, found no such {side} among {others}")
        elif not _same(want, has):
            faults.append(f"{side} {want.name}: expected {want}, found {has}")
    return faults + [f"{side} {name}: expected no such {side}, found {by_name[name]}" for name in by_name]


def _same(want: TensorSpec, has: TensorSpec) -> bool:
    """Whether they are one; the free dimension must be free, whatever its name."""
    if (want.dtype, len(want.shape)) != (has.dtype, len(has.shape)):
        return False
    pairs = zip(want.shape, has.shape, strict=True)
    return all(isinstance(size, str) if isinstance(free, str) else free == size for free, size in pairs)


def _class_faults(wanted: tuple[str, ...], found: tuple[str, ...]) -> Iterator[str]:
    if len(wanted) != len(found):
        lists = [f"{len(names)} ({', '.join(names)})" for names in (wanted, found)]
        yield f"classes: expected {lists[0]}, found {lists[1]}"
        return
    for place, (want, has) in enumerate(zip(wanted, found, strict=True)):
        if want != has:
            yield f"class {place}: expected {want}, found {has}"


def _operating_faults(layout: Layout, manifest: Manifest) -> list[str]:
    faults = []
    for name, (low, high) in layout.limits.items():
        value = manifest.operating_point.get(name)
        if not _within(value, low, high):
            wanted = f"{low:g}" if low == high else f"{low:g} to {high:g}"
            faults.append(f"operating point {name}: expected {wanted}, found {value!r}")
    return faults


def _within(value: object, low: float, high: float) -> bool:
    """Whether it is a number of that range; no comparison holds for one that is none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and low <= value <= high


def _share_faults(shares: NDArray[np.float32]) -> Iterator[str]:
    yield from _range_faults(shares)
    off = float(np.abs(shares.sum(axis=1) - 1).max())
    if off > SUM_OFF:
        yield f"a pixel's shares sum to 1, found sums off by up to {off:.3g}: end in a softmax"


def _landmark_faults(landmarks: NDArray[np.float32]) -> Iterator[str]:
    yield from _range_faults(landmarks[..., 2])
    places = landmarks[..., :2]
    if places.min() < -1 or places.max() > 2:
        low, high = float(places.min()), float(places.max())
        yield f"places are shares of the plane's width and height, found {low:.3g} to {high:.3g}: no pixels"


def _probability_faults(values: NDArray[np.float32]) -> Iterator[str]:
    yield from _range_faults(values)
    off = float(np.abs(values.sum(axis=-1) - 1).max())
    if off > SUM_OFF:
        yield f"a moment's probabilities sum to 1, found sums off by up to {off:.3g}: end in a softmax"


def _range_faults(values: NDArray[np.float32]) -> Iterator[str]:
    low, high = float(values.min()), float(values.max())
    if low < 0 or high > 1 + SUM_OFF:
        yield f"probabilities lie in 0 to 1, found {low:.3g} to {high:.3g}"


def _time_faults(remaining: NDArray[np.float32]) -> Iterator[str]:
    if remaining.min() < 0:
        yield f"minutes that remain are not negative, found {float(remaining.min()):.3g}"


def _any_numbers(_: NDArray[np.float32]) -> Iterator[str]:
    return iter(())


_JUDGED: Mapping[str, Mapping[str, Callable[[NDArray[np.float32]], Iterator[str]]]] = {
    "scene": {"shares": _share_faults, "landmarks": _landmark_faults},
    "workflow": {
        "phases": _probability_faults,
        "steps": _probability_faults,
        "remaining": _time_faults,
        "next_state": _any_numbers,
    },
}
