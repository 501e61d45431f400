"""What happened when: intervals and events, gathered while the frames come; none of the frames is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bedside.endoscopy.interface import Event, Interval, View

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bedside.endoscopy.interface import WorkflowObservation

SHORTEST_PHASE_S = 2.0  # the end of the recording cuts an interval; a shorter one belongs to the one before
INSTRUMENT_GAP_S = 1.0  # a shorter disappearance is none
SHORTEST_USE_S = 1.0
_ROUNDING_S = 1e-6


@dataclass(frozen=True, slots=True)
class TimelineResult:
    """The operation so far.

    Parameters
    ----------
    phases, steps
        As announced. A phase goes on while nothing is said, until another is announced.
    instruments
        While an instrument was in the picture.
    views
        Of View, side by side.
    events
        In the order of time.
    duration_s
        From the first frame to the end of the last.
    """

    phases: tuple[Interval, ...]
    steps: tuple[Interval, ...]
    instruments: tuple[Interval, ...]
    views: tuple[Interval, ...]
    events: tuple[Event, ...]
    duration_s: float


class Timeline:
    """Gathers what is said of one frame after another.

    A frame lasts until the next one. Where the source's time jumps back, the timeline's goes on, and an event
    says so.
    """

    def __init__(self) -> None:
        self._phases, self._steps, self._views = _Track(), _Track(), _Track()
        self._reasons: list[str] = []  # of each interval of views
        self._uses = _Uses()
        self._jumps: list[Event] = []
        self._shift_s = self._lasts_s = 0.0
        self._first_s: float | None = None
        self._now_s = 0.0

    def add(
        self,
        frame: int,
        t_s: float,
        view: View,
        reason: str,
        instrument_visible: bool,
        workflow: WorkflowObservation | None,
    ) -> None:
        """Add the next frame.

        Parameters
        ----------
        frame, t_s
            Which one.
        view, reason
            What kind of picture it is, and why it is not good.
        instrument_visible
            False, too, where nothing is said of the scene.
        workflow
            Where there is a new one; what is withheld in it changes nothing.
        """
        self._move_on(frame, t_s)
        if self._views.hold(view.value, self._now_s):
            self._reasons.append(reason)
        self._uses.add(self._now_s, instrument_visible)
        if workflow is not None and workflow.phase is not None:
            at_s = min(workflow.t_s + self._shift_s, self._now_s)
            if self._phases.hold(workflow.phase, at_s):
                self._steps.stop(at_s)
            if workflow.step is not None:
                self._steps.hold(workflow.step, at_s)

    def result(self) -> TimelineResult:
        """Return what was gathered; more can be added after."""
        end_s = self._now_s + self._lasts_s
        phases = _without_cut_end(self._phases.intervals(end_s))
        steps = _without_cut_end(self._steps.intervals(end_s))
        views = self._views.intervals(end_s)
        events = [*_phase_events(phases), *_view_events(views, self._reasons), *self._jumps]
        first_s = end_s if self._first_s is None else self._first_s
        return TimelineResult(
            tuple(phases),
            tuple(steps),
            tuple(self._uses.intervals(end_s)),
            tuple(views),
            tuple(sorted(events, key=lambda event: event.t_s)),
            end_s - first_s,
        )

    def _move_on(self, frame: int, t_s: float) -> None:
        if self._first_s is None:
            self._first_s = self._now_s = t_s
            return
        passed_s = t_s + self._shift_s - self._now_s
        if passed_s < 0:
            self._shift_s -= passed_s
            text = f"at frame {frame} the source's time jumped back by {-passed_s:.3f} s"
            self._jumps.append(Event(self._now_s, "clock", text))
            return
        self._now_s, self._lasts_s = t_s + self._shift_s, passed_s


class _Track:
    """One name at a time."""

    def __init__(self) -> None:
        self._closed: list[Interval] = []
        self._name: str | None = None
        self._start_s = 0.0

    def hold(self, name: str, t_s: float) -> bool:
        """Let a name hold from now on; return whether it did not before."""
        if name == self._name:
            return False
        self.stop(t_s)
        self._name, self._start_s = name, t_s
        return True

    def stop(self, t_s: float) -> None:
        """Let no name hold from now on."""
        self._closed = self.intervals(t_s)
        self._name = None

    def intervals(self, end_s: float) -> list[Interval]:
        """Return the intervals, the last one up to the end."""
        if self._name is None:
            return self._closed
        return [*self._closed, Interval(self._name, self._start_s, max(end_s, self._start_s))]


class _Uses:
    """While an instrument is in the picture: short gaps are closed, short uses left out."""

    def __init__(self) -> None:
        self._closed: list[Interval] = []
        self._start_s = self._end_s = 0.0
        self._open = self._visible = False

    def add(self, t_s: float, visible: bool) -> None:
        """Add a frame; the one before lasted until now."""
        if self._visible:
            self._end_s = t_s
        if visible and not (self._open and t_s - self._end_s < INSTRUMENT_GAP_S - _ROUNDING_S):
            self._closed = self._with_last(self._end_s)
            self._start_s = self._end_s = t_s
            self._open = True
        self._visible = visible

    def intervals(self, end_s: float) -> list[Interval]:
        """Return the uses, the last one up to the end where it goes on."""
        return self._with_last(end_s if self._visible else self._end_s)

    def _with_last(self, end_s: float) -> list[Interval]:
        if not self._open or end_s - self._start_s < SHORTEST_USE_S - _ROUNDING_S:
            return self._closed
        return [*self._closed, Interval("instrument", self._start_s, end_s)]


def _without_cut_end(intervals: list[Interval]) -> list[Interval]:
    """Return the intervals; a last one that the recording's end cut short went to the one before."""
    if len(intervals) < 2 or intervals[-1].duration_s >= SHORTEST_PHASE_S - _ROUNDING_S:
        return intervals
    *rest, before, last = intervals
    return [*rest, replace(before, end_s=last.end_s)] if before.end_s == last.start_s else intervals


def _phase_events(phases: Sequence[Interval]) -> Iterator[Event]:
    seen = set()
    for phase in phases:
        words = phase.name.replace("_", " ")
        if phase.name in seen:
            yield Event(phase.start_s, "return", f"back to {words}")
        else:
            yield Event(phase.start_s, "phase", f"{words} begins")
        seen.add(phase.name)


def _view_events(views: Sequence[Interval], reasons: Sequence[str]) -> Iterator[Event]:
    before = View.GOOD
    for interval, reason in zip(views, reasons, strict=True):
        view = View(interval.name)
        if before is View.OUT_OF_BODY:
            yield Event(interval.start_s, "out_of_body", "out of the body until here")
        if view is View.OUT_OF_BODY:
            yield Event(interval.start_s, "out_of_body", f"out of the body from here: {reason}")
        elif view is not View.GOOD:
            yield Event(interval.start_s, "view", f"nothing is said from here: {reason}")
        elif before is not View.GOOD:
            yield Event(interval.start_s, "view", "the picture is good again")
        before = view
