"""A model's process answers job after job, tells its errors, and takes nothing with it when it goes."""

import multiprocessing
import os
import signal
import threading
import time

import numpy as np
import pytest

import endoscopy_packages
from bedside.endoscopy.pipeline.tasks import Answer, Job, Opened, WorkflowTask
from bedside.endoscopy.pipeline.worker import Failure, Worker, WorkerEnded, serve
from endoscopy_faults import faulty

PLANE = np.zeros((144, 256, 3), np.uint8)


def job(number):
    """Make a job."""
    return Job(number, float(number), PLANE)


@pytest.mark.verifies("RC-040", purpose="implementation")
def test_a_process_answers_and_its_death_is_news_and_nothing_else():
    """It is another process, its errors are told and survived, and a kill ends the wait for an answer."""
    worker = Worker("workflow", WorkflowTask(faulty("workflow", "raise", 1, 2)))
    try:
        assert isinstance(worker.opened(), Opened)
        assert worker._process.pid != os.getpid()
        first, second, third = (worker.ask(job(number)) for number in range(3))
        assert isinstance(first, Answer)
        assert second == Failure(1, "ArithmeticError: the model broke")
        assert (third.frame, worker.dead) == (2, False)
        os.kill(worker._process.pid, signal.SIGKILL)
        with pytest.raises(WorkerEnded, match="exit code -9"):
            worker.ask(job(3))
        assert worker.dead
    finally:
        worker.close()


@pytest.mark.verifies("RC-040", purpose="implementation")
def test_a_process_that_hangs_can_be_ended_by_another_thread():
    """Who waits for its answer is told."""
    worker = Worker("workflow", WorkflowTask(faulty("workflow", "stall")))
    try:
        worker.opened()
        threading.Timer(0.1, worker.kill).start()
        started_s = time.perf_counter()
        with pytest.raises(WorkerEnded):
            worker.ask(job(0))
        assert time.perf_counter() - started_s < 5
    finally:
        worker.close()
    assert multiprocessing.active_children() == []


class Pipe:
    """A pipe's end with jobs in it, which is broken after the last one."""

    def __init__(self, jobs=()):
        self.jobs, self.sent = list(jobs), []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.closed = True

    def recv(self):
        """Take the next job."""
        if not self.jobs:
            raise EOFError
        return self.jobs.pop(0)

    def send(self, reply):
        """Keep a reply."""
        self.sent.append(reply)


def served(pipe, task):
    """Serve in this process, whose handling of the keyboard is put back."""
    before = signal.getsignal(signal.SIGINT)
    try:
        serve(pipe, task)
        return signal.getsignal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_process_ends_with_its_pipe_and_leaves_the_keyboard_to_the_run():
    """Its last answer is out by then."""
    pipe = Pipe([job(0), job(1)])
    assert served(pipe, WorkflowTask(endoscopy_packages.open_workflow)) == signal.SIG_IGN
    assert [type(reply) for reply in pipe.sent] == [Opened, Answer, Answer]
    assert pipe.closed


def test_a_model_that_cannot_be_opened_is_told():
    """With its reason, in one line."""
    pipe = Pipe([job(0)])
    served(pipe, WorkflowTask(faulty("workflow", "opening")))
    assert pipe.sent == [Failure(None, "FileNotFoundError: the model is gone")]
