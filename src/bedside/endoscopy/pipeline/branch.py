"""One model of the graph: its queue of the newest frame, its process, the watch on it, and its books."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bedside.endoscopy.pipeline.answers import Answers
from bedside.endoscopy.pipeline.tasks import Answer, Job, Opened
from bedside.endoscopy.pipeline.watch import ModelState, ModelWatch
from bedside.endoscopy.pipeline.worker import Failure, Worker, WorkerEnded
from bedside.runtime.stream import NewestQueue, Stages

if TYPE_CHECKING:
    from bedside.endoscopy.pipeline.context import RunContext
    from bedside.endoscopy.pipeline.worker import Task

_SHORT = {
    ModelState.STARTING: "{} model is starting",
    ModelState.STALLED: "{} model does not answer",
    ModelState.FAILED: "{} model failed",
}
_GRACE_S, _JOIN_S = 0.5, 5.0


@dataclass(frozen=True, slots=True)
class BranchReport:
    """What became of one model and of the frames offered to it.

    Parameters
    ----------
    state, reason
        At the end.
    offered
        Frames: ``offered == answered + failed + dropped``.
    answered
        Of which the model said something; not believed while it recovers from trouble.
    failed
        Of which it gave an error, or in which its process ended.
    dropped
        Which it never saw, for it was busy with an older one or not there.
    restarts
        How often its process was started anew.
    opened
        What it ran on; None where it never opened.
    """

    state: ModelState
    reason: str
    offered: int
    answered: int
    failed: int
    dropped: int
    restarts: int
    opened: Opened | None


class Branch:
    """A model at work beside the picture. ``offer`` never waits; answers are left in ``answers``.

    A process that ended is started anew, as often as the settings say; until the model has proved itself
    again it counts as failed. After that it stays off, and the alarm with it.
    """

    def __init__(self, name: str, task: Task, context: RunContext) -> None:
        settings, self._alarms, self._clock = context.settings, context.alarms, context.clock
        self.answers: Answers[Any] = Answers(self._clock)
        self.stages = Stages(self._clock)
        self._name, self._task, self._settings = name, task, settings
        self._watch = ModelWatch(_ns(settings.patience_ms / 1e3), _ns(settings.recovery_s))
        self._queue: NewestQueue[Job] = NewestQueue(1)
        self._stop, self._settled = threading.Event(), threading.Event()
        self._lock = threading.Lock()
        self._worker: Worker | None = None
        self._opening_since_ns: int | None = None
        self._opened: Opened | None = None
        self._past: Any = None
        self._answered = self._failed = self._restarts = 0
        self._thread = threading.Thread(target=self._live, name=name, daemon=True)

    def start(self) -> None:
        """Start the model's process and the thread that serves it."""
        self._thread.start()

    def wait_until_open(self, longest_s: float) -> None:
        """Wait until the model is open or has failed, but not longer than that."""
        self._settled.wait(longest_s)

    def offer(self, job: Job) -> None:
        """Give a frame to the model, without waiting; an older one that it has not begun is passed over."""
        driven_out = self._queue.put(job)
        if driven_out is not None:
            self.answers.put(driven_out.frame, None)

    def look(self) -> ModelState:
        """Look after the model: sound or clear its alarm, end it where it is hopeless; return its state."""
        with self._lock:
            now_ns = self._clock.now_ns()
            if self._worker is not None and self._worker.dead:
                self._watch.failed("its process ended")
            elif self._worker is not None and self._hopeless(now_ns):
                self._worker.kill()
            state = self._watch.state(now_ns)
            if state is ModelState.HEALTHY:
                self._alarms.clear(self._name)
            else:
                self._alarms.sound(self._name, _SHORT[state].format(self._name), self._watch.reason)
            return state

    def close(self) -> None:
        """End the model's process and thread, whatever they are doing."""
        self._queue.close()
        self._stop.set()
        self._thread.join(_GRACE_S)
        with self._lock:
            if self._worker is not None and self._thread.is_alive():
                self._worker.kill()
        self._thread.join(_JOIN_S)

    def report(self) -> BranchReport:
        """Close the books; only after ``close``."""
        counts = self._queue.counts
        return BranchReport(
            state=self._watch.state(self._clock.now_ns()),
            reason=self._watch.reason,
            offered=counts.produced,
            answered=self._answered,
            failed=self._failed,
            dropped=counts.produced - self._answered - self._failed,
            restarts=self._restarts,
            opened=self._opened,
        )

    def _live(self) -> None:
        """Serve one process after another."""
        for attempt in range(1 + self._settings.restarts):
            if attempt and self._stop.wait(self._settings.restart_pause_s):
                break
            self._restarts = attempt
            try:
                self._serve(self._begin())
            except (WorkerEnded, OSError) as error:
                if self._stop.is_set():
                    break
                self._watch.failed(str(error))
            finally:
                self._end()
            if self._stop.is_set():
                break
        self._settled.set()
        self._refuse()

    def _begin(self) -> Worker:
        worker = Worker(self._name, self._task)
        with self._lock:
            self._worker, self._opening_since_ns = worker, self._clock.now_ns()
            if self._stop.is_set():
                worker.kill()
        return worker

    def _end(self) -> None:
        with self._lock:
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()

    def _serve(self, worker: Worker) -> None:
        """Let a process open its model, and hand jobs to it until the run is over or it ends."""
        reply = worker.opened()
        self._opening_since_ns = None
        if isinstance(reply, Failure):
            raise WorkerEnded(reply.reason)
        self._opened = reply
        self._watch.ready()
        self._settled.set()
        while (job := self._queue.take()) is not None:
            self._ask(worker, job)

    def _ask(self, worker: Worker, job: Job) -> None:
        """Have one frame read, and leave the answer under its number; nothing of it is kept after a fault."""
        asked_ns = self._clock.now_ns()
        self._watch.asked(asked_ns)
        value = None
        try:
            reply = worker.ask(Job(job.frame, job.t_s, job.plane, self._past))
            value = self._taken(job, reply)
            self.stages.add(self._name, self._clock.now_ns() - asked_ns)
        except WorkerEnded:
            self._failed += 1
            raise
        finally:
            self.answers.put(job.frame, value)

    def _taken(self, job: Job, reply: Answer | Failure) -> Any:
        if isinstance(reply, Answer) and reply.frame == job.frame:
            self._answered += 1
            self._past = reply.past
            now_ns = self._clock.now_ns()
            self._watch.answered(now_ns)
            return reply.value if self._watch.state(now_ns) is ModelState.HEALTHY else None
        self._failed += 1
        self._watch.failed(reply.reason if isinstance(reply, Failure) else "it answered for another frame")
        return None

    def _refuse(self) -> None:
        """Say at once of each further frame that nothing will come."""
        while (job := self._queue.take()) is not None:
            self.answers.put(job.frame, None)

    def _hopeless(self, now_ns: int) -> bool:
        since_ns = self._opening_since_ns
        opening_ns = 0 if since_ns is None else now_ns - since_ns
        waited_ns = self._watch.waited_ns(now_ns)
        return opening_ns > _ns(self._settings.opening_s) or waited_ns > _ns(self._settings.give_up_s)


def _ns(duration_s: float) -> int:
    return round(duration_s * 1e9)
