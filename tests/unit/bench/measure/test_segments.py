"""Labels over time as segments."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.measure import (
    UNSAID,
    Segment,
    edit_score,
    extra_segments,
    segmental_f1,
    segments,
    shortest_segment,
)

pytestmark = pytest.mark.verifies("SRS-126", purpose="implementation")

labels = st.lists(st.integers(0, 3), min_size=1, max_size=30)


def test_labels_are_cut_where_they_change() -> None:
    """The end of a segment is the start of the next."""
    assert segments([2, 2, 0, 0, 0, 2]) == (Segment(2, 0, 2), Segment(0, 2, 5), Segment(2, 5, 6))
    assert segments([1]) == (Segment(1, 0, 1),)
    assert segments(np.array([], np.int64)) == ()


@pytest.mark.parametrize(
    ("truth", "predicted", "score"),
    [
        ([0, 0, 1, 1], [0, 1, 1, 1], 1.0),  # an edge elsewhere, the same order
        ([0, 0, 1, 1], [0, 0, 0, 0], 0.5),  # one of two is missing
        ([0, 0, 1, 1], [1, 1, 0, 0], 0.0),  # both replaced
        ([0, 0, 0, 0, 1], [0, 1, 0, 1, 1], 0.5),  # 0 1 0 1 against 0 1: two insertions of four
        ([0, 1, 2, 3], [0, 2, 1, 3], 0.5),
    ],
)
def test_the_edit_score_is_the_hand_worked_one(truth: list[int], predicted: list[int], score: float) -> None:
    """One minus insertions, deletions and replacements over the longer order."""
    assert edit_score(truth, predicted) == pytest.approx(score)


def test_flicker_costs_the_edit_score_and_not_the_frames() -> None:
    """Five single wrong frames of a hundred: 95 % right, and eleven segments where there is one."""
    truth, predicted = [0] * 100, [0] * 100
    for place in (15, 30, 45, 60, 75):
        predicted[place] = 1
    assert edit_score(truth, predicted) == pytest.approx(1 - 10 / 11)
    assert extra_segments(truth, predicted) == 10
    assert shortest_segment(predicted) == 1
    assert segmental_f1(truth, predicted, 10) == pytest.approx(2 / 12)


def test_the_segmental_f1_is_the_hand_worked_one() -> None:
    """Overlaps of 4/6, 4/8 and 2/4: each counts up to its own limit and no further."""
    truth = [0] * 4 + [1] * 6 + [2] * 4
    said = [0] * 6 + [1] * 6 + [2] * 2
    assert [segmental_f1(truth, said, percent) for percent in (10, 25, 50)] == [1, 1, 1]
    assert segmental_f1(truth, said, 60) == pytest.approx(2 / 6)
    assert segmental_f1(truth, said, 67) == 0


def test_a_true_segment_is_claimed_once() -> None:
    """A segment broken in two is one found, one false."""
    assert segmental_f1([0] * 10, [0] * 6 + [1] + [0] * 3, 10) == pytest.approx(2 / 4)


def test_silence_is_a_segment_that_is_never_right_and_never_too_short() -> None:
    """Nothing was said there; it costs the edit score, and has no least duration."""
    truth, said = [0] * 6, [0] * 3 + [UNSAID] + [0] * 2
    assert edit_score(truth, said) == pytest.approx(1 / 3)
    assert shortest_segment(said) == 2
    assert shortest_segment([UNSAID] * 4) is None
    assert segmental_f1(truth, said, 50) == pytest.approx(2 / 4)


def test_fewer_segments_than_there_are_give_a_negative_number() -> None:
    """Extra ones cannot hide missed ones behind a 0."""
    assert extra_segments([0, 1, 2], [0, 0, 2]) == -1


@given(labels)
def test_a_perfect_order_scores_1(truth: list[int]) -> None:
    """And segments put together are the labels again."""
    assert edit_score(truth, truth) == segmental_f1(truth, truth, 100) == 1
    assert [each.label for each in segments(truth) for _ in range(each.frames)] == truth


@given(labels, labels, st.permutations(range(4)))
def test_the_labels_names_do_not_matter(truth: list[int], predicted: list[int], names: list[int]) -> None:
    """Renaming them in both alike changes nothing, and every score lies from 0 to 1."""
    renamed = [[names[label] for label in row] for row in (truth, predicted)]
    assert edit_score(truth, predicted) == edit_score(*renamed) == edit_score(predicted, truth)
    assert 0 <= edit_score(truth, predicted) <= 1
    wide, narrow = segmental_f1(truth, predicted, 10), segmental_f1(truth, predicted, 50)
    assert 0 <= narrow <= wide <= 1
    assert wide == segmental_f1(*renamed, 10)


@given(labels, st.integers(1, 4))
def test_the_edit_score_does_not_see_durations(truth: list[int], times: int) -> None:
    """Every label held longer is the same order."""
    assert edit_score(truth, [label for label in truth for _ in range(times)]) == 1


def test_labels_are_whole_numbers_in_a_row() -> None:
    """And an overlap is a percentage."""
    with pytest.raises(ValueError, match="whole numbers in a row"):
        segments([0.5, 1.5])
    with pytest.raises(ValueError, match="whole numbers in a row"):
        segments([[0], [1]])
    with pytest.raises(ValueError, match="overlap lies above 0"):
        segmental_f1([0], [0], 0)
