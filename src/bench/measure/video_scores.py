"""Scores of labelled videos with their intervals; every name says the edge rule and the order of averaging.

Two orders are in use and differ. *per_video_mean*: each video is scored on its own, over the labels that it
has or was said to have, and the videos' scores are averaged, so that each video weighs the same. *pooled*:
the frames of all videos are counted together first, so that long videos weigh more and a label that is rare
in each video is scored once. Intervals come from drawing whole videos: frames of one video depend on one
another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bench.measure.bootstrap import bootstrap, pooled_mean
from bench.measure.estimate import Estimate
from bench.measure.frame_labels import RELAXED_10_S, STRICT, LabelCounts, label_counts
from bench.measure.segments import edit_score, extra_segments, segmental_f1, shortest_segment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from bench.measure.frame_labels import EdgeRule, LabelledVideo

OVERLAPS_PERCENT = (10, 25, 50)


def video_scores(
    videos: Sequence[LabelledVideo],
    classes: int,
    confidence: float,
    edges: Sequence[EdgeRule] = (STRICT, RELAXED_10_S),
) -> dict[str, Estimate]:
    """Score videos under every rule and in both orders, each score by its full name.

    Returns
    -------
    ``accuracy_<rule>_<order>``, ``macro_f1_…`` and ``macro_jaccard_…`` with rule ``strict`` or
    ``relaxed_10s`` and order ``per_video_mean`` or ``pooled``; ``edit_score_per_video_mean``,
    ``segmental_f1_at_10_per_video_mean`` (25, 50), ``extra_segments_per_video_mean``, and, as observed,
    ``shortest_segment_s_min``. A macro score is the mean over the labels in truth or prediction.

    Raises
    ------
    ValueError
        There is no video, or two have the same name.
    """
    names = [video.name for video in videos]
    if not names or len(set(names)) < len(names):
        raise ValueError("there is at least one video, and each has a name of its own")
    found: list[Estimate] = []
    for rule in edges:
        counts = [label_counts(video, classes, rule) for video in videos]
        for measure, score in _SCORES.items():
            found.append(_pooled(f"{measure}_{rule.name}_pooled", counts, names, score, confidence))
            values = [score(each) for each in counts]
            found.append(_mean(f"{measure}_{rule.name}_per_video_mean", values, names, confidence))
    for name, values in _by_segments(videos).items():
        found.append(_mean(f"{name}_per_video_mean", values, names, confidence))
    found.append(_shortest(videos))
    return {estimate.statistic: estimate for estimate in found}


def macro_f1(counts: LabelCounts) -> float:
    """Return the mean F1 of the labels that are in truth or prediction."""
    return float(np.nanmean(counts.f1))


def macro_jaccard(counts: LabelCounts) -> float:
    """Return the mean Jaccard index of the labels that are in truth or prediction."""
    return float(np.nanmean(counts.jaccard))


_SCORES: dict[str, Callable[[LabelCounts], float]] = {
    "accuracy": lambda counts: counts.share_right,
    "macro_f1": macro_f1,
    "macro_jaccard": macro_jaccard,
}


def _mean(name: str, values: Sequence[float], names: Sequence[str], confidence: float) -> Estimate:
    return bootstrap(values, names, pooled_mean, confidence, name=name)


def _pooled(
    name: str,
    counts: Sequence[LabelCounts],
    names: Sequence[str],
    score: Callable[[LabelCounts], float],
    confidence: float,
) -> Estimate:
    """Draw videos by their place, and score the sum of their counts."""
    having = np.stack([each.having for each in counts])  # (V, 3, C)
    right = np.stack([each.right for each in counts])

    def of_drawn(places: NDArray[np.float64]) -> float:
        drawn = places.astype(np.int64)
        return score(LabelCounts(counts[0].edges, having[drawn].sum(axis=0), right[drawn].sum(axis=0)))

    return bootstrap(np.arange(len(counts)), names, of_drawn, confidence, name=name)


def _by_segments(videos: Sequence[LabelledVideo]) -> dict[str, list[float]]:
    pairs = [(video.truth, video.predicted) for video in videos]
    return {
        "edit_score": [edit_score(*pair) for pair in pairs],
        **{
            f"segmental_f1_at_{percent}": [segmental_f1(*pair, percent) for pair in pairs]
            for percent in OVERLAPS_PERCENT
        },
        "extra_segments": [float(extra_segments(*pair)) for pair in pairs],
    }


def _shortest(videos: Sequence[LabelledVideo]) -> Estimate:
    lengths = [(shortest_segment(video.predicted), video.rate_hz) for video in videos]
    shortest_s = min((frames / rate_hz for frames, rate_hz in lengths if frames is not None), default=None)
    return Estimate("shortest_segment_s_min", len(videos), shortest_s, None, None, None, "as observed")
