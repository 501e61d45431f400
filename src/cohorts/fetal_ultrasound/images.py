"""One image of a public fetal ultrasound set with all that the set says of it, and a set of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cohorts.collection import Collection
from cohorts.fetal_ultrasound.planes import device_plane
from cohorts.pictures import read_pixels
from cohorts.splits import Split

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

TRAIN, TEST = "train", "test"
_LUMA = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601, as the device's own decoder


@dataclass(frozen=True, slots=True, eq=False)
class UltrasoundImage:
    """One image; what a set does not say of it is empty or None.

    Parameters
    ----------
    patient
        What a split keeps together, named alike in every set that was made from the same examinations.
    plane, brain_plane
        As the set names them.
    side
        Of the set's own split: `TRAIN`, `TEST` or empty.
    spacing_mm
        Millimetres per pixel, as the set states it.
    read_labels
        Gives (H, W) uint8 places in the collection's ``classes``; None where the set has no mask of it.
    """

    patient: str
    name: str
    path: Path
    plane: str = ""
    brain_plane: str = ""
    operator: str = ""
    machine: str = ""
    country: str = ""
    side: str = ""
    spacing_mm: float | None = None
    head_circumference_mm: float | None = None
    read_labels: Callable[[], NDArray[np.uint8]] | None = None

    def __post_init__(self) -> None:
        if not self.patient:
            raise ValueError(f"image {self.name} has no patient, so that no split can keep it with its like")
        for name in ("spacing_mm", "head_circumference_mm"):
            value = getattr(self, name)
            if value is not None and not 0 < value < 1000:  # NaN too
                raise ValueError(f"image {self.name}: {name} is a length above 0, found {value}")

    @property
    def video(self) -> str:
        """The patient, under the name by which `cohorts.splits` keeps samples together."""
        return self.patient

    @property
    def device_plane(self) -> str:
        """The device's plane of the same meaning; empty where it has none."""
        return device_plane(self.plane, self.brain_plane)

    def read_grey(self) -> NDArray[np.uint8]:
        """Read the picture, (H, W) uint8; callipers and marks in colour become grey too."""
        pixels = read_pixels(self.path)
        if np.all(pixels == pixels[..., :1]):
            return np.ascontiguousarray(pixels[..., 0])
        luma: NDArray[np.uint8] = np.rint(pixels @ _LUMA).astype(np.uint8)
        return luma


@dataclass(frozen=True, slots=True, eq=False)
class ImageCollection(Collection):
    """A set of ultrasound images, or the part of it that is there.

    Parameters
    ----------
    notes
        What was found beside what was expected and put up with, in words.
    """

    images: tuple[UltrasoundImage, ...] = ()
    notes: tuple[str, ...] = ()

    def counted(self, by: str) -> dict[str, int]:
        """Return how many images have each value of an attribute, such as ``plane`` or ``machine``."""
        return dict(sorted(Counter(getattr(image, by) for image in self.images).items()))

    def own_split(self) -> Split:
        """Return the set's own split, by its patients.

        Raises
        ------
        LeakageError
            The set has a patient on both sides.
        ValueError
            The set has no split of its own.
        """
        sides = {side: frozenset(i.patient for i in self.images if i.side == side) for side in (TRAIN, TEST)}
        return Split(sides[TRAIN], sides[TEST])
