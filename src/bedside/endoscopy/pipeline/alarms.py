"""What is wrong at the moment, in words for the screen, and what was, for the report."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bedside.runtime.stream import Clock

SEPARATOR = " · "


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that was wrong, and from when to when.

    Parameters
    ----------
    kind
        What it is about: scene, workflow, late, view, recording, gaps, source, display, timeline.
    text
        A few words, as on the screen.
    detail
        All that is known of the cause.
    t_s
        The source's time of the newest frame when it was raised; None before the first.
    raised_ms, cleared_ms
        By the monotonic clock, from the start of the run; ``cleared_ms`` is None where it still stands.
    """

    kind: str
    text: str
    detail: str
    t_s: float | None
    raised_ms: float
    cleared_ms: float | None = None


class Alarms:
    """The alarms of one run, raised and cleared by any thread; one of a kind at a time."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._start_ns = clock, clock.now_ns()
        self._lock = threading.Lock()
        self._standing: dict[str, Alarm] = {}
        self._past: list[Alarm] = []
        self._t_s: float | None = None

    def at(self, t_s: float) -> None:
        """Say which of the source's times it is."""
        self._t_s = t_s

    def sound(self, kind: str, text: str, detail: str = "") -> None:
        """Raise an alarm; one of the same kind and text goes on, one of another text is replaced."""
        with self._lock:
            standing = self._standing.get(kind)
            if standing is not None and standing.text == text:
                return
            self._end(kind)
            self._standing[kind] = Alarm(kind, text, detail, self._t_s, self._now_ms())

    def clear(self, kind: str) -> None:
        """End the alarm of this kind, if there is one."""
        with self._lock:
            self._end(kind)

    def text(self, without: str = "") -> str:
        """Return all that is wrong now, in the order of its appearance, but for one kind."""
        with self._lock:
            return SEPARATOR.join(alarm.text for alarm in self._standing.values() if alarm.kind != without)

    def log(self) -> tuple[Alarm, ...]:
        """Return all alarms so far, in the order of their appearance."""
        with self._lock:
            return tuple(sorted((*self._past, *self._standing.values()), key=lambda alarm: alarm.raised_ms))

    def _end(self, kind: str) -> None:
        alarm = self._standing.pop(kind, None)
        if alarm is not None:
            self._past.append(replace(alarm, cleared_ms=self._now_ms()))

    def _now_ms(self) -> float:
        return (self._clock.now_ns() - self._start_ns) / 1e6
