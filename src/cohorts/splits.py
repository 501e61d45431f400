"""Splits by whole videos, and the refusal of any other.

Neighbouring frames are nearly the same picture. A split that draws frames at random puts them on both sides,
and what is then measured is memory. So a video, or a patient, stands on one side alone; so does a video that
several data sets share, since they name it alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np

from cohorts.errors import LeakageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class OfVideo(Protocol):
    """Anything that comes from a video: a frame, or the video itself."""

    @property
    def video(self) -> str:
        """Its video's name."""


Item = TypeVar("Item", bound=OfVideo)


@dataclass(frozen=True, slots=True)
class Split:
    """Which videos are trained on, and which judged by. Implements RC-049.

    Raises
    ------
    LeakageError
        A video is on both sides.
    """

    train: frozenset[str]
    test: frozenset[str]

    def __post_init__(self) -> None:
        shared = sorted(self.train & self.test)
        if shared:
            raise LeakageError(("train", "test"), shared)
        if not self.train or not self.test:
            raise ValueError("a split has videos on both sides")

    def sides(self, items: Iterable[Item]) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
        """Return the items to train on, and those to judge by; items of other videos are on neither side."""
        found = tuple(items)
        return (
            tuple(item for item in found if item.video in self.train),
            tuple(item for item in found if item.video in self.test),
        )


def leakage(train: Iterable[OfVideo], test: Iterable[OfVideo]) -> tuple[str, ...]:
    """Return the videos that both sides have frames of, sorted; empty is as it must be."""
    return tuple(sorted({item.video for item in train} & {item.video for item in test}))


def refuse_leakage(sides: Mapping[str, Sequence[OfVideo]]) -> None:
    """Refuse sides that share a video, compared two by two. Implements RC-049.

    Raises
    ------
    LeakageError
        Two sides share a video, as they do where frames were drawn at random.
    """
    for one, other in combinations(sides, 2):
        shared = leakage(sides[one], sides[other])
        if shared:
            raise LeakageError((one, other), shared)


def split_by_video(items: Iterable[OfVideo], test_share: float, seed: int) -> Split:
    """Draw whole videos for the test side, at least one and not all.

    Parameters
    ----------
    test_share
        Share of the videos, between 0 and 1.
    """
    videos = sorted({item.video for item in items})
    if not 0 < test_share < 1 or len(videos) < 2:
        raise ValueError(
            f"a share between 0 and 1 of at least two videos, found {test_share} of {len(videos)}"
        )
    count = min(max(round(test_share * len(videos)), 1), len(videos) - 1)
    drawn = np.random.default_rng(seed).permutation(videos)
    return Split(frozenset(drawn[count:].tolist()), frozenset(drawn[:count].tolist()))
