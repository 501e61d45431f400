"""A process of its own for each model: whatever befalls the model stays there."""

from __future__ import annotations

import multiprocessing
import signal
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import connection
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

    from bedside.endoscopy.pipeline.tasks import Answer, Job, Opened, Work

_JOIN_S = 2.0
_BROKEN = (EOFError, OSError)  # what a pipe to an ended process raises


class Task(Protocol):
    """What a process is to do; it travels there, so it is picklable."""

    def opened(self) -> tuple[Opened, Work]:
        """Open the model; return what it runs on and what it does with a frame."""
        ...


@dataclass(frozen=True, slots=True)
class Failure:
    """That a model could not be opened (``frame`` is None) or could not read a frame, and why."""

    frame: int | None
    reason: str


class WorkerEnded(Exception):  # noqa: N818 # an event in a process's life, not a defect of the caller
    """The process is gone."""


class Worker:
    """One model's process, and the pipe to it. One job at a time: ask, then take the answer.

    Nothing is shared with it: planes go out, answers come back. When it crashes, hangs or grows, the pictures
    go on. It ends with this process, however that ends.

    Implements RC-040.
    """

    def __init__(self, name: str, task: Task) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, task), name=name, daemon=True)
        try:
            self._process.start()
        finally:
            theirs.close()

    def opened(self) -> Opened | Failure:
        """Wait until the model is open, or cannot be opened.

        Raises
        ------
        WorkerEnded
            The process is gone.
        """
        with self._living():
            reply: Opened | Failure = self._pipe.recv()
            return reply

    def ask(self, job: Job) -> Answer | Failure:
        """Hand a job over and wait for what the model makes of it.

        Raises
        ------
        WorkerEnded
            The process is gone.
        """
        with self._living():
            self._pipe.send(job)
            reply: Answer | Failure = self._pipe.recv()
            return reply

    @property
    def dead(self) -> bool:
        """Whether the process has ended, without waiting and without asking it."""
        return bool(connection.wait([self._process.sentinel], 0))

    def kill(self) -> None:
        """End the process at once, whatever it is doing; who waits for its answer is told."""
        self._process.kill()

    def close(self) -> None:
        """Let the process end by itself, and end it where it does not."""
        self._pipe.close()
        self._process.join(_JOIN_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()

    @contextmanager
    def _living(self) -> Iterator[None]:
        """Turn a broken pipe into the news that the process is gone."""
        try:
            yield
        except _BROKEN as error:
            self._process.join(_JOIN_S)
            raise WorkerEnded(f"its process ended (exit code {self._process.exitcode})") from error


def serve(pipe: Connection, task: Task) -> None:
    """Open a model and answer jobs until the other end of the pipe is gone: a worker process's whole life."""
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # the keyboard's interrupt is for the run, which then ends us
    with pipe, suppress(*_BROKEN):
        try:
            opened, work = task.opened()
        except Exception as error:  # noqa: BLE001 # whatever it is, it is told
            pipe.send(Failure(None, _in_words(error)))
            return
        pipe.send(opened)
        while True:
            job: Job = pipe.recv()
            pipe.send(_answer(work, job))


def _answer(work: Work, job: Job) -> Answer | Failure:
    try:
        return work(job)
    except Exception as error:  # noqa: BLE001 # whatever it is, it is told, and the next frame may fare better
        return Failure(job.frame, _in_words(error))


def _in_words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0]
