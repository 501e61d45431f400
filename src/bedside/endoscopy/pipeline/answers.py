"""The answers of one model, each under the number of the frame that it belongs to."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from bedside.runtime.stream import Clock

Value = TypeVar("Value")
KEPT = 64


class Answers(Generic[Value]):
    """Where a model's answers are left by one thread and waited for by others.

    An answer is kept under its frame's number and given out for no other frame. The newest ``KEPT`` are held.

    Implements RC-027.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._changed = threading.Condition()
        self._held: OrderedDict[int, Value | None] = OrderedDict()

    def put(self, frame: int, value: Value | None) -> None:
        """Leave the answer for a frame, or None where there will be none."""
        with self._changed:
            self._held[frame] = value
            while len(self._held) > KEPT:
                self._held.popitem(last=False)
            self._changed.notify_all()

    def settled(self, frame: int) -> bool:
        """Return whether it is known what the model says of a frame, be it nothing."""
        with self._changed:
            return frame in self._held

    def of(self, frame: int) -> Value | None:
        """Return the answer for a frame, if it is there."""
        with self._changed:
            return self._held.get(frame)

    def wait(self, frame: int, until_ns: int) -> Value | None:
        """Return the answer for a frame as soon as it is there; None where there is none at that time."""
        with self._changed:
            left_s = max(until_ns - self._clock.now_ns(), 0) / 1e9
            self._changed.wait_for(lambda: frame in self._held, left_s)
            return self._held.get(frame)
