"""Recordings run through the stream: every frame is accounted for, from file to summary."""

from fractions import Fraction

import numpy as np
import pytest

from bedside.runtime.media import ReadOptions, open_video
from bedside.runtime.stream import Pace, run_stream
from fakes import FakeClock
from recordings import pattern, write_video

PICTURES = [pattern(48, 64, number) for number in range(50)]


@pytest.mark.verifies("SRS-010", purpose="implementation")
def test_a_paced_video_is_processed_or_dropped_frame_by_frame(tmp_path):
    """In real time, at 200 Hz, with work that cannot keep up: nothing is lost count of."""
    path = write_video(tmp_path / "a.mp4", PICTURES, range(50), unit=Fraction(1, 25))
    video = open_video(path, ReadOptions(grey=True))
    seen = []

    def work(frame, stages):
        with stages("look"):
            seen.append((frame.index, float(frame.grey().mean())))
            for _ in range(40):
                np.linalg.svd(np.ones((60, 60)))

    summary = run_stream(video.frames(), work, pace=Pace.at(200), deadline_ms=5)
    assert summary.produced == 50 == video.log.frames
    assert [index for index, _ in seen] == [timing.index for timing in summary.timings]
    assert sorted([*(index for index, _ in seen), *summary.dropped_indices]) == list(range(50))
    assert summary.stages_ms["look"].size == summary.processed
    assert summary.stages_ms["decode"].size == 50
    assert video.warnings == ()


@pytest.mark.verifies("SRS-010", purpose="implementation")
def test_uneven_time_stamps_become_the_plan_of_arrivals(tmp_path):
    """From the container to the moment at which a frame is due."""
    times_ms = [0, 40, 90, 100, 300, 301, 400]
    video = open_video(write_video(tmp_path / "a.mkv", PICTURES[:7], times_ms))
    summary = run_stream(
        video.frames(), lambda _frame, _stages: None, pace=Pace.stamped(), clock=FakeClock(), threads=False
    )
    assert [round(timing.due_ns / 1e6) for timing in summary.timings] == times_ms


@pytest.mark.verifies("SRS-010", purpose="negative")
def test_work_that_fails_releases_the_file(tmp_path):
    """The container is closed, so the file can be replaced, and the error is the work's own."""
    video = open_video(write_video(tmp_path / "a.mp4", PICTURES, range(50), unit=Fraction(1, 25)))

    def work(frame, _stages):
        raise ArithmeticError(frame.index)

    with pytest.raises(ArithmeticError):
        run_stream(video.frames(), work, pace=Pace.at(1000))
    assert len(list(video.frames())) == 50
