"""Labels over time, frame by frame, under a named rule for the edges between segments.

Under the *strict* rule a frame is right where the predicted label is the true one. Under a *relaxed* rule of
w seconds an edge may lie up to w seconds early or late: in the first w seconds of a true segment the label of
the true segment before it is right as well, in its last w seconds the label of the one after it. Nothing else
is, so that a third label near an edge stays wrong, and so does a neighbour's label further away.

The rule of 10 s came with the M2CAI workflow challenge; I. Funke et al. (arXiv 2305.13961) discuss it. The
script that is passed on for it departs from those words: what it means to excuse at a segment's end it
excuses at its beginning, it takes neighbours from the labels' numbers, and it counts frames of other labels
among the right ones, so that precision and recall pass 1 and are cut. Its numbers do not compare with these.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from bench.measure.ratio import defined, ratio
from bench.measure.segments import UNSAID, segments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class EdgeRule:
    """How far from where it is, in seconds, an edge between two segments may be said to be."""

    width_s: float

    def __post_init__(self) -> None:
        if not (np.isfinite(self.width_s) and self.width_s >= 0):
            raise ValueError(f"an edge is relaxed by a number of seconds, at least 0, found {self.width_s}")

    @property
    def name(self) -> str:
        """What every number made under the rule is called after."""
        return f"relaxed_{self.width_s:g}s" if self.width_s else "strict"


STRICT = EdgeRule(0)
RELAXED_10_S = EdgeRule(10)


@dataclass(frozen=True, slots=True, eq=False)
class LabelledVideo:
    """The true and the predicted label of every frame of one video.

    Parameters
    ----------
    name
        The video's, unlike any other's: videos are what intervals are drawn from.
    truth, predicted
        (T,) integers from 0; the prediction is `UNSAID` where nothing was said, which is never right.
    rate_hz
        Frames a second.
    """

    name: str
    truth: NDArray[np.integer]
    predicted: NDArray[np.integer]
    rate_hz: float

    def __post_init__(self) -> None:
        if self.truth.ndim != 1 or self.truth.shape != self.predicted.shape or not self.truth.size:
            raise ValueError(
                f"{self.name}: a true and a predicted label for each frame,"
                f" found {self.truth.shape} and {self.predicted.shape}"
            )
        if self.truth.min() < 0 or self.predicted.min() < UNSAID:
            raise ValueError(f"{self.name}: a label is a number from 0, and a true one is always there")
        if not (np.isfinite(self.rate_hz) and self.rate_hz > 0):
            raise ValueError(f"{self.name}: frames come at a rate above 0 Hz, found {self.rate_hz}")


@dataclass(frozen=True, slots=True)
class ClassScore:
    """One label's scores under one rule, None where undefined: it is in neither truth nor prediction.

    Precision needs it to be predicted, recall to be there; the other two either.
    """

    label: str
    edges: str
    precision: float | None
    recall: float | None
    jaccard: float | None
    f1: float | None


@dataclass(frozen=True, slots=True, eq=False)
class LabelCounts:
    """Frames of each label, and how many of them are right under a rule; ``a + b`` pools two videos.

    Parameters
    ----------
    having
        (3, C) frames that have the label in the truth, in the prediction, in either.
    right
        (3, C) those of them that are right. Under the strict rule the three rows are the same.
    """

    edges: EdgeRule
    having: NDArray[np.int64]
    right: NDArray[np.int64]

    def __add__(self, other: LabelCounts) -> LabelCounts:
        if self.edges != other.edges:
            raise ValueError(f"counts under {self.edges.name} and {other.edges.name} edges do not add up")
        return LabelCounts(self.edges, self.having + other.having, self.right + other.right)

    @property
    def frames(self) -> int:
        """All frames, as each has one true label."""
        return int(self.having[0].sum())

    @property
    def unsaid(self) -> int:
        """The frames on which nothing was said."""
        return self.frames - int(self.having[1].sum())

    @property
    def share_right(self) -> float:
        """The share of frames that are right, an accuracy under the rule."""
        return float(self.right[0].sum()) / self.frames

    @property
    def recall(self) -> NDArray[np.float64]:
        """(C,) of the frames that have the label, the share that is right; NaN without any."""
        return ratio(self.right[0], self.having[0])

    @property
    def precision(self) -> NDArray[np.float64]:
        """(C,) of the frames predicted to have the label, the share that is right; NaN without any."""
        return ratio(self.right[1], self.having[1])

    @property
    def jaccard(self) -> NDArray[np.float64]:
        """(C,) of the frames with the label in either, the share that is right; NaN without any."""
        return ratio(self.right[2], self.having[2])

    @property
    def f1(self) -> NDArray[np.float64]:
        """(C,) of true and predicted frames together, the share that is right; NaN without any.

        Under the strict rule this is the harmonic mean of precision and recall, and 0 for a label that is
        there and never predicted, or predicted and never there.
        """
        return ratio(self.right[:2].sum(axis=0), self.having[:2].sum(axis=0))

    def class_scores(self, labels: Sequence[str]) -> tuple[ClassScore, ...]:
        """Return the scores of every label by its name."""
        columns = zip(labels, self.precision, self.recall, self.jaccard, self.f1, strict=True)
        return tuple(ClassScore(label, self.edges.name, *map(defined, scores)) for label, *scores in columns)


def right_frames(video: LabelledVideo, edges: EdgeRule) -> NDArray[np.bool_]:
    """(T,) which frames are right under the rule."""
    right: NDArray[np.bool_] = video.truth == video.predicted
    width = round(edges.width_s * video.rate_hz)
    runs = segments(video.truth)
    for before, after in pairwise(runs):
        late = slice(after.start, min(after.start + width, after.end))
        early = slice(max(before.end - width, before.start), before.end)
        right[late] |= video.predicted[late] == before.label
        right[early] |= video.predicted[early] == after.label
    return right


def label_counts(video: LabelledVideo, classes: int, edges: EdgeRule) -> LabelCounts:
    """Count one video's frames, label by label, under the rule."""
    if max(video.truth.max(), video.predicted.max()) >= classes:
        raise ValueError(f"{video.name}: labels lie below {classes}")
    right = right_frames(video, edges)
    labels = np.arange(classes)[:, None]
    true, said = video.truth == labels, video.predicted == labels  # (C, T)
    having = np.stack([true, said, true | said])  # (3, C, T)
    return LabelCounts(edges, having.sum(axis=2), (having & right).sum(axis=2))
