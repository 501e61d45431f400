"""Scores of videos, each by its full name."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.measure import MIN_SUBJECTS, STRICT, LabelledVideo, video_scores

pytestmark = pytest.mark.verifies("SRS-126", purpose="implementation")


def _video(name: str, truth: list[int], predicted: list[int]) -> LabelledVideo:
    return LabelledVideo(name, np.array(truth), np.array(predicted), 1.0)


SHORT = _video("short", [0] * 5 + [1] * 5, [0] * 10)
LONG = _video("long", [0] * 45 + [1] * 45, [0] * 45 + [1] * 45)


def test_the_two_orders_of_averaging_differ_and_are_both_given() -> None:
    """A bad short video and a good long one: half right and all right, or 95 of 100 frames."""
    found = video_scores([SHORT, LONG], 2, 0.95)
    assert found["accuracy_strict_per_video_mean"].point == pytest.approx((0.5 + 1) / 2)
    assert found["accuracy_strict_pooled"].point == pytest.approx(95 / 100)
    assert found["macro_f1_strict_per_video_mean"].point == pytest.approx(((2 / 3 + 0) / 2 + 1) / 2)
    pooled = (2 * 50 / (50 + 55) + 2 * 45 / (45 + 50)) / 2
    assert found["macro_f1_strict_pooled"].point == pytest.approx(pooled)


def test_a_label_that_a_video_does_not_have_is_left_out_of_its_mean() -> None:
    """And of the pooled one only where no video has it."""
    found = video_scores([_video("a", [0, 0], [0, 0]), _video("b", [0, 1], [0, 0])], 3, 0.95)
    assert found["macro_f1_strict_per_video_mean"].point == pytest.approx((1 + (2 / 3 + 0) / 2) / 2)
    assert found["macro_f1_strict_pooled"].point == pytest.approx((6 / 7 + 0) / 2)


def test_no_number_goes_without_the_name_of_its_protocol() -> None:
    """Rule and order are in each name of a frame score, and the estimate carries it too."""
    found = video_scores([SHORT, LONG], 2, 0.95)
    by_frames = re.compile(r"(accuracy|macro_f1|macro_jaccard)_(strict|relaxed_10s)_(pooled|per_video_mean)")
    others = {f"{name}_per_video_mean" for name in ("edit_score", "extra_segments")}
    others |= {f"segmental_f1_at_{percent}_per_video_mean" for percent in (10, 25, 50)}
    assert {name for name in found if not by_frames.fullmatch(name)} == others | {"shortest_segment_s_min"}
    assert len(found) == 12 + 6
    assert all(estimate.statistic == name for name, estimate in found.items())


def test_relaxed_is_never_below_strict() -> None:
    """Whatever the order: an edge 3 s late costs the strict rule alone."""
    late = [_video(str(k), [0] * 20 + [1] * 20, [0] * 23 + [1] * 17) for k in range(3)]
    found = video_scores(late, 2, 0.95)
    for order in ("pooled", "per_video_mean"):
        assert found[f"accuracy_strict_{order}"].point == pytest.approx(37 / 40)
        assert found[f"accuracy_relaxed_10s_{order}"].point == 1


def test_intervals_are_drawn_from_videos_and_not_from_frames() -> None:
    """Ten times the frames of the same videos leave the interval as wide as it was."""
    random = np.random.default_rng(4)
    shares = random.uniform(0.6, 1, MIN_SUBJECTS + 5)

    def of(frames: int) -> list[LabelledVideo]:
        wrong = [round(frames * (1 - share)) for share in shares]
        return [
            _video(str(k), [0] * frames + [1] * frames, [1] * bad + [0] * (frames - bad) + [1] * frames)
            for k, bad in enumerate(wrong)
        ]

    scores = [video_scores(of(frames), 2, 0.95, edges=[STRICT]) for frames in (50, 500)]
    for name in ("accuracy_strict_pooled", "accuracy_strict_per_video_mean"):
        few, many = (found[name] for found in scores)
        assert few.lower is not None
        assert few.upper is not None
        assert few.lower < few.point < few.upper  # type: ignore[operator]
        assert (many.lower, many.upper) == pytest.approx((few.lower, few.upper), abs=0.01)
        assert f"over {len(shares)} subjects" in few.method


def test_too_few_videos_have_a_score_and_no_interval() -> None:
    """However many frames they have."""
    found = video_scores([SHORT, LONG], 2, 0.95)
    assert all(each.lower is None and each.upper is None for each in found.values())
    assert "needs 10" in found["edit_score_per_video_mean"].method


def test_the_shortest_segment_is_in_seconds_and_of_all_videos() -> None:
    """Three frames at 2 Hz; None where nothing is said anywhere."""
    fast = LabelledVideo("fast", np.zeros(10, int), np.array([0] * 3 + [1] * 7), 2.0)
    assert video_scores([LONG, fast], 2, 0.95)["shortest_segment_s_min"].point == pytest.approx(1.5)
    silent = _video("silent", [0, 0], [-1, -1])
    assert video_scores([silent], 1, 0.95)["shortest_segment_s_min"].point is None


@given(st.permutations(range(4)))
def test_the_order_of_the_videos_does_not_matter(order: list[int]) -> None:
    """Nothing is carried from one video into the next."""
    videos = [
        SHORT,
        LONG,
        _video("c", [0, 1, 1, 0], [0, 1, 0, 0]),
        _video("d", [1] * 9, [1] * 8 + [0]),
    ]
    once, again = video_scores(videos, 2, 0.95), video_scores([videos[k] for k in order], 2, 0.95)
    assert {name: each.point for name, each in once.items()} == pytest.approx(
        {name: each.point for name, each in again.items()}
    )


def test_a_video_counts_once() -> None:
    """Two of one name are not two subjects, and none is no score."""
    with pytest.raises(ValueError, match="a name of its own"):
        video_scores([SHORT, SHORT], 2, 0.95)
    with pytest.raises(ValueError, match="at least one video"):
        video_scores([], 2, 0.95)
