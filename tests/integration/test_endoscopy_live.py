"""The whole live graph: the clean picture untouched, results on their own frames, privacy kept."""

import itertools
import multiprocessing
import sys
import threading

import numpy as np
import pytest

import endoscopy_packages
from bedside.endoscopy.interface import View
from bedside.endoscopy.pipeline.analysis import SceneReader, WorkflowReader
from bedside.endoscopy.pipeline.recorder import Recorder
from bedside.endoscopy.pipeline.settings import LiveSettings
from bedside.endoscopy.pipeline.sinks import Controls
from bedside.endoscopy.processing.overlay import annotated
from bedside.endoscopy.processing.preprocessing import Letterbox, PlaneMaker
from bedside.runtime.media import open_video
from bedside.runtime.stream import Pace
from endoscopy_faults import faulty
from endoscopy_theatre import HEIGHT, WIDTH, Theatre, decoded_digests, film, judged, picture
from recordings import write_video

BOX = Letterbox.of(HEIGHT, WIDTH)
OUTSIDE = range(30, 40)
PATIENT = LiveSettings(
    annotation_deadline_ms=1000.0, patience_ms=5000.0, workflow_life_s=0.0, warm_up_s=60.0, queue_frames=50
)
NOON = "2026-01-02T12:00:00+00:00"


@pytest.fixture(scope="module")
def operation(tmp_path_factory):
    """Run a film with an episode outside the body, once for all who look at the outcome, with ample time."""
    folder = tmp_path_factory.mktemp("live")
    video, theatre = film(folder / "film.mp4", 60, OUTSIDE), Theatre()
    before = threading.active_count()
    report = theatre.run(video, settings=PATIENT, recorder=Recorder(folder, NOON))
    assert threading.active_count() == before
    return video, theatre, report


@pytest.mark.verifies("SRS-087", purpose="effectiveness")
def test_the_clean_picture_is_the_decoded_one_frame_by_frame(operation):
    """Every byte of every frame, in order."""
    video, theatre, report = operation
    wanted = decoded_digests(video)
    clean_frame_altered = sum(a != b for a, b in itertools.zip_longest(theatre.clean, wanted))
    assert clean_frame_altered == 0
    assert (report.produced, report.delivered, report.dropped) == (60, 60, 0)


@pytest.mark.verifies("SRS-062", purpose="implementation")
def test_what_is_said_live_is_what_is_said_frame_after_frame(operation):
    """To the last bit: the scene of each frame, the workflow at each sample, and why nothing is said."""
    video, theatre, report = operation
    scenes = SceneReader(*endoscopy_packages.open_scene())
    workflow = WorkflowReader(*endoscopy_packages.open_workflow())
    planes, answered = PlaneMaker(), 0
    for frame, told in zip(video.frames(), theatre.reports, strict=True):
        plane = planes.plane(frame)
        view, _ = judged(plane)
        assert (told.frame, told.t_s, told.view) == (frame.index, frame.t_s, view)
        if view is not View.GOOD:
            assert told.scene.reason == told.workflow.reason == "the endoscope is outside the body"
            continue
        if workflow.due(frame.t_s):
            assert told.workflow == workflow.read(frame.index, frame.t_s, plane)
        else:
            assert told.workflow is None
        if not told.scene.reason:
            answered += 1
            wanted = scenes.read(frame.index, frame.t_s, plane, BOX)
            np.testing.assert_array_equal(told.scene.shares, wanted.shares)
            assert (told.scene.frame, told.scene.landmarks) == (frame.index, wanted.landmarks)
    assert answered == report.branches["scene"].answered >= 30
    assert report.branches["workflow"].answered == report.branches["workflow"].offered >= 3


@pytest.mark.verifies("SRS-095", purpose="effectiveness")
def test_every_picture_shows_its_own_frame_with_its_own_result(operation):
    """The picture on the screen is the frame's own pixels with its own scene drawn on them, exactly."""
    video, theatre, report = operation
    frames, told = list(video.frames()), theatre.reports
    annotated_pictures = [shown for shown in theatre.shown if shown.annotated]
    for shown in annotated_pictures:
        wanted = annotated(
            frames[shown.frame].pixels, told[shown.frame].scene, None, View.GOOD, shown.alarm, BOX
        )
        np.testing.assert_array_equal(shown.picture, wanted)
    annotation_delay_ms = report.annotation_delay_ms
    assert len(annotated_pictures) == report.annotated == annotation_delay_ms.size >= 30
    assert annotation_delay_ms.min() > 0
    assert [shown.frame for shown in theatre.shown] == sorted({shown.frame for shown in theatre.shown})


@pytest.mark.verifies("SRS-086", purpose="effectiveness")
def test_what_is_outside_the_body_is_shown_in_blocks_alone(operation):
    """No picture of the room has the room's fine pattern."""
    _, theatre, _ = operation
    shown = [each for each in theatre.shown if each.view is View.OUT_OF_BODY]
    assert len(shown) >= 5
    for each in shown:
        assert each.frame in OUTSIDE
        assert not each.annotated
        assert len(np.unique(each.picture[40:56, 60:100].reshape(-1, 3), axis=0)) <= 12


@pytest.mark.verifies("RC-036", purpose="effectiveness")
def test_what_is_outside_the_body_is_not_recorded_nor_what_was_just_before(operation):
    """All else is, but for the last frames, and the counts agree."""
    _, _, report = operation
    recording = open_video(report.recording.path)
    numbers = [round(frame.t_s * 25) for frame in recording.frames()]
    out_of_body_frame_recorded = sum(number in OUTSIDE for number in numbers)
    assert out_of_body_frame_recorded == 0
    assert numbers == [*range(25), *range(40, 55)]
    assert (report.recording.written, report.recording.withheld) == (40, 20)
    assert recording.warnings == ()


def test_the_report_accounts_for_every_frame_and_every_part(operation):
    """Counts, delays, stages, and no alarm that nothing explains."""
    _, theatre, report = operation
    assert report.views == {View.GOOD: 50, View.OUT_OF_BODY: 10}
    assert report.displayed + report.display_skipped == 60
    assert report.displayed == len(theatre.shown)
    assert report.video_delay_ms.min() >= 0
    assert {"decode", "plane", "view", "hand_out", "scene", "workflow", "compose", "record"} == set(
        report.stages
    )
    scene = report.branches["scene"]
    assert scene.offered == 50 == scene.answered + scene.failed + scene.dropped
    assert scene.opened.backend.library == "onnxruntime"
    assert (report.lost, report.warnings) == ("", ())
    assert {alarm.kind for alarm in report.alarms} <= {"late"}


@pytest.mark.verifies("SRS-103", purpose="effectiveness")
def test_a_switch_clears_the_overlay_from_the_next_picture_on_and_a_stop_ends_the_run(tmp_path):
    """The models go on meanwhile; a run that is stopped has a whole report."""
    video, theatre, controls = film(tmp_path / "film.mp4", 200), Theatre(), Controls()

    def hand(frame):
        if frame.index == 20:
            controls.switch_overlay()
        if frame.index == 40:
            controls.stop()

    theatre.on_clean = hand
    report = theatre.run(video, settings=PATIENT, controls=controls, pace=Pace.at(50))
    frames = list(itertools.islice(video.frames(), report.delivered))
    assert 41 <= report.delivered <= 60
    off = [shown for shown in theatre.shown if shown.frame >= 20]
    central_pixel_altered = sum(int((shown.picture != frames[shown.frame].pixels).sum()) for shown in off)
    assert central_pixel_altered == 0
    assert len(off) >= 10
    assert any(shown.annotated for shown in theatre.shown)
    assert not any(shown.annotated for shown in off)
    assert sum(not told.scene.reason for told in theatre.reports[20:]) >= 10


def test_a_run_ends_after_the_time_that_it_is_given(tmp_path):
    """By the source's own time."""
    theatre = Theatre()
    settings = LiveSettings(longest_s=0.4, warm_up_s=0.0, queue_frames=50)
    report = theatre.run(film(tmp_path / "film.mp4", 100), settings=settings, pace=Pace.at(200))
    assert report.delivered == 10


@pytest.mark.verifies("SRS-097", purpose="implementation")
def test_a_full_size_picture_is_handed_on_whole_beside_a_busy_model(tmp_path):
    """At 854 by 480, with a model that computes without a pause; threads may switch as before, afterwards."""
    pictures = (picture(number, 480, 854) for number in range(25))
    video = open_video(write_video(tmp_path / "film.mp4", pictures, range(0, 1000, 40)))
    theatre, before_s = Theatre(), sys.getswitchinterval()
    report = theatre.run(video, scene=faulty("scene", "busy"), settings=PATIENT)
    assert sys.getswitchinterval() == before_s
    assert (report.delivered, report.dropped) == (25, 0)
    clean_frame_altered = sum(a != b for a, b in zip(theatre.clean, decoded_digests(video), strict=True))
    assert clean_frame_altered == 0
    assert report.annotated >= 10


@pytest.mark.verifies("SRS-097", purpose="negative")
def test_an_error_of_the_clean_sink_comes_out_and_nothing_is_left_behind(tmp_path):
    """Processes, threads and the recording's file are closed."""
    theatre = Theatre()

    def broken(frame):
        if frame.index >= 5:
            raise RuntimeError("no monitor")

    theatre.on_clean = broken
    before = threading.active_count()
    with pytest.raises(RuntimeError, match="no monitor"):
        theatre.run(
            film(tmp_path / "film.mp4", 20),
            recorder=Recorder(tmp_path, NOON),
            pace=Pace.at(100),
            settings=LiveSettings(warm_up_s=0.0),
        )
    assert threading.active_count() == before
    assert multiprocessing.active_children() == []
    assert [path.name for path in tmp_path.iterdir()] == ["film.mp4"]
