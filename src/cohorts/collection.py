"""What was found of a data set: pictures with label maps, videos with labels, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from cohorts.errors import ContentError, IncompleteError, MissingPathError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from cohorts.catalogue import Manifest

UNLABELLED = 255  # in a label map: nothing is known of the pixel, or it has no counterpart


@dataclass(frozen=True, slots=True, eq=False)
class AnnotatedFrame:
    """One picture with its map of labels; both are read from disk when asked for.

    Parameters
    ----------
    video
        The operation or patient that it comes from, the same in every data set: what a split keeps together.
    read_pixels, read_labels
        Give (H, W, 3) uint8 RGB, and (H, W) uint8 places in the collection's ``classes`` or `UNLABELLED`.
    """

    video: str
    name: str
    read_pixels: Callable[[], NDArray[np.uint8]]
    read_labels: Callable[[], NDArray[np.uint8]]

    def __post_init__(self) -> None:
        if not self.video:
            raise ValueError(f"frame {self.name} has no video, so that no split can keep it with its like")


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """Labels over time.

    Parameters
    ----------
    names
        Of the labels.
    rate_hz
        Labels a second; the first is the video's first frame.
    labels
        (T,) places in ``names``, -1 for none, or (T, K) bool, one column a name.
    """

    names: tuple[str, ...]
    rate_hz: float
    labels: NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class AnnotatedVideo:
    """One video with its labels over time.

    Parameters
    ----------
    video
        As of an `AnnotatedFrame`.
    path
        The video's file; None where the copy lacks it.
    notes
        What was put up with, such as a label without a frame, in words.
    """

    video: str
    path: Path | None
    tracks: Mapping[str, Track]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Collection:
    """A data set, or the part of it that is there.

    Parameters
    ----------
    classes
        Names of the labels in its label maps.
    counterparts
        For each class that has one, the device's label of the same meaning. A class without one is left out:
        its pixels are `UNLABELLED` for the device, and no meaning is invented for them.
    missing
        What a complete copy has and this one lacks, with its place.
    """

    name: str
    frames: tuple[AnnotatedFrame, ...] = ()
    videos: tuple[AnnotatedVideo, ...] = ()
    classes: tuple[str, ...] = ()
    counterparts: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether all is there that the manifest counts."""
        return not self.missing

    def whole(self) -> Self:
        """Return the collection if it is complete.

        Raises
        ------
        IncompleteError
            It is a part, which must not be reported as the data set.
        """
        if self.missing:
            raise IncompleteError(self.name, self.missing)
        return self

    def as_labels(self, found: NDArray[np.uint8], labels: Sequence[str]) -> NDArray[np.uint8]:
        """Turn a label map of this collection into places in the device's labels.

        Parameters
        ----------
        found
            (H, W) places in ``classes``.
        labels
            The device's, in order.
        """
        table = np.full(256, UNLABELLED, np.uint8)
        for place, name in enumerate(self.classes):
            if name in self.counterparts:
                table[place] = labels.index(self.counterparts[name])
        turned: NDArray[np.uint8] = table[found]
        return turned


def shortfall(manifest: Manifest, root: Path, counts: Mapping[str, int]) -> list[str]:
    """Return what a copy lacks by its counts.

    Raises
    ------
    MissingPathError
        There is nothing of the data set at all.
    ContentError
        There is more than the data set has: this is another one, or it was added to.
    """
    if not any(counts.values()):
        raise MissingPathError(root, f"a copy of {manifest.name}: {' '.join(manifest.layout.split())}")
    lacking = []
    for name, expected in manifest.expected.items():
        found = counts[name]
        if found > expected:
            raise ContentError(root, f"{expected} {name}", f"{found}")
        if found < expected:
            lacking.append(f"{expected - found} of {expected} {name} in {root}")
    return lacking
