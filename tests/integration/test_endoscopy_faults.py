"""One fault after another, as in the operating room: the picture goes on, and what is lost is said."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

import numpy as np
import psutil
import pytest

from bedside.endoscopy.interface import View
from bedside.endoscopy.pipeline.settings import LiveSettings
from bedside.endoscopy.pipeline.sinks import Controls
from bedside.endoscopy.pipeline.watch import ModelState
from bedside.runtime.errors import InputError
from bedside.runtime.media import Frame, open_video
from bedside.runtime.stream import Pace
from endoscopy_faults import SLOW_S, faulty
from endoscopy_theatre import Theatre, camera, decoded_digests, film, picture
from limits import limit_of

TESTS = Path(__file__).parents[1]
FIRST = 15  # the frame with which a fault begins
OFF = LiveSettings(recovery_s=60.0, restarts=0, warm_up_s=60.0, queue_frames=50)  # what fails stays off
PATIENT = replace(
    OFF, patience_ms=5000.0
)  # with a machine that has others to serve, where time is not the point
NO_MODELS = LiveSettings(warm_up_s=0.0, source_patience_s=0.3)


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    """Lend a film."""
    return film(tmp_path_factory.mktemp("faults") / "film.mp4", 45)


def altered(theatre, video):
    """Count the frames of the clean picture that are missing or not as decoded."""
    return sum(a != b for a, b in zip_longest(theatre.clean, decoded_digests(video)))


def alarm_delay_of(theatre, frame):
    """Return how long after a frame the alarm was on the screen, in ms."""
    shown_at_s = theatre.first_shown_at_s(lambda shown: shown.frame >= frame and bool(shown.alarm))
    return (shown_at_s - theatre.clean_at_s[frame]) * 1e3


@pytest.mark.parametrize(
    ("fault", "state", "text"),
    [
        ("raise", ModelState.FAILED, "scene model failed"),
        ("nan", ModelState.FAILED, "scene model failed"),
        ("killed", ModelState.FAILED, "scene model failed"),
        ("stall", ModelState.STALLED, "scene model does not answer"),
    ],
)
@pytest.mark.verifies("SRS-096", purpose="effectiveness")
@pytest.mark.verifies("SRS-087", purpose="effectiveness")
def test_a_model_that_goes_wrong_clears_the_overlay_and_sounds_the_alarm(video, fault, state, text):
    """From the first frame of the fault on: no overlay, the alarm, and every frame of the picture."""
    theatre = Theatre()
    settings = OFF if fault == "stall" else PATIENT
    report = theatre.run(video, scene=faulty("scene", fault, FIRST), settings=settings, pace=Pace.at(50))
    clean_frame_altered = altered(theatre, video)
    assert clean_frame_altered == 0
    first_bad = [told.frame for told in theatre.reports if not told.scene.reason][-1] + 1
    alarm_delay_ms = alarm_delay_of(theatre, first_bad)
    assert 0 <= alarm_delay_ms <= limit_of("SRS-096")
    after = [shown for shown in theatre.shown if shown.frame >= first_bad + 15]
    assert len(after) >= 5
    assert not any(shown.annotated for shown in theatre.shown if shown.frame >= first_bad)
    assert all(text in shown.alarm for shown in after)
    assert report.branches["scene"].state is state
    assert report.dropped == 0


@pytest.mark.verifies("SRS-096", purpose="effectiveness")
@pytest.mark.verifies("SRS-087", purpose="effectiveness")
@pytest.mark.verifies("SRS-131", purpose="effectiveness")
@pytest.mark.verifies("SRS-097", purpose="effectiveness")
def test_a_model_ten_times_too_slow_sees_what_it_can_and_no_late_result_is_shown(video):
    """It is given the newest frame each time, the others are counted; no overlay, but the alarm."""
    theatre = Theatre()
    report = theatre.run(video, scene=faulty("scene", "slow"), settings=PATIENT)
    video_delay_ms = float(np.median(report.video_delay_ms))
    assert video_delay_ms < SLOW_S * 1e3 / 2
    clean_frame_altered = altered(theatre, video)
    assert clean_frame_altered == 0
    alarm_delay_ms = alarm_delay_of(theatre, 0)
    assert 0 <= alarm_delay_ms <= limit_of("SRS-096")
    assert all(shown.alarm == "no overlay: scene model is late" for shown in theatre.shown)
    scene = report.branches["scene"]
    assert scene.offered == 45 == scene.answered + scene.dropped
    assert 2 <= scene.answered <= 13
    seen = [told.scene.frame for told in theatre.reports if not told.scene.reason]
    assert len(seen) == scene.answered
    assert report.late + report.display_skipped == 45
    assert (report.annotated, report.dropped) == (0, 0)


@pytest.mark.verifies("SRS-097", purpose="effectiveness")
def test_one_model_that_hangs_leaves_the_other_alone(video):
    """The outlines go on; of the phase nothing is said, and the alarm tells which model it is."""
    theatre = Theatre()
    report = theatre.run(video, workflow=faulty("workflow", "stall", 1), settings=OFF)
    clean_frame_altered = altered(theatre, video)
    assert clean_frame_altered == 0
    late = [shown for shown in theatre.shown if shown.frame >= 40]
    assert sum(shown.annotated for shown in late) >= 3
    assert all("workflow model does not answer" in shown.alarm for shown in late)
    assert theatre.reports[0].workflow.reason == ""
    assert theatre.reports[25].workflow.reason == "no answer of the workflow model"
    assert report.branches["workflow"].answered == 1


@pytest.mark.verifies("SRS-132", purpose="effectiveness")
def test_a_killed_model_comes_back_visibly_and_with_nothing_stale(tmp_path):
    """No overlay, and the alarm, until a new process has proved itself; then results of their own frames."""
    video, theatre, controls, killed_at = film(tmp_path / "film.mp4", 500), Theatre(), Controls(), []

    def hand(frame):
        if frame.index == FIRST:
            (scene,) = [child for child in multiprocessing.active_children() if child.name == "scene"]
            os.kill(scene.pid, signal.SIGKILL)
            killed_at.append(time.perf_counter())
        if any(shown.annotated for shown in theatre.shown[-3:]) and frame.index > FIRST + 15:
            controls.stop()

    theatre.on_clean = hand
    settings = replace(PATIENT, recovery_s=0.2, restart_pause_s=0.1, restarts=1)
    report = theatre.run(video, settings=settings, controls=controls)
    alarm_delay_ms = (theatre.first_shown_at_s(lambda shown: "failed" in shown.alarm) - killed_at[0]) * 1e3
    assert 0 <= alarm_delay_ms <= limit_of("SRS-096")
    since = [shown for shown in theatre.shown if shown.frame > FIRST + 12]
    assert since[-1].annotated
    back = next(place for place, shown in enumerate(since) if shown.annotated)
    assert "scene model failed" in since[0].alarm
    assert all(shown.alarm for shown in since[:back])
    assert "scene model failed" not in since[-1].alarm
    assert all(told.scene.frame == told.frame for told in theatre.reports)
    assert (report.branches["scene"].restarts, report.branches["scene"].state) == (1, ModelState.HEALTHY)
    failed = next(alarm for alarm in report.alarms if alarm.text == "scene model failed")
    assert failed.cleared_ms is not None


def stream(number, t_s):
    """Make a camera's frame."""
    return Frame(number, t_s, picture(number))


@pytest.mark.parametrize("silent", [False, True])
@pytest.mark.verifies("SRS-098", purpose="effectiveness")
def test_a_source_that_is_lost_is_said_at_once_and_what_was_seen_is_kept(silent):
    """Unplugged or silent: an alarm, a dark picture in place of the last one, a whole report and no error."""
    theatre, over, lost_at = Theatre(), threading.Event(), []

    def frames():
        for number in range(10):
            yield stream(number, number / 100)
            time.sleep(0.01)
        lost_at.append(time.perf_counter())
        if silent:
            over.wait(20)
        else:
            raise InputError("/dev/video9", "a camera that stays plugged in", "no such device")

    report = theatre.run(camera(frames), pace=Pace.as_they_come(), settings=NO_MODELS)
    over.set()
    last = theatre.shown[-1]
    source_loss_alarm_ms = (theatre.shown_at_s[-1] - lost_at[0]) * 1e3
    assert source_loss_alarm_ms <= 1500
    assert last.alarm.endswith("source lost: no live picture")
    assert (last.view, last.annotated, int(last.picture[45:51, 75:85].max())) == (View.BLACK, False, 0)
    assert report.lost == (
        "stream stage source: no frame came for 0.3 s. Check the source and start the run again."
        if silent
        else "/dev/video9: found no such device. Give a camera that stays plugged in."
    )
    assert report.delivered == 10 == len(theatre.reports)
    assert [alarm.kind for alarm in report.alarms if alarm.cleared_ms is None].count("source") == 1


@pytest.mark.verifies("SRS-095", purpose="effectiveness")
def test_clocks_that_jump_back_change_nothing(monkeypatch):
    """The day's clock leaps all the time, the source's own once: its frames from the past are left out."""
    real, leaps = time.time, iter(range(10**9))
    monkeypatch.setattr(time, "time", lambda: real() - 3600 * (next(leaps) % 7))
    theatre = Theatre()

    def frames():
        for number, t_s in enumerate([0.00, 0.01, 0.02, 0.03, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06]):
            yield stream(number, t_s)
            time.sleep(0.02)

    video = camera(frames)
    report = theatre.run(
        video, pace=Pace.as_they_come(), settings=replace(PATIENT, annotation_deadline_ms=1000.0)
    )
    assert report.delivered == 7 == len(theatre.clean)
    assert report.warnings == ("3 frames were dropped: their time stamp was not after the one before",)
    annotation_delay_ms = report.annotation_delay_ms
    assert annotation_delay_ms.size == report.annotated >= 4
    assert 0 < annotation_delay_ms.min() <= annotation_delay_ms.max() < 1000
    assert report.video_delay_ms.min() >= 0
    assert {alarm.kind for alarm in report.alarms} <= {"late"}
    assert all(alarm.raised_ms >= 0 for alarm in report.alarms)


def recording(film_path, out, *limit):
    """Start a live run that records, in a process of its own."""
    paths = os.pathsep.join([str(TESTS.parent / "src"), str(TESTS)])
    return subprocess.Popen(  # noqa: S603 # this very test's own program
        [
            sys.executable,
            "-W",
            "error",
            str(TESTS / "endoscopy_recording.py"),
            str(film_path),
            str(out),
            *limit,
        ],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": paths},
    )


@pytest.mark.verifies("SRS-099", purpose="effectiveness")
def test_a_run_that_is_killed_leaves_a_recording_up_to_the_last_second(tmp_path):
    """The file plays without a warning, and the models' processes go with the run."""
    film(tmp_path / "film.mp4", 500)
    with recording(tmp_path / "film.mp4", tmp_path) as run:
        models = json.loads(run.stdout.readline())
        t_s = 0.0
        while t_s < 1.8:
            t_s = float(run.stdout.readline())
        run.kill()
        handed_on_s = [t_s, *map(float, run.stdout.read().split())]
    (path,) = tmp_path.glob("recording-*.mp4")
    recorded = open_video(path)
    frames = list(recorded.frames())
    recording_lost_s = handed_on_s[-1] - frames[-1].t_s
    assert 0 <= recording_lost_s <= limit_of("SRS-099")
    assert recorded.warnings == ()
    np.testing.assert_allclose([frame.t_s for frame in frames], np.arange(len(frames)) / 25, atol=1e-3)
    assert len(models) == 2
    until_s = time.perf_counter() + 10
    while any(map(running, models)) and time.perf_counter() < until_s:
        time.sleep(0.05)
    assert [pid for pid in models if running(pid)] == []


def running(pid):
    """Tell whether a process is there and no mere remainder."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.verifies("SRS-100", purpose="effectiveness")
def test_a_full_disk_ends_the_recording_and_nothing_else(tmp_path):
    """The alarm says why, what was written plays, and every frame of the picture is handed on."""
    film(tmp_path / "film.mp4", 50)
    with recording(tmp_path / "film.mp4", tmp_path, "8000") as run:
        lines = run.stdout.read().splitlines()
    assert run.returncode == 0
    report = json.loads(lines[-1])
    assert report["delivered"] == 50
    assert "recording stopped: File too large" in report["alarms"]
    (path,) = tmp_path.glob("recording-*.mp4")
    recorded = open_video(path)
    frames = list(recorded.frames())
    recording_lost_s = (report["written"] - len(frames)) / 25
    assert 0 <= recording_lost_s <= limit_of("SRS-099")
    assert 5 <= len(frames) < 40
    assert recorded.warnings == ()
