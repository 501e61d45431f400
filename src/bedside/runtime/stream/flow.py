"""A stream's run: a source that keeps its plan, a queue that keeps the newest, work that takes them."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bedside.runtime.errors import BedsideError, StreamError
from bedside.runtime.stream.clock import Clock, SystemClock
from bedside.runtime.stream.newest import NewestQueue
from bedside.runtime.stream.stages import Stages
from bedside.runtime.stream.summary import FrameTiming, StreamSummary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bedside.runtime.media.frame import Frame
    from bedside.runtime.stream.pace import Pace

Work = Callable[["Frame", Stages], object]
Loss = Callable[[BedsideError], object]
OPENING_S = 5.0
_JOIN_S = 5.0
_SILENT_JOIN_S = 0.1  # it hangs in its driver, so the run is not kept waiting for it


def run_stream(
    frames: Iterable[Frame],
    work: Work,
    *,
    pace: Pace,
    capacity: int = 1,
    deadline_ms: float | None = None,
    patience_s: float | None = None,
    lost: Loss | None = None,
    clock: Clock | None = None,
    threads: bool = True,
) -> StreamSummary:
    """Work on frames as they fall due, dropping what grows old in the queue.

    Time starts when the first frame is decoded. The plan of arrivals does not wait for the work, so a slow
    frame shows in the responses of the frames behind it. The work runs in the caller's thread.

    Parameters
    ----------
    frames
        The source; its iterator is closed on every way out.
    work
        Called with a frame and the stages, to time its own parts.
    pace
        When each frame is due.
    capacity
        Frames that may wait; with 1, the newest alone.
    deadline_ms
        From due to done; a longer response is counted as missed.
    patience_s
        How long the work waits for a frame before the source counts as dead; None waits for ever. For the
        first one it waits ``OPENING_S`` longer: a camera takes its time to open.
    lost
        Told why the source broke or fell silent; the stream then ends in order with its summary, and raises
        nothing for it. A defect, which is no ``BedsideError``, is raised all the same.
    clock
        The machine's, unless another is given.
    threads
        Decode in a second thread. Without, arrivals are delivered between two frames' work, by the same plan:
        exactly reproducible on a clock that only moves when told.

    Implements RC-009.

    Returns
    -------
    Counts and times; produced = processed + dropped.

    Raises
    ------
    StreamError
        Without ``lost``: no frame came for ``patience_s``, or the source did not stop.
    Exception
        Whatever the work raised, unchanged; without ``lost``, what the source raised too.
    """
    run = _Run(clock or SystemClock(), pace, NewestQueue(capacity))
    arrivals = run.arrivals(frames)
    broken: Exception | None = None
    try:
        if threads:
            _in_two_threads(run, arrivals, work, patience_s)
        else:
            _in_one_thread(run, arrivals, work)
    except _SourceBroke as broke:
        broken = broke.error
        run.finish(work)
    finally:
        run.stop.set()
    if broken is not None:
        if lost is None or not isinstance(broken, BedsideError):
            raise broken
        lost(broken)
    return run.summary(deadline_ms)


class _SourceBroke(Exception):  # noqa: N818 # it never leaves this file
    """The source failed, not the work."""

    def __init__(self, error: Exception) -> None:
        super().__init__(error)
        self.error = error


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A decoded frame and when it is due; ``due_ns`` is None where it is due when it comes."""

    frame: Frame
    due_ns: int | None
    arrived_ns: int = 0


@dataclass(slots=True)
class _Run:
    """What both ways of running share: the plan, the queue and the books."""

    clock: Clock
    pace: Pace
    queue: NewestQueue[_Arrival]
    stages: Stages = field(init=False)
    stop: threading.Event = field(default_factory=threading.Event)
    start_ns: int = 0
    dropped: list[int] = field(default_factory=list)
    moments: array[int] = field(default_factory=lambda: array("q"))  # five a frame, as in FrameTiming

    def __post_init__(self) -> None:
        self.stages = Stages(self.clock)

    def arrivals(self, frames: Iterable[Frame]) -> Iterator[_Arrival]:
        """Decode frames, one ahead of its time, each with the moment at which it is due."""
        first: Frame | None = None
        try:
            for number, frame in enumerate(self.stages.timed("decode", frames)):
                if first is None:
                    first, self.start_ns = frame, self.clock.now_ns()
                yield _Arrival(frame, self.pace.due_ns(number, frame, first))
        except Exception as error:
            raise _SourceBroke(error) from error

    def deliver(self, arrival: _Arrival) -> None:
        """Put a frame in the queue; the one that it drives out is written down."""
        now_ns = self.clock.now_ns() - self.start_ns
        due_ns = now_ns if arrival.due_ns is None else arrival.due_ns
        driven_out = self.queue.put(_Arrival(arrival.frame, due_ns, now_ns))
        if driven_out is not None:
            self.dropped.append(driven_out.frame.index)

    def process(self, arrival: _Arrival, work: Work) -> None:
        """Do the work on one frame and write its moments down."""
        due_ns = arrival.arrived_ns if arrival.due_ns is None else arrival.due_ns
        self.stages.due_ns = self.start_ns + due_ns
        self.stages.arrived_ns = self.start_ns + arrival.arrived_ns
        started_ns = self.clock.now_ns() - self.start_ns
        work(arrival.frame, self.stages)
        finished_ns = self.clock.now_ns() - self.start_ns
        self.moments.extend((arrival.frame.index, due_ns, arrival.arrived_ns, started_ns, finished_ns))

    def finish(self, work: Work) -> None:
        """Work on what came before the source broke and still waits."""
        while self.queue.counts.pending:
            self.process(self.queue.take(), work)  # type: ignore[arg-type] # it is there: nobody else takes

    def summary(self, deadline_ms: float | None) -> StreamSummary:
        """Close the books."""
        counts = self.queue.counts
        timings = tuple(FrameTiming(*self.moments[at : at + 5]) for at in range(0, len(self.moments), 5))
        responses_ms = [(timing.finished_ns - timing.due_ns) / 1e6 for timing in timings]
        return StreamSummary(
            produced=counts.produced,
            processed=counts.taken,
            dropped=counts.dropped,
            missed_deadlines=0 if deadline_ms is None else sum(ms > deadline_ms for ms in responses_ms),
            deadline_ms=deadline_ms,
            dropped_indices=tuple(self.dropped),
            timings=timings,
            stages_ms=self.stages.durations_ms(),
        )


def _in_two_threads(run: _Run, arrivals: Iterator[_Arrival], work: Work, patience_s: float | None) -> None:
    """Let the source keep its plan in a thread of its own, whatever the work does."""
    failures: list[BaseException] = []
    source = threading.Thread(target=_feed, args=(run, arrivals, failures), name="source", daemon=True)
    source.start()
    silent, patient_s = False, None if patience_s is None else patience_s + OPENING_S
    try:
        while (arrival := run.queue.take(patient_s)) is not None:
            run.process(arrival, work)
            patient_s = patience_s
        silent = not run.queue.closed
    finally:
        run.stop.set()
        source.join(_SILENT_JOIN_S if silent else _JOIN_S)
    if failures:
        raise failures[0]
    if silent:
        raise _SourceBroke(StreamError("source", f"no frame came for {patient_s} s"))
    if source.is_alive():
        raise _SourceBroke(StreamError("source", f"it did not stop within {_JOIN_S} s"))


def _feed(run: _Run, arrivals: Iterator[_Arrival], failures: list[BaseException]) -> None:
    """Deliver each frame when it is due, until there is none or the run stops; never wait for the work."""
    try:
        for arrival in arrivals:
            if arrival.due_ns is not None:
                run.clock.wait_until_ns(run.start_ns + arrival.due_ns, run.stop)
            if run.stop.is_set():
                return
            run.deliver(arrival)
    except BaseException as error:  # noqa: BLE001 # carried over to the caller's thread, which raises it
        failures.append(error)
    finally:
        _close(arrivals)
        run.queue.close()


def _in_one_thread(run: _Run, arrivals: Iterator[_Arrival], work: Work) -> None:
    """Before each frame's work, deliver all that has fallen due; with nothing to do, wait for the next."""
    try:
        coming = next(arrivals, None)
        while True:
            now_ns = run.clock.now_ns() - run.start_ns
            while coming is not None and (coming.due_ns is None or coming.due_ns <= now_ns):
                live = coming.due_ns is None
                run.deliver(coming)
                coming = next(arrivals, None)
                if live:
                    break
            if run.queue.counts.pending:
                arrival = run.queue.take()
                run.process(arrival, work)  # type: ignore[arg-type] # it is there: nobody else takes
            elif coming is None:
                return
            elif coming.due_ns is not None:
                run.clock.wait_until_ns(run.start_ns + coming.due_ns, run.stop)
    finally:
        _close(arrivals)


def _close(arrivals: Iterator[_Arrival]) -> None:
    close = getattr(arrivals, "close", None)
    if close is not None:
        close()
