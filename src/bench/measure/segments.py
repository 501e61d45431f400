"""Labels over time as stretches of one label: what the order, the overlap and the number of them say.

The edit score and the segmental F1 are those of action segmentation: C. Lea et al., ECCV 2016 (edit) and CVPR
2017 (F1 at an overlap). Both punish flicker, which a share of right frames hardly sees.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

UNSAID = -1  # the label of frames on which nothing was said


@dataclass(frozen=True, slots=True)
class Segment:
    """A longest stretch of one label, from frame ``start`` up to and without frame ``end``."""

    label: int
    start: int
    end: int

    @property
    def frames(self) -> int:
        """How long it lasts."""
        return self.end - self.start

    def overlap(self, other: Segment) -> float:
        """Return the frames that both hold over those that either holds."""
        both = min(self.end, other.end) - max(self.start, other.start)
        return max(both, 0) / (self.frames + other.frames - max(both, 0))


def segments(labels: ArrayLike) -> tuple[Segment, ...]:
    """Cut (T,) labels into their stretches, in order; `UNSAID` makes stretches like any other label."""
    sequence = np.asarray(labels)
    if sequence.ndim != 1 or not np.issubdtype(sequence.dtype, np.integer):
        raise ValueError(f"labels are whole numbers in a row, found {sequence.dtype} of {sequence.shape}")
    if not sequence.size:
        return ()
    starts = [0, *(np.flatnonzero(np.diff(sequence)) + 1).tolist()]
    ends = [*starts[1:], sequence.size]
    return tuple(Segment(int(sequence[a]), a, b) for a, b in zip(starts, ends, strict=True))


def edit_score(truth: ArrayLike, predicted: ArrayLike) -> float:
    """Return 1 minus the Levenshtein distance of the two orders of segments over the longer one's length.

    Durations do not matter: 1 where the same labels follow one another in the same order.
    """
    true, said = ([each.label for each in segments(labels)] for labels in (truth, predicted))
    longest = max(len(true), len(said))
    return 1 - _levenshtein(true, said) / longest if longest else 1.0


def segmental_f1(truth: ArrayLike, predicted: ArrayLike, percent: float) -> float:
    """Return the F1 of segments, one being found where its overlap with a true one is at least ``percent``.

    In order, each predicted segment claims the true one of its label that it overlaps most; a true segment
    can be claimed once. What claims nothing is a false positive, what is never claimed a false negative.
    """
    if not 0 < percent <= 100:
        raise ValueError(f"an overlap lies above 0 and up to 100 percent, found {percent}")
    true, said = segments(truth), segments(predicted)
    claimed: set[int] = set()
    for segment in said:
        overlaps = [segment.overlap(each) if each.label == segment.label else 0.0 for each in true]
        best = int(np.argmax(overlaps)) if overlaps else -1
        if best >= 0 and overlaps[best] >= percent / 100:
            claimed.add(best)
    whole = len(true) + len(said)
    return 2 * len(claimed) / whole if whole else 1.0


def shortest_segment(labels: ArrayLike) -> int | None:
    """Return the frames of the shortest stretch in which something is said; None where nothing ever is."""
    return min((each.frames for each in segments(labels) if each.label != UNSAID), default=None)


def extra_segments(truth: ArrayLike, predicted: ArrayLike) -> int:
    """Return how many more segments are predicted than there are; below 0 where there are fewer."""
    return len(segments(predicted)) - len(segments(truth))


def _levenshtein(one: Sequence[int], other: Sequence[int]) -> int:
    """Fewest insertions, deletions and replacements that turn one sequence into the other."""
    costs = list(range(len(other) + 1))
    for i, label in enumerate(one, start=1):
        diagonal, costs[0] = costs[0], i
        for j, counterpart in enumerate(other, start=1):
            replaced = diagonal + (label != counterpart)
            diagonal = costs[j]
            costs[j] = min(replaced, costs[j] + 1, costs[j - 1] + 1)
    return costs[-1]
