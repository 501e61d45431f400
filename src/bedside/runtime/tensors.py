"""What goes into a model and what comes out of it, and the guard at both ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bedside.runtime.errors import InferenceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

DTYPES = ("float32", "float16", "uint8", "int32", "int64")


@dataclass(frozen=True, slots=True)
class TensorSpec:
    """One input or output. A dimension is a size, or a name where it is free.

    Raises
    ------
    ValueError
        A field refuses its value.
    """

    name: str
    shape: tuple[int | str, ...]
    dtype: str

    def __post_init__(self) -> None:
        if not self.name or self.dtype not in DTYPES:
            raise ValueError(f"a tensor has a name and a type of {DTYPES}, found {self.name}: {self.dtype}")
        if not all(isinstance(size, str) or (type(size) is int and size > 0) for size in self.shape):
            raise ValueError(f"a dimension is a size above 0 or a name, found {self.shape}")

    def admits(self, shape: tuple[int, ...], dtype: str) -> bool:
        """Whether an array of that shape and type may stand here."""
        if dtype != self.dtype or len(shape) != len(self.shape):
            return False
        pairs = zip(self.shape, shape, strict=True)
        return all(isinstance(want, str) or want == size for want, size in pairs)

    def __str__(self) -> str:
        return f"{self.dtype}[{', '.join(map(str, self.shape))}]"


def check_tensors(specs: Sequence[TensorSpec], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Refuse arrays that are not exactly the specified ones, or that hold a number that is not finite.

    Implements RC-012.

    Raises
    ------
    InferenceError
        A name, shape or type differs, or a value is infinite or not a number.
    """
    names = {spec.name for spec in specs}
    if set(arrays) != names:
        raise InferenceError("names", ", ".join(sorted(names)), ", ".join(sorted(arrays)) or "none")
    for spec in specs:
        array = arrays[spec.name]
        if not spec.admits(array.shape, array.dtype.name):
            raise InferenceError(spec.name, str(spec), f"{array.dtype.name}{list(array.shape)}")
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            bad = int(array.size - np.isfinite(array).sum())
            raise InferenceError(spec.name, "finite numbers", f"{bad} of {array.size} that are not")
