"""The watch on one model: whether it answers in time, by the monotonic clock alone."""

from __future__ import annotations

import threading
from enum import StrEnum


class ModelState(StrEnum):
    """What is to be thought of a model."""

    STARTING = "starting"
    HEALTHY = "healthy"
    STALLED = "stalled"
    FAILED = "failed"


class ModelWatch:
    """Knows from questions and answers whether a model may be believed.

    A model in trouble (overdue, raising, giving no finite numbers, dead) is believed again only when it has
    answered in time and without an error for the recovery time; a new process is no exception. All times are
    readings of the monotonic clock, which nobody sets back.

    Implements RC-041.

    Parameters
    ----------
    patience_ns
        How long one answer may take.
    recovery_ns
        How long a model must do well after trouble.
    """

    def __init__(self, patience_ns: int, recovery_ns: int) -> None:
        self._patience_ns, self._recovery_ns = patience_ns, recovery_ns
        self._lock = threading.Lock()
        self._state = ModelState.STARTING
        self._reason = ""
        self._asked_ns: int | None = None
        self._well_since_ns: int | None = None

    def ready(self) -> None:
        """Take note that the model is open; only a first start makes it healthy at once."""
        with self._lock:
            if self._state is ModelState.STARTING:
                self._state = ModelState.HEALTHY

    def asked(self, now_ns: int) -> None:
        """Take note of a question."""
        with self._lock:
            self._asked_ns = now_ns

    def answered(self, now_ns: int) -> None:
        """Take note of a good answer to it."""
        with self._lock:
            asked_ns, self._asked_ns = self._asked_ns, None
            if asked_ns is None:
                return
            if now_ns - asked_ns > self._patience_ns:
                self._trouble(ModelState.STALLED, self._overdue(now_ns - asked_ns))
            elif self._state is not ModelState.HEALTHY:
                self._well_since_ns = asked_ns if self._well_since_ns is None else self._well_since_ns
                if now_ns - self._well_since_ns >= self._recovery_ns:
                    self._state, self._reason = ModelState.HEALTHY, ""

    def failed(self, reason: str) -> None:
        """Take note that the model gave an error, or no numbers, or that its process ended."""
        with self._lock:
            self._asked_ns = None
            self._trouble(ModelState.FAILED, reason)

    def state(self, now_ns: int) -> ModelState:
        """Return what is to be thought of the model now."""
        with self._lock:
            waited_ns = self._waited_ns(now_ns)
            if waited_ns > self._patience_ns and self._state is not ModelState.FAILED:
                self._trouble(ModelState.STALLED, self._overdue(waited_ns))
            return self._state

    def waited_ns(self, now_ns: int) -> int:
        """Return how long an answer has been waited for; 0 where none is due."""
        with self._lock:
            return self._waited_ns(now_ns)

    @property
    def reason(self) -> str:
        """Why the model is not believed; empty where it is."""
        with self._lock:
            return self._reason

    def _waited_ns(self, now_ns: int) -> int:
        return 0 if self._asked_ns is None else now_ns - self._asked_ns

    def _trouble(self, state: ModelState, reason: str) -> None:
        self._state, self._reason, self._well_since_ns = state, reason, None

    def _overdue(self, waited_ns: int) -> str:
        return f"an answer took or takes more than {self._patience_ns / 1e6:g} ms ({waited_ns / 1e6:.0f} ms)"
