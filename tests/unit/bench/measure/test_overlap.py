"""Overlap of label maps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from bench.measure import OverlapCounts, class_overlaps, overlap_counts

pytestmark = pytest.mark.verifies("SRS-127", purpose="implementation")

LABELS = ("ground", "tool", "bone")
maps = arrays(np.uint8, (6, 8), elements=st.integers(0, 2))


def test_iou_and_dice_of_two_squares_are_the_hand_worked_ones() -> None:
    """Two 4x4 squares, one shifted by two columns, share 8 of 24 pixels: 1/3, and 2·8/32."""
    truth, predicted = np.zeros((8, 8), np.int64), np.zeros((8, 8), np.int64)
    truth[2:6, 1:5] = predicted[2:6, 3:7] = 1
    counts = overlap_counts(truth, predicted, 2)
    assert counts.iou[1] == pytest.approx(8 / 24)
    assert counts.dice[1] == pytest.approx(16 / 32)
    assert counts.iou[0] == pytest.approx((64 - 24) / (64 - 8))


def test_a_class_in_neither_is_left_out_and_counted() -> None:
    """One in the truth alone, or in the prediction alone, is scored and scores 0."""
    empty = np.zeros((4, 4), np.int64)
    tool = np.where(np.eye(4) > 0, 1, 0)
    frames = [
        overlap_counts(*pair, 3) for pair in ((tool, tool), (tool, empty), (empty, tool), (empty, empty))
    ]
    _, found, never = class_overlaps(frames, LABELS)
    assert (found.frames_scored, found.frames_absent) == (3, 1)
    assert found.iou_per_frame_mean == pytest.approx(1 / 3)
    assert (never.frames_scored, never.frames_absent) == (0, 4)
    assert never.iou_per_frame_mean is never.iou_pooled is never.dice_per_frame_worst_5_percent is None


def test_per_frame_and_pooled_are_told_apart() -> None:
    """A small object missed and a large one found: half of the frames, but nearly all of the pixels."""
    small, large, empty = (np.zeros((20, 20), np.int64) for _ in range(3))
    small[0, 0], large[:, :10] = 1, 1
    frames = [overlap_counts(large, large, 2), overlap_counts(small, empty, 2)]
    found = class_overlaps(frames, LABELS[:2])[1]
    assert found.iou_per_frame_mean == pytest.approx(0.5)
    assert found.iou_pooled == pytest.approx(200 / 201)


def test_the_worst_five_percent_are_seen() -> None:
    """Of a hundred frames six are lost: their mean hardly moves, the quantile falls to 0."""
    tool, empty = np.ones((2, 2), np.int64), np.zeros((2, 2), np.int64)
    good, lost = overlap_counts(tool, tool, 2), overlap_counts(tool, empty, 2)
    found = class_overlaps([good] * 94 + [lost] * 6, LABELS[:2])[1]
    assert found.iou_per_frame_mean == pytest.approx(0.94)
    assert found.iou_per_frame_worst_5_percent == 0
    assert class_overlaps([good] * 96 + [lost] * 4, LABELS[:2])[1].iou_per_frame_worst_5_percent == 1


def test_nothing_is_carried_from_one_run_into_the_next() -> None:
    """An IoU of 0.90 is 0.90 the second time too, alone and pooled; sums that are never reset read 1.125."""
    truth, predicted = np.zeros((1, 20), np.int64), np.zeros((1, 20), np.int64)
    truth[0, :10] = predicted[0, :9] = 1
    for _ in range(3):
        once = overlap_counts(truth, predicted, 2)
        assert once.iou[1] == pytest.approx(0.9)
        assert (once + once).iou[1] == pytest.approx(0.9)
        assert class_overlaps([once, once], LABELS[:2])[1].iou_pooled == pytest.approx(0.9)


def test_a_good_background_hides_no_other_class() -> None:
    """Who predicts background alone has its high score, and a 0 by name beside it for each other class."""
    truth = np.zeros((10, 10), np.int64)
    truth[0, :4], truth[1, :4] = 1, 2
    found = {
        each.label: each.iou_pooled for each in class_overlaps([overlap_counts(truth, truth * 0, 3)], LABELS)
    }
    assert found == {"ground": pytest.approx(0.92), "tool": 0, "bone": 0}


def test_pixels_without_a_true_label_are_counted_nowhere() -> None:
    """Whatever is predicted there."""
    truth = np.array([[0, 1, 255, 255]])
    assert overlap_counts(truth, np.array([[0, 1, 0, 1]]), 2, unlabelled=255).iou.tolist() == [1, 1]
    with pytest.raises(ValueError, match="labels of the truth lie from 0 to 255 of 2"):
        overlap_counts(truth, np.array([[0, 1, 0, 1]]), 2)


@given(maps)
def test_a_perfect_prediction_scores_1(truth: NDArray[np.uint8]) -> None:
    """In every class that there is."""
    counts = overlap_counts(truth, truth, 3)
    assert set(counts.iou[~np.isnan(counts.iou)]) == {1}
    assert np.count_nonzero(~np.isnan(counts.dice)) == len(np.unique(truth))


@given(maps, maps, st.permutations(range(48)))
def test_only_which_pixels_agree_counts(
    truth: NDArray[np.uint8], predicted: NDArray[np.uint8], order: list[int]
) -> None:
    """Moving the pixels of both maps alike changes nothing; IoU is never above Dice, nor Dice above 1."""
    counts = overlap_counts(truth, predicted, 3)
    moved = overlap_counts(truth.ravel()[order], predicted.ravel()[order], 3)
    assert np.array_equal(counts.iou, moved.iou, equal_nan=True)
    scored = ~np.isnan(counts.iou)
    assert np.all(counts.iou[scored] <= counts.dice[scored])
    assert np.all(counts.dice[scored] <= 1)


def test_what_does_not_belong_together_is_refused() -> None:
    """Maps of two sizes, counts of other classes, no frame at all, more shared than there is."""
    with pytest.raises(ValueError, match=r"a truth of \(2, 2\) pixels and a prediction of \(3, 2\)"):
        overlap_counts(np.zeros((2, 2)), np.zeros((3, 2)), 2)
    with pytest.raises(ValueError, match="labels of the prediction lie from 0 to 5 of 2"):
        overlap_counts([[0, 1]], [[0, 5]], 2)
    with pytest.raises(ValueError, match="counts of the 3 classes"):
        class_overlaps([overlap_counts([[0]], [[0]], 2)], LABELS)
    with pytest.raises(ValueError, match="at least one frame"):
        class_overlaps([], LABELS)
    one, two = np.array([1]), np.array([2])
    with pytest.raises(ValueError, match="no more than either"):
        OverlapCounts(two, one, two)
    with pytest.raises(ValueError, match="same classes"):
        OverlapCounts(one, one, np.array([1, 2]))
