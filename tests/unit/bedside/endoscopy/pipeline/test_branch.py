"""A model beside the picture: nobody waits for it, all it was offered is counted, trouble is an alarm."""

import threading
import time
from dataclasses import dataclass, field

import numpy as np
import pytest

from bedside.endoscopy.pipeline.alarms import Alarms
from bedside.endoscopy.pipeline.branch import Branch
from bedside.endoscopy.pipeline.context import RunContext
from bedside.endoscopy.pipeline.settings import LiveSettings
from bedside.endoscopy.pipeline.tasks import Answer, Job, Opened
from bedside.endoscopy.pipeline.watch import ModelState
from bedside.endoscopy.pipeline.worker import Failure, WorkerEnded
from bedside.runtime.stream import SystemClock
from limits import limit_of

PLANE = np.zeros((144, 256, 3), np.uint8)
OPENED = Opened("0" * 64, None)


@dataclass
class Scripted:
    """Stands for the process: answers as its script says. One script for each process in a row."""

    scripts: list
    made: list = field(default_factory=list)

    def __call__(self, _name, _task):
        """Begin the next process."""
        self.made.append(Process(self.scripts[min(len(self.made), len(self.scripts) - 1)]))
        return self.made[-1]


class Process:
    """A process that is none."""

    def __init__(self, script):
        self.script, self.dead, self.killed, self.closed = script, False, threading.Event(), False
        self.jobs = []

    def opened(self):
        """Open the model."""
        reply = self.script("open")
        if reply == "hang":
            self.killed.wait(10)
            raise WorkerEnded("ended while it opened")
        return OPENED if reply is None else reply

    def ask(self, job):
        """Answer as told."""
        self.jobs.append(job)
        reply = self.script(job.frame)
        if reply == "hang":
            self.killed.wait(10)
            reply = "die"
        if reply == "die":
            self.dead = True
            raise WorkerEnded("its process ended (exit code -9)")
        return Answer(job.frame, f"of {job.frame}", f"past {job.frame}") if reply is None else reply

    def kill(self):
        """End it."""
        self.killed.set()

    def close(self):
        """Let it go."""
        self.closed = True


def well(_frame):
    """Answer well."""


def branch(monkeypatch, *scripts, wait_s=5, **settings):
    """Make a branch whose processes follow scripts; return it, its alarms and the processes."""
    processes = Scripted(list(scripts))
    monkeypatch.setattr("bedside.endoscopy.pipeline.branch.Worker", processes)
    fast = {"recovery_s": 0.0, "give_up_s": 0.5, "restart_pause_s": 0.01}
    alarms = Alarms(SystemClock())
    context = RunContext(LiveSettings(**(fast | settings)), alarms, SystemClock())
    made = Branch("scene", None, context)
    made.start()
    made.wait_until_open(wait_s)
    return made, alarms, processes.made


def answer_of(made, frame):
    """Wait for what is said of a frame."""
    return made.answers.wait(frame, SystemClock().now_ns() + 5 * 10**9)


def offered(made, frame):
    """Offer a frame and wait for what is said of it."""
    made.offer(Job(frame, frame / 25, PLANE))
    return answer_of(made, frame)


def until(condition):
    """Wait until something holds."""
    end_s = time.perf_counter() + 5
    while not condition() and time.perf_counter() < end_s:
        time.sleep(0.002)
    return condition()


def test_answers_come_under_their_frames_and_memory_goes_round(monkeypatch):
    """What a model is to remember goes with the next job."""
    made, alarms, (process,) = branch(monkeypatch, well)
    assert [offered(made, frame) for frame in range(3)] == ["of 0", "of 1", "of 2"]
    assert made.look() is ModelState.HEALTHY
    made.close()
    assert [job.past for job in process.jobs] == [None, "past 0", "past 1"]
    report = made.report()
    assert (report.offered, report.answered, report.failed, report.dropped) == (3, 3, 0, 0)
    assert (report.state, report.restarts, report.opened) == (ModelState.HEALTHY, 0, OPENED)
    assert alarms.log() == ()
    assert process.closed


@pytest.mark.verifies("SRS-131", purpose="implementation")
def test_a_slow_model_sees_the_newest_frame_and_the_others_are_counted(monkeypatch):
    """Offers return at once; of a frame that was passed over it is known at once that nothing will come."""
    go = threading.Event()

    def slow(frame):
        if frame == 0:
            go.wait(5)

    made, _, (process,) = branch(monkeypatch, slow, patience_ms=10_000.0)
    started_s = time.perf_counter()
    made.offer(Job(0, 0.0, PLANE))
    assert until(lambda: process.jobs)
    for frame in range(1, 6):
        made.offer(Job(frame, frame / 25, PLANE))
    assert time.perf_counter() - started_s < 1
    assert all(made.answers.settled(frame) for frame in range(1, 5))
    assert not made.answers.settled(5)
    go.set()
    assert answer_of(made, 5) == "of 5"
    made.close()
    assert [job.frame for job in process.jobs] == [0, 5]
    report = made.report()
    assert (report.offered, report.answered, report.dropped) == (6, 2, 4)


@pytest.mark.parametrize("reply", [Failure(1, "InferenceError: no finite numbers"), Answer(7, "of 7")])
@pytest.mark.verifies("RC-041", purpose="implementation")
def test_a_fault_leaves_no_answer_and_sounds_the_alarm(monkeypatch, reply):
    """An error, and an answer for another frame; nothing of it is remembered. Then the model recovers."""
    made, alarms, (process,) = branch(monkeypatch, lambda frame: reply if frame == 1 else None)
    assert [offered(made, 0), offered(made, 1)] == ["of 0", None]
    assert made.look() is ModelState.FAILED
    assert alarms.text() == "scene model failed"
    assert offered(made, 2) == "of 2"
    assert made.look() is ModelState.HEALTHY
    assert alarms.text() == ""
    made.close()
    assert process.jobs[2].past == "past 0"
    assert (made.report().answered, made.report().failed) == (2, 1)


@pytest.mark.verifies("RC-041", purpose="implementation")
def test_answers_are_not_believed_while_the_model_recovers(monkeypatch):
    """They are counted, not given out."""
    script = {1: Failure(1, "broken")}
    made, _, _ = branch(monkeypatch, script.get, recovery_s=60.0)
    assert [offered(made, frame) for frame in range(4)] == ["of 0", None, None, None]
    made.close()
    assert (made.report().answered, made.report().state) == (3, ModelState.FAILED)


@pytest.mark.verifies("SRS-132", purpose="implementation")
def test_a_model_that_dies_is_started_anew_once_and_goes_on_with_what_it_knew(monkeypatch):
    """Its second death is the last one: it stays off then, with the alarm; offers are answered at once."""
    made, alarms, processes = branch(
        monkeypatch,
        lambda frame: "die" if frame == 1 else None,
        lambda frame: "die" if frame == 3 else None,
    )
    assert [offered(made, 0), offered(made, 1)] == ["of 0", None]
    assert made.look() is ModelState.FAILED
    assert until(lambda: len(processes) == 2)
    assert offered(made, 2) == "of 2"
    assert processes[1].jobs[0].past == "past 0"
    assert made.look() is ModelState.HEALTHY
    assert [offered(made, frame) for frame in (3, 4, 5)] == [None, None, None]
    assert made.look() is ModelState.FAILED
    assert alarms.text() == "scene model failed"
    made.close()
    report = made.report()
    assert (report.offered, report.answered, report.failed, report.dropped) == (6, 2, 2, 2)
    assert (report.restarts, len(processes)) == (1, 2)
    assert report.reason == "its process ended (exit code -9)"


@pytest.mark.verifies("RC-041", purpose="implementation")
def test_a_model_that_hangs_is_an_alarm_in_time_and_is_ended_in_the_end(monkeypatch):
    """The alarm comes with the patience, the process ends at its own limit, and another one begins."""
    made, alarms, processes = branch(monkeypatch, lambda frame: "hang" if frame == 0 else None, well)
    made.offer(Job(0, 0.0, PLANE))
    started_s = time.perf_counter()
    assert until(lambda: made.look() is ModelState.STALLED)
    alarm_delay_ms = (time.perf_counter() - started_s) * 1e3
    assert 200 <= alarm_delay_ms <= limit_of("SRS-096")
    assert alarms.text() == "scene model does not answer"
    assert not processes[0].killed.is_set()
    assert until(lambda: made.look() is ModelState.FAILED)
    assert processes[0].killed.is_set()
    assert until(lambda: len(processes) == 2)
    assert offered(made, 1) == "of 1"
    made.close()


@pytest.mark.verifies("RC-041", purpose="implementation")
def test_a_process_that_is_gone_is_noticed_without_asking_it(monkeypatch):
    """The workflow model is asked once a second only."""
    made, alarms, (process,) = branch(monkeypatch, well)
    process.dead = True
    assert made.look() is ModelState.FAILED
    assert alarms.text() == "scene model failed"
    made.close()


def test_a_model_that_cannot_be_opened_is_off(monkeypatch):
    """Nobody waits for it to the end of the time to open, and the reason is on record."""
    made, alarms, processes = branch(monkeypatch, lambda _: Failure(None, "ModelError: gone"))
    assert len(processes) == 2
    assert offered(made, 0) is None
    made.look()
    assert (alarms.log()[0].text, alarms.log()[0].detail) == ("scene model failed", "ModelError: gone")
    made.close()
    assert (made.report().opened, made.report().dropped) == (None, 1)


def test_a_model_that_takes_too_long_to_open_is_ended(monkeypatch):
    """It counts as starting until then, and nobody has waited for it."""
    made, alarms, (process,) = branch(monkeypatch, lambda _: "hang", wait_s=0, opening_s=0.1, restarts=0)
    assert made.look() is ModelState.STARTING
    assert alarms.text() == "scene model is starting"
    assert until(lambda: made.look() is ModelState.FAILED)
    assert process.killed.is_set()
    assert offered(made, 0) is None
    made.close()
    assert (made.report().reason, made.report().restarts) == ("ended while it opened", 0)


def test_a_branch_ends_even_where_its_model_hangs(monkeypatch):
    """The process is ended with it, and no thread is left."""
    before = threading.active_count()
    made, _, (process,) = branch(monkeypatch, lambda frame: "hang" if frame == 0 else None, give_up_s=60.0)
    made.offer(Job(0, 0.0, PLANE))
    assert until(lambda: process.jobs)
    made.close()
    assert process.killed.is_set()
    assert process.closed
    assert threading.active_count() == before
    assert made.report().restarts == 0
