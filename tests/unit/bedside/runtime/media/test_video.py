"""A video passes on frames in strict order of time and size, and says what it left out."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.runtime.errors import InputError
from bedside.runtime.media import Frame
from bedside.runtime.media.video import MAX_PIXELS, MIN_SIDE_PX, DecodeLog, Video, check_size

PIXELS = np.zeros((20, 30), np.uint8)


def video_of(frames):
    """Make a video that reads these frames."""

    def read(log):
        yield from frames

    return Video.like(
        Frame(0, 0.0, PIXELS), description="fake", kind="file", nominal_rate_hz=None, declared_frames=None,
        sha256="0" * 64, read=read,
    )  # fmt: skip


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.floats(-100, 100), max_size=30))
@pytest.mark.verifies("SRS-002", purpose="implementation")
def test_times_are_strictly_increasing_and_every_frame_is_passed_on_or_counted(times):
    """A stamp that does not move forward drops its frame; nothing else is dropped."""
    video = video_of([Frame(number, t_s, PIXELS) for number, t_s in enumerate(times)])
    frames = list(video.frames())
    found = [frame.t_s for frame in frames]
    assert all(later > earlier for earlier, later in pairwise(found))
    assert [frame.index for frame in frames] == list(range(len(frames)))
    assert len(frames) + video.log.dropped_for_time == len(times)
    expected, last = [], -math.inf
    for t_s in times:
        if t_s > last:
            expected.append(t_s)
            last = t_s
    assert found == expected
    assert bool(video.warnings) == (len(found) < len(times))


@pytest.mark.verifies("SRS-006", purpose="negative")
def test_a_frame_of_another_size_ends_the_pass(tmp_path):
    """The picture's size may not change on the way."""
    video = video_of([Frame(0, 0.0, PIXELS), Frame(1, 1.0, PIXELS.T)])
    frames = video.frames()
    next(frames)
    with pytest.raises(InputError, match="20x30 px in frame 1"):
        next(frames)


def test_damaged_frames_are_passed_on_marked_and_counted():
    """The reader decides what a damaged frame is worth."""
    video = video_of([Frame(0, 0.0, PIXELS), Frame(1, 1.0, PIXELS, damaged=True)])
    assert [frame.damaged for frame in video.frames()] == [False, True]
    assert video.warnings == ("1 frames are damaged, or predicted from damaged ones, and marked so",)


@pytest.mark.parametrize(
    ("width", "height", "refused"),
    [
        (MIN_SIDE_PX, MIN_SIDE_PX, False),
        (MIN_SIDE_PX - 1, MIN_SIDE_PX, True),
        (MIN_SIDE_PX, MIN_SIDE_PX - 1, True),
        (8192, MAX_PIXELS // 8192, False),
        (8192, MAX_PIXELS // 8192 + 1, True),
        (0, 0, True),
    ],
)
@pytest.mark.verifies("SRS-006", purpose="implementation")
def test_sizes_are_refused_from_the_limit_on(width, height, refused):
    """Exactly at the limit a picture is read, one beyond it is not."""
    if refused:
        with pytest.raises(InputError):
            check_size("a", width, height)
    else:
        check_size("a", width, height)


def test_a_clean_log_says_nothing_and_each_count_is_told():
    """One sentence for each thing that went wrong."""
    assert DecodeLog(frames=9).warnings() == ()
    texts = DecodeLog(1, 2, 3, 4, 5, ["cut"]).warnings()
    assert [text.split()[0] for text in texts] == ["2", "3", "4", "5", "cut"]
