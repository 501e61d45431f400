"""The annotated picture: a frame is shown with its own result or without, in time, and says what is wrong."""

import threading
import time

import numpy as np
import pytest

from bedside.endoscopy.interface import SceneObservation, View, WorkflowObservation
from bedside.endoscopy.pipeline.alarms import Alarms
from bedside.endoscopy.pipeline.answers import Answers
from bedside.endoscopy.pipeline.composer import Arrival, Composer
from bedside.endoscopy.pipeline.context import RunContext
from bedside.endoscopy.pipeline.settings import LiveSettings
from bedside.endoscopy.pipeline.sinks import Controls, LiveSinks
from bedside.endoscopy.pipeline.watch import ModelState
from bedside.endoscopy.processing.overlay import annotated
from bedside.endoscopy.processing.preprocessing import Letterbox
from bedside.endoscopy.processing.scene import NOWHERE, withheld_scene
from bedside.runtime.media import Frame
from bedside.runtime.stream import SystemClock
from limits import limit_of

HEIGHT, WIDTH = 120, 160
BOX = Letterbox.of(HEIGHT, WIDTH)
CLOCK = SystemClock()
PHASE = WorkflowObservation(0, 0.0, "tumour_removal", "debulking", "tumour_removal", 0.9, 600.0)


class Model:
    """Stands for a branch."""

    def __init__(self):
        self.answers, self.health = Answers(CLOCK), ModelState.HEALTHY

    def look(self):
        """Tell the health."""
        return self.health


class Room:
    """A composer with its two models, and what it showed."""

    def __init__(self, display=None, **settings):
        self.scene, self.workflow, self.controls, self.shown = Model(), Model(), Controls(), []
        self.alarms = Alarms(CLOCK)
        context = RunContext(LiveSettings(**settings), self.alarms, CLOCK)
        sinks = LiveSinks(display=display or self.shown.append)
        self.composer = Composer((self.scene, self.workflow), sinks, self.controls, context, BOX)
        self.composer.start()

    def show(self, number, view=View.GOOD, withheld="", arrived_ns=None):
        """Offer a frame and wait until it was shown."""
        frame = Frame(number, number / 25, pixels(number))
        before = len(self.shown)
        arrived_ns = arrived_ns or CLOCK.now_ns()
        self.composer.offer(Arrival(frame, arrived_ns - 5_000_000, arrived_ns, view, "", withheld))
        end_s = time.perf_counter() + 5
        while len(self.shown) == before and time.perf_counter() < end_s:
            time.sleep(0.001)
        return self.shown[-1]


@pytest.fixture
def room():
    """Lend a room with ample time."""
    made = Room(annotation_deadline_ms=3000.0)
    yield made
    made.composer.close()


def pixels(number):
    """Draw a frame."""
    return np.random.default_rng(number).integers(60, 120, (HEIGHT, WIDTH, 3), dtype=np.uint8)


def smoky(number):
    """Make a frame of smoke."""
    return Arrival(Frame(number, 0.0, pixels(0)), 0, CLOCK.now_ns(), View.SMOKE, "", "smoke")


def scene_of(number):
    """See an instrument in a place that depends on the frame."""
    shares = np.full((4, 72, 128), 0.02, np.float32)
    shares[0] = 0.94
    left = 20 + number % 60
    shares[:, 10:30, left : left + 10] = np.array([0.05, 0.85, 0.05, 0.05], np.float32)[:, None, None]
    return SceneObservation(number, number / 25, shares, NOWHERE, 0.85)


@pytest.mark.verifies("RC-027", purpose="effectiveness")
def test_a_frame_waits_for_its_own_result_and_is_drawn_with_that_alone(room):
    """Results of frames before and after are there already; the delay is counted to the picture."""
    room.scene.answers.put(4, scene_of(4))
    room.scene.answers.put(6, scene_of(6))
    threading.Timer(0.1, lambda: room.scene.answers.put(5, scene_of(5))).start()
    shown = room.show(5)
    annotation_delay_ms = room.composer.delays_ns[0] / 1e6
    assert annotation_delay_ms >= 90
    assert room.composer.responses_ns[0] == room.composer.delays_ns[0] + 5_000_000
    assert (shown.frame, shown.annotated, shown.alarm) == (5, True, "")
    np.testing.assert_array_equal(shown.picture, annotated(pixels(5), scene_of(5), None, View.GOOD, "", BOX))
    assert not np.array_equal(shown.picture, annotated(pixels(5), scene_of(4), None, View.GOOD, "", BOX))


@pytest.mark.verifies("RC-027", purpose="negative")
def test_a_result_that_says_it_is_another_frames_is_not_drawn(room):
    """Even where it lies under this frame's number."""
    room.scene.answers.put(5, scene_of(4))
    assert not room.show(5).annotated


@pytest.mark.verifies("RC-028", purpose="effectiveness")
def test_a_frame_whose_result_is_late_is_shown_without_it_in_time_and_with_the_alarm():
    """The limit runs from the frame's arrival; a result that is there but too old is not drawn either."""
    room = Room(annotation_deadline_ms=60.0)
    arrived_ns = CLOCK.now_ns()
    shown = room.show(0)
    alarm_delay_ms = (CLOCK.now_ns() - arrived_ns) / 1e6
    assert (shown.annotated, shown.alarm) == (False, "no overlay: scene model is late")
    assert 50 <= alarm_delay_ms <= limit_of("SRS-096")
    room.scene.answers.put(1, scene_of(1))
    annotation_delay_ms = 61
    assert not room.show(1, arrived_ns=CLOCK.now_ns() - annotation_delay_ms * 1_000_000).annotated
    room.composer.close()
    assert room.composer.counts["late"] == 2
    assert len(room.composer.delays_ns) == 0


@pytest.mark.verifies("RC-041", purpose="implementation")
def test_a_model_in_trouble_is_not_waited_for_and_nothing_of_it_is_drawn(room):
    """The phase is cleared with the outlines, and the alarm is on the picture."""
    room.scene.answers.put(0, scene_of(0))
    room.composer.said(PHASE, CLOCK.now_ns())
    room.scene.health = ModelState.FAILED
    room.alarms.sound("scene", "scene model failed")
    started_s = time.perf_counter()
    shown = room.show(0)
    assert time.perf_counter() - started_s < 2
    assert not shown.annotated
    np.testing.assert_array_equal(
        shown.picture, annotated(pixels(0), None, None, View.GOOD, "scene model failed", BOX)
    )


def test_the_phase_is_shown_with_the_outlines_while_it_is_fresh_and_its_model_well(room):
    """Older than its life, or from a model in trouble, it is not."""
    with_phase = annotated(pixels(0), scene_of(0), PHASE, View.GOOD, "", BOX)
    without = annotated(pixels(0), scene_of(0), None, View.GOOD, "", BOX)
    room.scene.answers.put(0, scene_of(0))
    room.composer.said(PHASE, CLOCK.now_ns())
    np.testing.assert_array_equal(room.show(0).picture, with_phase)
    room.workflow.health = ModelState.STALLED
    np.testing.assert_array_equal(room.show(0).picture, without)
    room.workflow.health = ModelState.HEALTHY
    room.composer.said(PHASE, CLOCK.now_ns() - 6 * 10**9)
    np.testing.assert_array_equal(room.show(0).picture, without)


@pytest.mark.verifies("SRS-086", purpose="implementation")
def test_a_picture_from_outside_the_body_is_shown_in_blocks_even_without_an_overlay(room):
    """Whatever is switched off."""
    for switch in (False, True):
        if switch:
            room.controls.switch_overlay()
        shown = room.show(0, View.OUT_OF_BODY, "the endoscope is outside the body")
        assert not shown.annotated
        centre = shown.picture[50:58, 72:80].reshape(-1, 3)
        assert len(np.unique(centre, axis=0)) <= 4
        assert len(np.unique(pixels(0)[50:58, 72:80].reshape(-1, 3), axis=0)) > 30


def test_a_withheld_frame_is_not_waited_for_and_says_why(room):
    """No model was asked of it."""
    shown = room.show(0, View.SMOKE, "smoke hides the picture")
    wanted = withheld_scene(0, 0.0, "smoke hides the picture")
    np.testing.assert_array_equal(shown.picture, annotated(pixels(0), wanted, None, View.SMOKE, "", BOX))


@pytest.mark.verifies("RC-033", purpose="effectiveness")
def test_with_the_overlay_off_the_next_picture_is_the_clean_one(room):
    """Every pixel of it, though models and alarms go on; and back on at once."""
    for number in (0, 1, 2):
        room.scene.answers.put(number, scene_of(number))
    assert room.show(0).annotated
    room.alarms.sound("workflow", "workflow model failed")
    room.controls.switch_overlay()
    shown = room.show(1)
    central_pixel_altered = int((shown.picture != pixels(1)).sum())
    assert central_pixel_altered == 0
    assert (shown.annotated, shown.alarm) == (False, "")
    room.controls.switch_overlay()
    assert room.show(2).annotated


@pytest.mark.verifies("RC-042", purpose="implementation")
def test_a_lost_source_ends_on_a_dark_picture_with_the_alarm(room):
    """The last picture would pass for a live one."""
    room.scene.answers.put(0, scene_of(0))
    room.show(0)
    room.alarms.sound("source", "source lost: no live picture")
    room.composer.close(lost=True)
    shown = room.shown[-1]
    assert (shown.frame, shown.view, shown.alarm) == (0, View.BLACK, "source lost: no live picture")
    assert shown.picture[50:70, 60:100].max() == 0


def test_a_screen_that_breaks_is_an_alarm_and_no_more():
    """Frames are still taken, and counted as not shown."""

    def broken(_):
        raise RuntimeError("no screen")

    room = Room(display=broken)
    for number in range(3):
        room.composer.offer(smoky(number))
    room.composer.close()
    assert room.alarms.text() == "annotated display stopped"
    assert (room.composer.counts["displayed"], room.composer.skipped) == (0, 3)


def test_a_screen_that_is_slow_gets_the_newest_and_holds_nobody_up():
    """What was passed over is counted."""
    go, shown = threading.Event(), []

    def slow(picture):
        shown.append(picture.frame)
        go.wait(5)

    room = Room(display=slow)
    started_s = time.perf_counter()
    for number in range(10):
        room.composer.offer(smoky(number))
        time.sleep(0.01)
    assert time.perf_counter() - started_s < 2
    go.set()
    room.composer.close()
    assert (shown[0], shown[-1]) == (0, 9)
    assert room.composer.skipped == 10 - len(shown) >= 5
