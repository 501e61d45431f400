"""The released endoscopy models, opened with a fault in the process that a live run gives them."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any

from bedside.app.wiring import open_model
from bedside.runtime.backend import Target
from endoscopy_faults import FaultyBackend

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from bedside.runtime.backend import Backend
    from bedside.runtime.model import ModelPackage


def faulty_released(
    role: str, fault: str, first: int = 0, last: int = 10**9, *, every: int = 0, log: Path | None = None
) -> Callable[[], tuple[ModelPackage, Backend]]:
    """Return what opens a released model that has a fault in its runs from ``first`` up to ``last``.

    Parameters
    ----------
    every
        Let the fault come again after so many runs, as long as it lasted before; 0 for once.
    log
        Takes the moment of each fault's begin, by the monotonic clock, in ns, a line each.
    """
    return partial(_open, role, fault, first, last, every, log)


def _open(
    role: str, fault: str, first: int, last: int, every: int, log: Path | None
) -> tuple[ModelPackage, Backend]:
    package, backend = open_model("endoscopy", Target(), role)
    return package, _Recurring(backend, fault, first, last, every, log)


class _Recurring:
    """A backend that goes wrong again and again, and says when."""

    def __init__(
        self, backend: Backend, fault: str, first: int, last: int, every: int, log: Path | None
    ) -> None:
        self.info, self._sound = backend.info, backend
        self._faulty = FaultyBackend(backend, fault, 0, 10**9)
        self._first, self._length, self._every, self._log = first, last - first, every, log
        self._runs = 0

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Run the model, or go wrong."""
        since = self._runs - self._first
        self._runs += 1
        place = since % self._every if self._every and since >= 0 else since
        if not 0 <= place < self._length:
            return self._sound.run(inputs)
        if place == 0 and self._log is not None:
            with self._log.open("a", encoding="ascii") as file:
                file.write(f"{time.perf_counter_ns()}\n")
        return self._faulty.run(inputs)
