"""Overlap of label maps, class by class: intersection over union (IoU) and Dice.

A class is scored on a frame where it is in the truth or in the prediction: one that is only missed, or
only invented, scores 0. Where it is in neither there is nothing to score: NaN, left out of every mean and
quantile, and counted. A mean *per frame* gives each frame the same weight; *pooled* sums the pixels of all
frames first, so that large objects weigh more. The two are different numbers and carry different names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bench.measure.ratio import defined, ratio

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

WORST = 0.05  # the quantile that is reported beside a mean


@dataclass(frozen=True, slots=True, eq=False)
class OverlapCounts:
    """How many pixels each class has: in truth and prediction both, in the truth, in the prediction.

    Parameters
    ----------
    both, truth, predicted
        (C,) int64.
    """

    both: NDArray[np.int64]
    truth: NDArray[np.int64]
    predicted: NDArray[np.int64]

    def __post_init__(self) -> None:
        if not self.both.shape == self.truth.shape == self.predicted.shape == (self.both.size,):
            raise ValueError("counts are of the same classes")
        if np.any(self.both > np.minimum(self.truth, self.predicted)) or np.any(self.both < 0):
            raise ValueError("what two masks share is no more than either of them")

    def __add__(self, other: OverlapCounts) -> OverlapCounts:
        return OverlapCounts(
            self.both + other.both, self.truth + other.truth, self.predicted + other.predicted
        )

    @property
    def iou(self) -> NDArray[np.float64]:
        """(C,) shared pixels over those in either; NaN for a class in neither."""
        return ratio(self.both, self.truth + self.predicted - self.both)

    @property
    def dice(self) -> NDArray[np.float64]:
        """(C,) twice the shared pixels over the sum of both; NaN for a class in neither."""
        return ratio(2 * self.both, self.truth + self.predicted)


@dataclass(frozen=True, slots=True)
class ClassOverlap:
    """One class over many frames; None where no frame has it.

    Parameters
    ----------
    frames_scored, frames_absent
        Frames with the class in the truth or in the prediction, and those left out since it is in neither.
    iou_per_frame_worst_5_percent, dice_per_frame_worst_5_percent
        The 5 % quantile of the scored frames: the largest score that no more than the worst 5 % fall below.
    """

    label: str
    frames_scored: int
    frames_absent: int
    iou_per_frame_mean: float | None
    iou_per_frame_worst_5_percent: float | None
    iou_pooled: float | None
    dice_per_frame_mean: float | None
    dice_per_frame_worst_5_percent: float | None
    dice_pooled: float | None


def overlap_counts(
    truth: ArrayLike, predicted: ArrayLike, classes: int, unlabelled: int | None = None
) -> OverlapCounts:
    """Count one frame's pixels.

    Parameters
    ----------
    truth, predicted
        (H, W) integers from 0 to classes - 1.
    unlabelled
        The value of true pixels of which nothing is known; they are left out of all counts.

    Raises
    ------
    ValueError
        The maps differ in size, or hold a label that is no class.
    """
    true, said = np.asarray(truth), np.asarray(predicted)
    if true.shape != said.shape:
        raise ValueError(f"a truth of {true.shape} pixels and a prediction of {said.shape}")
    known = np.ones(true.shape, np.bool_) if unlabelled is None else true != unlabelled
    true, said = true[known], said[known]  # (N,)
    for name, labels in (("truth", true), ("prediction", said)):
        if labels.size and not 0 <= labels.min() <= labels.max() < classes:
            raise ValueError(f"labels of the {name} lie from {labels.min()} to {labels.max()} of {classes}")
    return OverlapCounts(
        *(np.bincount(labels, minlength=classes) for labels in (true[true == said], true, said))
    )


def class_overlaps(frames: Sequence[OverlapCounts], labels: Sequence[str]) -> tuple[ClassOverlap, ...]:
    """Summarise each class over all frames, every class by its name and none left out."""
    if not frames or any(frame.both.size != len(labels) for frame in frames):
        raise ValueError(f"there is at least one frame, and each has counts of the {len(labels)} classes")
    ious = np.array([frame.iou for frame in frames])  # (N, C)
    dices = np.array([frame.dice for frame in frames])
    pooled = sum(frames[1:], frames[0])
    return tuple(
        ClassOverlap(
            label,
            int(np.count_nonzero(~np.isnan(ious[:, k]))),
            int(np.count_nonzero(np.isnan(ious[:, k]))),
            *_per_frame(ious[:, k]),
            defined(pooled.iou[k]),
            *_per_frame(dices[:, k]),
            defined(pooled.dice[k]),
        )
        for k, label in enumerate(labels)
    )


def _per_frame(scores: NDArray[np.float64]) -> tuple[float | None, float | None]:
    scored = scores[~np.isnan(scores)]
    if not scored.size:
        return None, None
    return float(scored.mean()), float(np.quantile(scored, WORST, method="inverted_cdf"))
