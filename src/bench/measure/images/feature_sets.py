"""Image features with their origin, and pictures on one scale: what a distance between image sets depends on.

Distances in two feature spaces are two measures. A set of features therefore carries where it comes from,
and two sets are compared only where all of it agrees. Pictures reach an extractor on one scale, 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

_DIGEST_SHOWN = 12
_DARKEST_WHITE = 1 / 255  # brighter than this, or the pictures were divided by 255 twice


@dataclass(frozen=True, slots=True, eq=False)
class FeatureSet:
    """Features of a set of images, one row each.

    Parameters
    ----------
    values
        (n, d) finite.
    extractor, layer, resize, weights_sha256
        Which network or method, which of its layers, how pictures were brought to its size, and the digest
        of its weights (or of whatever fixes a method that has none).
    subjects
        The subject of each image where several are of one; empty where each image stands for itself.
    scale
        Of the grey values that the extractor was given.
    """

    values: NDArray[np.float64]
    extractor: str
    layer: str
    resize: str
    weights_sha256: str
    subjects: tuple[str, ...] = ()
    scale: str = "0..1"

    def __post_init__(self) -> None:
        values = np.asarray(self.values, dtype=np.float64)
        object.__setattr__(self, "values", values)
        if values.ndim != 2 or min(values.shape) < 1:
            raise ValueError(f"features are (n, d), found {values.shape}")
        if not np.all(np.isfinite(values)):
            bad = int(np.count_nonzero(~np.isfinite(values).all(axis=1)))
            raise ValueError(f"features of {bad} of {len(values)} images are not finite")
        if self.subjects and len(self.subjects) != len(values):
            raise ValueError(f"{len(values)} images but {len(self.subjects)} subjects")
        if not all((self.extractor, self.layer, self.resize, self.weights_sha256, self.scale)):
            raise ValueError("features say extractor, layer, resize, scale and digest of their weights")

    @property
    def n(self) -> int:
        """How many images."""
        return len(self.values)

    @property
    def dimension(self) -> int:
        """How many features of each."""
        return int(self.values.shape[1])

    @property
    def origin(self) -> str:
        """Where the features come from, in words."""
        return (
            f"{self.extractor}, layer {self.layer} ({self.dimension}), resize {self.resize}, "
            f"grey {self.scale}, weights {self.weights_sha256[:_DIGEST_SHOWN]}"
        )

    def cluster(self) -> NDArray[np.int64]:
        """(n,) the number of each image's subject, from 0."""
        if not self.subjects:
            return np.arange(self.n)
        return np.unique(np.asarray(self.subjects, dtype=np.str_), return_inverse=True)[1].astype(np.int64)

    def rows(self, chosen: NDArray[np.int64] | Sequence[int]) -> FeatureSet:
        """Return the set of the chosen images alone."""
        index = np.asarray(chosen, dtype=np.int64)
        subjects = tuple(self.subjects[k] for k in index) if self.subjects else ()
        return replace(self, values=self.values[index], subjects=subjects)


def comparable(*sets: FeatureSet) -> None:
    """Refuse sets whose features are not of one origin. Implements RC-066.

    Raises
    ------
    ValueError
        Extractor, layer, dimension, resize or weights differ: the message says which, and how.
    """
    for other in sets[1:]:
        for name in ("extractor", "layer", "dimension", "resize", "scale", "weights_sha256"):
            here, there = getattr(sets[0], name), getattr(other, name)
            if here != there:
                raise ValueError(f"distances of features that differ in {name}: {here} and {there}")


def as_unit(images: ArrayLike) -> NDArray[np.float64]:
    """Bring pictures to 0..1: whole numbers of 8 bit are divided by 255, fractions must lie there already.

    Implements RC-066.

    Raises
    ------
    ValueError
        The pictures' scale is not what their type says: fractions up to 255 or from -1, 8-bit numbers that
        hold 0 and 1 alone, fractions divided by 255 once too often, numbers of any other type.
    """
    pictures = np.asarray(images)
    if pictures.ndim < 2 or not pictures.size:
        raise ValueError(f"pictures have rows and columns, found {pictures.shape}")
    if pictures.dtype == np.uint8:
        if pictures.max() <= 1:
            raise ValueError("8-bit pictures that hold 0 and 1 alone: fractions cut to whole numbers?")
        return pictures.astype(np.float64) / 255
    if not np.issubdtype(pictures.dtype, np.floating):
        raise ValueError(f"pictures are uint8 of 0..255 or fractions of 0..1, found {pictures.dtype}")
    low, high = float(pictures.min()), float(pictures.max())
    if not (np.isfinite(low) and np.isfinite(high) and low >= 0 and high <= 1):
        raise ValueError(f"fractions lie in 0..1, found {low:g}..{high:g}: 8-bit, or scaled to -1..1?")
    if high <= _DARKEST_WHITE:
        raise ValueError(f"the brightest fraction is {high:g}: divided by 255 twice?")
    return pictures.astype(np.float64)
