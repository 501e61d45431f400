"""Labels frame by frame, under strict and relaxed edges."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.measure import (
    RELAXED_10_S,
    STRICT,
    UNSAID,
    EdgeRule,
    LabelledVideo,
    label_counts,
    right_frames,
)

pytestmark = pytest.mark.verifies("SRS-126", purpose="implementation")


def _video(truth: Sequence[int], predicted: Sequence[int], rate_hz: float = 1.0) -> LabelledVideo:
    return LabelledVideo("one", np.array(truth), np.array(predicted), rate_hz)


def test_an_edge_five_seconds_late_is_an_error_under_the_strict_rule_alone() -> None:
    """Of 40 frames 5 are wrong; within 10 s of the edge the label before it is right as well."""
    video = _video([0] * 20 + [1] * 20, [0] * 25 + [1] * 15)
    assert label_counts(video, 2, STRICT).share_right == pytest.approx(35 / 40)
    assert label_counts(video, 2, RELAXED_10_S).share_right == 1


@pytest.mark.parametrize("edge", [8, 32])
def test_what_lies_beyond_the_width_stays_wrong(edge: int) -> None:
    """An edge twelve seconds early or late keeps two wrong frames, on either side."""
    video = _video([0] * 20 + [1] * 20, [0] * edge + [1] * (40 - edge))
    wrong = np.flatnonzero(~right_frames(video, RELAXED_10_S)).tolist()
    assert wrong == ([8, 9] if edge == 8 else [30, 31])


def test_the_width_is_in_seconds_whatever_the_rate() -> None:
    """Ten seconds are 250 frames at 25 Hz."""
    video = _video([0] * 500 + [1] * 500, [0] * 760 + [1] * 240, rate_hz=25)
    assert np.count_nonzero(~right_frames(video, RELAXED_10_S)) == 10


def test_a_third_label_at_an_edge_stays_wrong() -> None:
    """Only the two labels that meet there are excused."""
    video = _video([0] * 20 + [1] * 20, [0] * 18 + [2] * 4 + [1] * 18)
    assert np.flatnonzero(~right_frames(video, RELAXED_10_S)).tolist() == [18, 19, 20, 21]


def test_the_next_label_is_excused_at_a_segments_end_and_not_at_its_beginning() -> None:
    """The script that is passed on excuses it at the beginning, where the edge is 30 s away."""
    truth = [0] * 30 + [1] * 30
    early = _video(truth, [0] * 25 + [1] * 35)
    assert right_frames(early, RELAXED_10_S).all()
    wild = _video(truth, [1] * 5 + [0] * 25 + [1] * 30)
    assert np.flatnonzero(~right_frames(wild, RELAXED_10_S)).tolist() == [0, 1, 2, 3, 4]


def test_the_neighbour_is_the_one_there_is_and_not_the_next_number() -> None:
    """After label 3 comes label 0 here: what an early edge may say, and a late one the other way round."""
    truth = [3] * 20 + [0] * 20
    for edge in (15, 25):
        assert right_frames(_video(truth, [3] * edge + [0] * (40 - edge)), RELAXED_10_S).all()
    assert not right_frames(_video(truth, [3] * 15 + [4] * 5 + [0] * 20), RELAXED_10_S)[15:20].any()


def test_the_ends_of_a_video_are_no_edges() -> None:
    """Nothing comes before the first segment or after the last."""
    video = _video([0] * 30, [1] * 5 + [0] * 20 + [1] * 5)
    assert np.count_nonzero(right_frames(video, RELAXED_10_S)) == 20


def test_the_strict_scores_of_each_label_are_the_hand_worked_ones() -> None:
    """Label 0: 3 right of 4 predicted and 5 true; label 1: 3 of 4 and 3; label 2 predicted, never there."""
    counts = label_counts(_video([0, 0, 0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 2, 1, 1, 1]), 4, STRICT)
    zero, one, invented, absent = counts.class_scores(("a", "b", "c", "d"))
    assert (zero.precision, zero.recall, zero.jaccard) == pytest.approx((1, 3 / 5, 3 / 5))
    assert zero.f1 == pytest.approx(2 * 1 * 0.6 / 1.6)
    assert (one.precision, one.recall, one.jaccard, one.f1) == pytest.approx((3 / 4, 1, 3 / 4, 6 / 7))
    assert (invented.precision, invented.recall, invented.f1) == (0, None, 0)
    assert (absent.precision, absent.recall, absent.jaccard, absent.f1) == (None, None, None, None)
    assert {score.edges for score in (zero, one, invented, absent)} == {"strict"}


def test_the_relaxed_scores_of_each_label_are_the_hand_worked_ones() -> None:
    """A late edge of 12 s, 10 of them excused: of 32 frames predicted 0, 30 are right."""
    counts = label_counts(_video([0] * 20 + [1] * 20, [0] * 32 + [1] * 8), 2, RELAXED_10_S)
    zero, one = counts.class_scores(("a", "b"))
    assert (zero.precision, zero.recall, zero.jaccard) == pytest.approx((30 / 32, 1, 30 / 32))
    assert (one.precision, one.recall, one.jaccard) == pytest.approx((1, 18 / 20, 18 / 20))
    assert zero.f1 == pytest.approx((20 + 30) / (20 + 32))
    assert zero.edges == one.edges == "relaxed_10s"


def test_where_nothing_is_said_nothing_is_right() -> None:
    """Silence is a miss under every rule, also at an edge, and is counted."""
    counts = label_counts(_video([0] * 4 + [1] * 4, [0, 0, 0, UNSAID, UNSAID, 1, 1, 1]), 2, RELAXED_10_S)
    assert counts.share_right == pytest.approx(6 / 8)
    assert (counts.unsaid, counts.frames) == (2, 8)


def test_counts_of_two_videos_add_up_to_those_of_both() -> None:
    """Frame by frame; no edge arises where one video ends and the next begins."""
    one, other = _video([0] * 9, [0] * 6 + [1] * 3), _video([1] * 9, [1] * 9)
    both = label_counts(one, 2, RELAXED_10_S) + label_counts(other, 2, RELAXED_10_S)
    assert (both.share_right, both.frames) == (pytest.approx(15 / 18), 18)
    assert both.precision.tolist() == pytest.approx([1, 9 / 12])


def test_counts_of_two_rules_do_not_add_up() -> None:
    """A number under one rule is never mixed with another's."""
    video = _video([0, 1], [0, 1])
    with pytest.raises(ValueError, match="under strict and relaxed_10s edges"):
        label_counts(video, 2, STRICT) + label_counts(video, 2, RELAXED_10_S)


rows = st.lists(st.tuples(st.integers(0, 3), st.integers(UNSAID, 3)), min_size=1, max_size=60)


@given(rows, st.floats(0, 20), st.floats(0, 20), st.sampled_from([0.5, 1.0, 3.0]))
def test_a_relaxed_rule_is_never_worse_and_nothing_passes_1(
    frames: list[tuple[int, int]], one: float, other: float, rate_hz: float
) -> None:
    """Wider is never lower, for any score of any label; at width 0 it is the strict rule."""
    video = _video(*zip(*frames, strict=True), rate_hz=rate_hz)
    narrow, wide = (label_counts(video, 4, EdgeRule(width)) for width in sorted((one, other)))
    strict = label_counts(video, 4, STRICT)
    assert strict.share_right <= narrow.share_right <= wide.share_right <= 1
    for low, high in ((strict, narrow), (narrow, wide)):
        for score in ("precision", "recall", "jaccard", "f1"):
            lower, upper = getattr(low, score), getattr(high, score)
            defined = ~np.isnan(lower)
            assert np.array_equal(defined, ~np.isnan(upper))
            assert np.all(lower[defined] <= upper[defined])
            assert np.all(upper[defined] <= 1)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=40))
def test_a_perfect_prediction_scores_1(truth: list[int]) -> None:
    """Under every rule, in every label that is there."""
    for edges in (STRICT, RELAXED_10_S):
        counts = label_counts(_video(truth, truth), 4, edges)
        assert counts.share_right == 1
        assert set(counts.f1[~np.isnan(counts.f1)]) == {1}


@pytest.mark.parametrize(
    ("truth", "predicted", "rate_hz", "message"),
    [
        ([0, 1, 1], [0, 1], 1, r"a true and a predicted label for each frame, found \(3,\) and \(2,\)"),
        ([], [], 1, "for each frame"),
        ([0, UNSAID], [0, 0], 1, "a true one is always there"),
        ([0, 1], [0, -2], 1, "a label is a number from 0"),
        ([0, 1], [0, 1], 0, "above 0 Hz"),
    ],
)
def test_labels_that_do_not_fit_are_refused(
    truth: list[int], predicted: list[int], rate_hz: float, message: str
) -> None:
    """A list one frame short is an error, and is never cut to fit."""
    with pytest.raises(ValueError, match=f"one: .*{message}"):
        _video(truth, predicted, rate_hz)


def test_a_label_that_is_none_and_a_negative_width_are_refused() -> None:
    """With the video's name where it has one."""
    with pytest.raises(ValueError, match="one: labels lie below 2"):
        label_counts(_video([0, 2], [0, 0]), 2, STRICT)
    with pytest.raises(ValueError, match="at least 0, found -1"):
        EdgeRule(-1)
