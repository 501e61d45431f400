"""A recording holds what may be recorded, plays whatever happens, and never holds the picture up."""

import errno
import threading
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.endoscopy.interface import View
from bedside.endoscopy.pipeline.alarms import Alarms
from bedside.endoscopy.pipeline.recorder import HELD_FRAMES, HoldBack, Recorder
from bedside.runtime.errors import OutputError
from bedside.runtime.media import Frame, open_video
from bedside.runtime.stream import SystemClock
from limits import limit_of

NOON = "2026-01-02T12:00:00+00:00"


def frame(number):
    """Make a small frame."""
    return Frame(number, number / 25, np.full((32, 48, 3), 40 + number % 100, np.uint8))


def recorded(recorder, views):
    """Record frames of these views and return the alarms."""
    alarms = Alarms(SystemClock())
    recorder.start(alarms, SystemClock())
    for number, view in enumerate(views):
        recorder.offer(frame(number), view)
        time.sleep(0.001)
    recorder.close()
    return alarms


@given(
    st.lists(st.sampled_from([View.GOOD, View.GOOD, View.GOOD, View.SMOKE, View.OUT_OF_BODY]), max_size=60)
)
@pytest.mark.verifies("RC-036", purpose="implementation")
def test_nothing_from_outside_the_body_is_let_go_nor_what_came_just_before(views):
    """For any sequence of views; all else is let go, in order, but the last few, and all is counted."""
    hold = HoldBack()
    let_go = [hold.pass_on(frame(number), view) for number, view in enumerate(views)]
    hold.end()
    numbers = [each.index for each in let_go if each is not None]
    out_of_body_frame_recorded = sum(
        View.OUT_OF_BODY in views[number : number + HELD_FRAMES + 1] for number in numbers
    )
    assert out_of_body_frame_recorded == 0
    assert numbers == [
        number
        for number in range(len(views) - HELD_FRAMES)
        if View.OUT_OF_BODY not in views[number : number + HELD_FRAMES + 1]
    ]
    assert hold.withheld == len(views) - len(numbers)


@pytest.mark.verifies("RC-036", purpose="effectiveness")
def test_an_episode_outside_the_body_is_not_in_the_file(tmp_path):
    """Nor the frames before the guard knew; the counts say how many are not."""
    views = [View.GOOD] * 20 + [View.OUT_OF_BODY] * 6 + [View.GOOD] * 20
    recorder = Recorder(tmp_path, NOON)
    alarms = recorded(recorder, views)
    report = recorder.report()
    times_s = [seen.t_s for seen in open_video(report.path).frames()]
    out_of_body_frame_recorded = sum(15 <= round(t_s * 25) < 26 for t_s in times_s)
    assert out_of_body_frame_recorded == 0
    assert [round(t_s * 25) for t_s in times_s] == [*range(15), *range(26, 41)]
    assert (report.written, report.withheld, report.dropped, report.failure) == (30, 16, 0, "")
    assert alarms.log() == ()


@pytest.mark.verifies("RC-044", purpose="effectiveness")
def test_a_full_disk_ends_the_recording_with_an_alarm_and_what_is_there_plays(tmp_path):
    """Offers go on without an error, and the file has lost less than a second before the disk was full."""
    recorder = Recorder(tmp_path, NOON)
    full_at = []

    class FullDisk:
        """The recorder's own file, with room for little."""

        def write(self, data):
            if recorder._own.tell() + len(data) > 6000:
                full_at.append(recorder.report().written / 25)
                raise OSError(errno.ENOSPC, "No space left on device")
            return recorder._own.write(data)

        def truncate(self, size):
            return recorder._own.truncate(size)

        def fileno(self):
            raise OSError("none")

    recorder._film._file._file = FullDisk()
    alarms = recorded(recorder, [View.GOOD] * 120)
    report = recorder.report()
    assert report.failure == "No space left on device"
    assert [alarm.text for alarm in alarms.log()] == ["recording stopped: No space left on device"]
    frames = list(open_video(report.path).frames())
    recording_lost_s = full_at[0] - frames[-1].t_s
    assert 0 <= recording_lost_s <= limit_of("SRS-099")
    assert report.written + report.withheld + report.dropped == 120 - (
        120 - 5 - report.written - report.dropped
    )


@pytest.mark.verifies("RC-044", purpose="implementation")
def test_any_fault_of_the_recorder_is_an_alarm(tmp_path, monkeypatch):
    """Also one that nobody thought of."""
    recorder = Recorder(tmp_path, NOON)

    def broken(*_):
        raise KeyError("encoder")

    monkeypatch.setattr(recorder._film, "add", broken)
    alarms = recorded(recorder, [View.GOOD] * 10)
    assert recorder.report().failure == "'encoder'"
    assert "recording stopped" in alarms.text()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.verifies("RC-044", purpose="implementation")
def test_a_disk_that_hangs_leaves_gaps_and_holds_nobody_up(tmp_path, monkeypatch):
    """Frames are offered in no time; those that found no room are counted, and the alarm says so."""
    monkeypatch.setattr("bedside.endoscopy.pipeline.recorder._WAITING", 4)
    recorder, go = Recorder(tmp_path, NOON), threading.Event()
    add = recorder._film.add

    def hanging(t_s, picture):
        go.wait(10)
        add(t_s, picture)

    monkeypatch.setattr(recorder._film, "add", hanging)
    alarms = Alarms(SystemClock())
    recorder.start(alarms, SystemClock())
    started_s = time.perf_counter()
    for number in range(40):
        recorder.offer(frame(number), View.GOOD)
    assert time.perf_counter() - started_s < 1
    go.set()
    recorder.close()
    report = recorder.report()
    assert report.dropped >= 40 - 5 - 4 - 2
    assert report.written + report.withheld + report.dropped == 40
    assert alarms.text() == "recording has gaps"
    assert len(list(open_video(report.path).frames())) == report.written


def test_recordings_of_one_second_get_names_of_their_own(tmp_path):
    """A file that is there is never written over; one without a frame is removed."""
    first, second = Recorder(tmp_path, NOON), Recorder(tmp_path, NOON)
    assert (first.path.name, second.path.name) == (
        "recording-20260102T120000.mp4",
        "recording-20260102T120000-1.mp4",
    )
    with first, second:
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.verifies("RC-044", purpose="negative")
def test_a_folder_that_takes_no_file_is_refused_before_the_run(tmp_path):
    """Not in the middle of it."""
    with pytest.raises(OutputError, match="no recording can be begun"):
        Recorder(tmp_path / "nowhere", NOON)
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="no recording can be begun"):
        Recorder(tmp_path / "file", NOON)
