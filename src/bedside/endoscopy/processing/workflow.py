"""From the workflow network's probabilities to phase, step and remaining time that can be read.

Causal: what is said at one moment rests on that moment and the ones before it.
"""

from __future__ import annotations

import math
from collections import deque
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from bedside.endoscopy.interface import PHASE_OF_STEP, PHASES, STEPS, WorkflowObservation

if TYPE_CHECKING:
    from numpy.typing import NDArray

SMOOTHING_S = 10.0  # the remaining time is the median of so long
MOST_CREDIT = (
    1.5  # sampling periods that one sample can count for; what is withheld between counts for nothing
)
ROUNDED_ABOVE_MIN = 10
_ROUNDING_S = 1e-6
_STEPS_OF_PHASE = tuple(
    np.array([step for step, its in enumerate(PHASE_OF_STEP) if its == phase]) for phase in range(len(PHASES))
)


def withheld_workflow(frame: int, t_s: float, reason: str) -> WorkflowObservation:
    """Return that nothing is said at a frame, and why."""
    return WorkflowObservation(frame, t_s, None, None, None, 0.0, None, reason)


def remaining_words(remaining_s: float | None) -> str:
    """Return the remaining time as an estimate in words, no finer than it can be known. Implements RC-039.

    To 5 minutes above 10, to one below.
    """
    if remaining_s is None:
        return ""
    minutes = remaining_s / 60
    if minutes < 1:
        return "less than 1 min left, an estimate"
    rounded = round(minutes) if minutes < ROUNDED_ABOVE_MIN else 5 * round(minutes / 5)
    return f"about {rounded} min left, an estimate"


class Streak:
    """The most probable choice of the last samples, and how long it has been so without a break."""

    def __init__(self) -> None:
        self.best: int | None = None
        self.held_s = 0.0

    def update(self, best: int, credit_s: float) -> None:
        """Take the most probable choice of a sample, and how long it may be said to have lasted."""
        self.held_s = self.held_s + credit_s if best == self.best else 0.0
        self.best = best


class Announcement:
    """Against flicker: what is announced has been the best for the dwell time without a break.

    So it stays for that time at least: whatever takes its place became the best after it was announced.

    Implements RC-038.

    Parameters
    ----------
    dwell_s
        The dwell time; 0 announces every choice at once.
    """

    def __init__(self, dwell_s: float) -> None:
        self._least_s = dwell_s - _ROUNDING_S
        self._since_s = -math.inf
        self.choice: int | None = None

    def settled(self, now_s: float) -> bool:
        """Whether what is announced has been so for the dwell time."""
        return now_s - self._since_s >= self._least_s

    def offer(self, streak: Streak, now_s: float) -> bool:
        """Announce the streak's choice where the rule lets it; return whether that is a change."""
        new = streak.best != self.choice and streak.held_s >= self._least_s
        if new:
            self.choice, self._since_s = streak.best, now_s
        return new


class WorkflowMemory:
    """What has been seen of the workflow so far, as far as it bears on what is said next.

    Moments that are withheld between two samples count neither for a choice nor against it.

    Parameters
    ----------
    rate_hz
        Of the workflow network's own samples.
    dwell_s
        The dwell time of phases and of steps.
    """

    def __init__(self, rate_hz: float = 1.0, dwell_s: float = 2.0) -> None:
        self._most_credit_s, self._dwell_s = MOST_CREDIT / rate_hz, dwell_s
        self._phases, self._steps = Streak(), tuple(Streak() for _ in PHASES)
        self._phase, self._step = Announcement(dwell_s), Announcement(dwell_s)
        self._last_s: float | None = None
        self._now_s = 0.0  # since the first sample; it stands still where the source's clock jumps back
        self._ends_s: deque[tuple[float, float]] = deque()

    def observe(
        self,
        frame: int,
        t_s: float,
        phases: NDArray[np.float32],
        steps: NDArray[np.float32],
        remaining_min: float,
    ) -> WorkflowObservation:
        """Return what is said at one sample.

        Parameters
        ----------
        frame, t_s
            The frame that it belongs to.
        phases, steps
            (7,) and (13,) probabilities.
        remaining_min
            The network's estimate.
        """
        self._count(phases, steps, self._credit_s(t_s))
        self._announce()
        phase, step, raw = self._phase.choice, self._step.choice, self._phases.best
        return WorkflowObservation(
            frame,
            t_s,
            None if phase is None else PHASES[phase],
            None if step is None else STEPS[step],
            None if raw is None else PHASES[raw],
            0.0 if phase is None else float(np.clip(phases[phase], 0, 1)),
            self._smoothed_s(remaining_min),
        )

    def _credit_s(self, t_s: float) -> float:
        """Move the time on, and return how much of it counts for what was the best before and is now."""
        passed_s = 0.0 if self._last_s is None else max(t_s - self._last_s, 0.0)
        self._last_s = t_s
        self._now_s += passed_s
        return min(passed_s, self._most_credit_s)

    def _count(self, phases: NDArray[np.float32], steps: NDArray[np.float32], credit_s: float) -> None:
        self._phases.update(int(np.argmax(phases)), credit_s)
        for choices, streak in zip(_STEPS_OF_PHASE, self._steps, strict=True):
            streak.update(int(choices[np.argmax(steps[choices])]), credit_s)

    def _announce(self) -> None:
        """Announce a phase and one of its steps; a step just announced holds its phase for the dwell time."""
        if self._step.settled(self._now_s) and self._phase.offer(self._phases, self._now_s):
            self._step = Announcement(self._dwell_s)
        if self._phase.choice is not None:
            self._step.offer(self._steps[self._phase.choice], self._now_s)

    def _smoothed_s(self, remaining_min: float) -> float:
        """Return the median of what the last samples make of the remaining time now."""
        self._ends_s.append((self._now_s, max(float(remaining_min), 0.0) * 60 + self._now_s))
        while self._now_s - self._ends_s[0][0] > SMOOTHING_S:
            self._ends_s.popleft()
        return max(median(end_s for _, end_s in self._ends_s) - self._now_s, 0.0)
