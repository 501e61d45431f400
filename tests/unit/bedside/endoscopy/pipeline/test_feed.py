"""Each frame: the picture goes on first, the models are given theirs, and all is told in order."""

import numpy as np
import pytest

from bedside.endoscopy.interface import View, WorkflowObservation
from bedside.endoscopy.pipeline.alarms import Alarms
from bedside.endoscopy.pipeline.answers import Answers
from bedside.endoscopy.pipeline.context import RunContext
from bedside.endoscopy.pipeline.feed import Feed
from bedside.endoscopy.pipeline.settings import LiveSettings
from bedside.endoscopy.pipeline.sinks import LiveSinks
from bedside.endoscopy.processing.scene import withheld_scene
from bedside.runtime.media import Frame
from bedside.runtime.stream import Stages
from fakes import FakeClock

PIXELS = np.full((96, 160, 3), 90, np.uint8)


class Model:
    """Stands for a branch."""

    def __init__(self, clock, log, name):
        self.answers, self.offered, self._log, self._name = Answers(clock), [], log, name

    def offer(self, job):
        """Note a job."""
        self._log.append(self._name)
        self.offered.append(job)

    def look(self):
        """Be looked after."""


class Others:
    """Stands for the composer and the recorder."""

    def __init__(self, log, name):
        self.taken, self.told, self._log, self._name = [], [], log, name

    def offer(self, *frame):
        """Note a frame."""
        self._log.append(self._name)
        self.taken.append(frame)

    def said(self, workflow, arrived_ns):
        """Note what the workflow model said."""
        self.told.append((workflow, arrived_ns))


class Bench:
    """A feed among stand-ins."""

    def __init__(self, views=lambda _: (View.GOOD, ""), clean=lambda _: None, **settings):
        self.clock, self.log, self.reports = FakeClock(), [], []
        self.scene, self.workflow = (Model(self.clock, self.log, name) for name in ("scene", "workflow"))
        self.composer, self.recorder = Others(self.log, "composer"), Others(self.log, "recorder")
        self._clean = clean
        sinks = LiveSinks(self._hand_on, observed=self._hear)
        self.alarms = Alarms(self.clock)
        context = RunContext(LiveSettings(**settings), self.alarms, self.clock)
        models = self.scene, self.workflow
        self.feed = Feed(self._view, models, self.composer, self.recorder, sinks, context)
        self._views, self._number, self.stages = views, 0, Stages(self.clock)

    def take(self, t_s, damaged=False):
        """Let a frame come."""
        self.stages.due_ns = self.stages.arrived_ns = self.clock.now_ns()
        self.feed.take(Frame(self._number, t_s, PIXELS, damaged=damaged), self.stages)
        self._number += 1

    def _hear(self, _frame, report):
        self.reports.append(report)

    def _hand_on(self, frame):
        self.log.append("clean")
        self._clean(frame)

    def _view(self, plane):
        self.log.append("view")
        assert plane.shape == (144, 256, 3)
        return self._views(self._number)


def phase(frame):
    """Say something of the workflow."""
    return WorkflowObservation(frame, frame / 25, None, None, "tumour_removal", 0.0, 60.0)


@pytest.mark.verifies("RC-025", purpose="implementation")
def test_the_clean_picture_is_handed_on_before_anything_is_made_of_it():
    """Then its view is judged, and then the others are given it; the delay is to the hand-over alone."""
    bench = Bench()
    bench.take(0.0)
    assert bench.log == ["clean", "view", "recorder", "scene", "workflow", "composer"]
    assert list(bench.feed.delays_ns) == [0]


@pytest.mark.verifies("RC-025", purpose="effectiveness")
def test_no_part_behind_the_clean_picture_delays_it():
    """The moment is taken when the clean sink has it: judging and offering take their time after that."""

    def slow(_):
        bench.clock.advance_ms(300)
        return View.GOOD, ""

    bench = Bench(views=slow, clean=lambda _: bench.clock.advance_ms(2))
    arrived_ns = bench.clock.now_ns()
    bench.take(0.0)
    video_delay_ms = bench.feed.delays_ns[0] / 1e6
    assert video_delay_ms == 2
    assert bench.clock.now_ns() - arrived_ns > 300_000_000


def test_the_scene_model_is_offered_every_good_frame_and_the_workflow_model_one_a_second():
    """By the source's own time; where it jumps back, the count begins anew."""
    bench = Bench()
    times_s = [number / 25 for number in range(60)] + [0.1, 0.14, 1.1]
    for t_s in times_s:
        bench.take(t_s)
    assert [job.frame for job in bench.scene.offered] == list(range(63))
    assert [job.t_s for job in bench.workflow.offered] == [0.0, 1.0, 2.0, 0.1, 1.1]


@pytest.mark.verifies("RC-034", purpose="implementation")
def test_no_model_is_given_a_frame_that_is_not_good():
    """The reason is reported instead, for both; the screen and the recorder are told the view."""
    bench = Bench(views=lambda number: (View.SMOKE, "grey") if number == 1 else (View.GOOD, ""))
    for number in range(3):
        bench.take(number / 25, damaged=number == 2)
    assert [job.frame for job in bench.scene.offered] == [0]
    bench.scene.answers.put(0, withheld_scene(0, 0.0, "seen"))
    bench.workflow.answers.put(0, phase(0))
    bench.feed.finish()
    assert [report.scene.reason for report in bench.reports] == [
        "seen",
        "smoke hides the picture",
        "the picture is damaged",
    ]
    assert [report.workflow.reason for report in bench.reports][1:] == [
        "smoke hides the picture",
        "the picture is damaged",
    ]
    assert [(report.view, report.view_reason) for report in bench.reports][1] == (View.SMOKE, "grey")
    assert [view for _, view in bench.recorder.taken] == [View.GOOD, View.SMOKE, View.GOOD]
    assert bench.feed.views == {View.GOOD: 2, View.SMOKE: 1}


def test_frames_are_reported_in_order_each_with_its_own_answers():
    """A frame waits for its own; those behind it wait for it; what the workflow says is shown at once."""
    bench = Bench()
    for number in range(3):
        bench.take(number / 25)
    bench.scene.answers.put(1, withheld_scene(1, 0.04, "own of 1"))
    bench.scene.answers.put(0, withheld_scene(0, 0.0, "own of 0"))
    bench.take(3 / 25)
    assert bench.reports == []
    bench.workflow.answers.put(0, phase(0))
    bench.take(4 / 25)
    assert [report.scene.reason for report in bench.reports] == ["own of 0", "own of 1"]
    assert [report.workflow for report in bench.reports] == [phase(0), None]
    assert [said for said, _ in bench.composer.told] == [phase(0)]


def test_a_frame_without_an_answer_is_reported_after_the_patience():
    """It says so; and so does the sample of the workflow model."""
    bench = Bench()
    bench.take(0.0)
    bench.clock.advance_ms(251)
    bench.take(0.25)
    (report,) = bench.reports
    assert report.scene.reason == "no answer of the scene model"
    assert report.workflow.reason == "no answer of the workflow model"


def test_at_the_end_every_frame_has_been_reported_once():
    """With an answer or without."""
    bench = Bench(patience_ms=1.0)
    for number in range(30):
        bench.take(number / 25)
        if number % 3:
            bench.scene.answers.put(number, withheld_scene(number, number / 25, "own"))
    bench.feed.finish()
    assert [report.frame for report in bench.reports] == list(range(30))
    assert all((report.scene.reason == "own") == bool(report.frame % 3) for report in bench.reports)


@pytest.mark.verifies("RC-036", purpose="implementation")
@pytest.mark.verifies("RC-025", purpose="negative")
def test_a_guard_that_breaks_takes_no_picture_away_and_lets_none_be_recorded():
    """What cannot be judged is private, no model is asked, and the alarm stands until it can be again."""

    def views(number):
        if number == 1:
            raise IndexError("guard")
        return View.GOOD, ""

    bench = Bench(views=views)
    bench.take(0.0)
    bench.take(0.04)
    assert bench.alarms.text() == "the view cannot be judged"
    bench.take(0.08)
    assert bench.alarms.text() == ""
    assert bench.log.count("clean") == 3
    assert [job.frame for job in bench.scene.offered] == [0, 2]
    assert [view for _, view in bench.recorder.taken] == [View.GOOD, View.OUT_OF_BODY, View.GOOD]


def test_one_who_cannot_hear_what_was_seen_is_told_no_more():
    """The picture goes on, with an alarm; the error is kept for the end."""
    bench, heard = Bench(views=lambda _: (View.SMOKE, "grey")), []

    def deaf(report):
        heard.append(report)
        raise KeyError("timeline")

    bench.reports = type("Deaf", (), {"append": staticmethod(deaf)})
    for number in range(3):
        bench.take(number / 25)
    assert len(heard) == 1
    assert isinstance(bench.feed.failure, KeyError)
    assert bench.alarms.text() == "timeline stopped"
    assert bench.log.count("clean") == 3
