"""What a model must look like to stand in one of the item's roles."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from bedside.fetal_ultrasound.interface import PLANES, STYLES
from bedside.fetal_ultrasound.processing.layout import CONDITION_LENGTH, LAYOUT_CHANNELS
from bedside.runtime.errors import ModelError
from bedside.runtime.tensors import TensorSpec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bedside.runtime.model import Manifest, ModelPackage

BATCH = "batch"  # the free dimension
FEATURES = 64
LEVELS = 33  # of grey, for each style, that a histogram is matched to
MOST_EVALUATIONS = 4  # of the network for one image, SRS-140


def _tensors(**shapes: tuple[int, ...]) -> tuple[TensorSpec, ...]:
    return tuple(TensorSpec(name, (BATCH, *shape), "float32") for name, shape in shapes.items())


_IMAGE, _LARGE = (1, 128, 128), (1, 256, 256)
INPUTS = {
    "generator": _tensors(
        image=_IMAGE, time=(), layout=(LAYOUT_CHANNELS, 128, 128), condition=(CONDITION_LENGTH,)
    ),
    "super_resolution": _tensors(image=_IMAGE, noise=_LARGE, condition=(CONDITION_LENGTH,)),
    "planes": _tensors(image=_IMAGE),
}
OUTPUTS = {
    "generator": _tensors(velocity=_IMAGE),
    "super_resolution": _tensors(enlarged=_LARGE),
    "planes": _tensors(probabilities=(len(PLANES),), features=(FEATURES,)),
}
ROLES = tuple(INPUTS)


def check_layout(package: ModelPackage, role: str) -> None:
    """Refuse a package that does not fit the role, and say all that does not.

    Raises
    ------
    ModelError
        A tensor, the classes, the number of evaluations or the grey levels are not the role's.
    """
    manifest = package.manifest
    faults = _tensor_faults("inputs", INPUTS[role], manifest.inputs)
    faults += _tensor_faults("outputs", OUTPUTS[role], manifest.outputs)
    if role == "planes" and manifest.classes != PLANES:
        faults.append(f"classes: expected {', '.join(PLANES)}, found {', '.join(manifest.classes)}")
    if role == "generator":
        faults += _generator_faults(manifest)
    if faults:
        raise ModelError(role, f"the layout of a {role} model", "; ".join(faults))


def evaluations(package: ModelPackage) -> int:
    """Return how often the generator's network is asked for one image."""
    return int(package.manifest.operating_point["evaluations"])


def _tensor_faults(kind: str, wanted: Sequence[TensorSpec], found: Sequence[TensorSpec]) -> list[str]:
    """Compare by name, size and type; a free dimension may have any name."""
    if [_plain(spec) for spec in wanted] == [_plain(spec) for spec in found]:
        return []
    expected, there = ("; ".join(f"{spec.name} {spec}" for spec in specs) for specs in (wanted, found))
    return [f"{kind}: expected {expected}, found {there}"]


def _plain(spec: TensorSpec) -> tuple[str, tuple[int, ...], str]:
    return spec.name, tuple(size if isinstance(size, int) else -1 for size in spec.shape), spec.dtype


def _generator_faults(manifest: Manifest) -> list[str]:
    faults, count = [], manifest.operating_point.get("evaluations")
    if type(count) is not int or not 1 <= count <= MOST_EVALUATIONS:
        faults.append(f"evaluations: expected a count from 1 to {MOST_EVALUATIONS}, found {count!r}")
    levels = manifest.preprocessing.get("quantiles") or {}
    faults += [
        f"quantiles of {style}: expected {LEVELS} grey values in order"
        for style in STYLES
        if not _rises(levels.get(style, ()))
    ]
    return faults


def _rises(levels: Sequence[float]) -> bool:
    """Whether these are grey values that never fall."""
    ordered = all(one <= other for one, other in pairwise(levels))
    return len(levels) == LEVELS and ordered and levels[0] >= 0 and levels[-1] <= 255
