"""Splits by whole videos, and the refusal of others."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts import LeakageError, Split, leakage, refuse_leakage, split_by_video

pytestmark = pytest.mark.verifies("SRS-125", purpose="implementation")


@dataclass(frozen=True)
class _Frame:
    video: str
    number: int


FRAMES = [_Frame(f"video{k:02d}", n) for k in range(10) for n in range(20)]


def test_a_split_of_frames_drawn_at_random_is_refused_with_the_videos_names() -> None:
    """Twenty frames of each of ten videos, shuffled: every video is on both sides."""
    order = np.random.default_rng(1).permutation(len(FRAMES))
    train, test = ([FRAMES[k] for k in part] for part in (order[:150], order[150:]))
    assert leakage(train, test) == tuple(f"video{k:02d}" for k in range(10))
    with pytest.raises(
        LeakageError,
        match=r"train and test share 10 video\(s\) or patient\(s\): video00, video01, .*whole videos",
    ):
        refuse_leakage({"train": train, "test": test})


@pytest.mark.verifies("RC-049", purpose="effectiveness")
def test_every_split_drawn_from_frames_is_refused_and_none_drawn_from_videos() -> None:
    """Of 300 of each, whatever the shares of the two sides."""
    random = np.random.default_rng(2)
    leaking_split_refused, whole_split_refused = 0, 0
    for seed in range(300):
        share = float(random.uniform(0.05, 0.95))
        order, cut = random.permutation(len(FRAMES)), round(share * len(FRAMES))
        by_frames = {"train": [FRAMES[k] for k in order[cut:]], "test": [FRAMES[k] for k in order[:cut]]}
        by_videos = dict(
            zip(("train", "test"), split_by_video(FRAMES, share, seed).sides(FRAMES), strict=True)
        )
        leaking_split_refused += _refused(by_frames)
        whole_split_refused += _refused(by_videos)
    assert (leaking_split_refused, whole_split_refused) == (300, 0)


def _refused(sides: dict[str, Sequence[_Frame]]) -> bool:
    try:
        refuse_leakage(sides)
    except LeakageError:
        return True
    return False


def test_one_video_on_both_sides_is_enough() -> None:
    """It is named, as are the two sides, whichever of several they are."""
    sides = {"train": FRAMES[:60], "validation": FRAMES[60:100], "test": [*FRAMES[100:], FRAMES[61]]}
    with pytest.raises(LeakageError, match="validation and test share 1 video") as caught:
        refuse_leakage(sides)
    assert (caught.value.sides, caught.value.videos) == (("validation", "test"), ("video03",))


def test_judging_by_the_training_data_is_refused() -> None:
    """All its videos are on both sides."""
    with pytest.raises(LeakageError, match="share 10 video"):
        refuse_leakage({"train": FRAMES, "test": FRAMES})
    with pytest.raises(LeakageError, match="train and test share 2"):
        Split(frozenset({"a", "b"}), frozenset({"a", "b"}))


def test_sides_without_a_common_video_pass() -> None:
    """However many frames they have."""
    assert leakage(FRAMES[:100], FRAMES[100:]) == ()
    refuse_leakage({"train": FRAMES[:100], "validation": FRAMES[100:140], "test": FRAMES[140:]})


def test_a_split_deals_out_frames_by_their_video() -> None:
    """Those of a video on neither side are dealt to none."""
    train, test = Split(frozenset({"video00"}), frozenset({"video09"})).sides(FRAMES)
    assert {frame.video for frame in train} == {"video00"}
    assert {frame.video for frame in test} == {"video09"}
    assert len(train) == len(test) == 20


@given(st.integers(2, 30), st.floats(0.01, 0.99), st.integers(0, 5))
def test_videos_are_drawn_whole_each_once_and_again_alike(videos: int, share: float, seed: int) -> None:
    """Both sides have some, together all, in about the share asked for, whatever the order of the frames."""
    frames = [_Frame(f"v{k:02d}", n) for k in range(videos) for n in range(2)]
    split = split_by_video(frames, share, seed)
    assert split == split_by_video(reversed(frames), share, seed)
    assert split.train | split.test == {frame.video for frame in frames}
    assert abs(len(split.test) - share * videos) <= 1
    refuse_leakage(dict(zip(("train", "test"), split.sides(frames), strict=True)))


def test_a_split_needs_two_sides() -> None:
    """And a share of them."""
    with pytest.raises(ValueError, match="videos on both sides"):
        Split(frozenset({"a"}), frozenset())
    for share, frames in ((0, FRAMES), (1, FRAMES), (0.5, FRAMES[:20])):
        with pytest.raises(ValueError, match="at least two videos"):
            split_by_video(frames, share, 0)
