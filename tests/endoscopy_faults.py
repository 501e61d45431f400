"""Models that go wrong on purpose, opened in the process that a live run gives them."""

from __future__ import annotations

import os
import signal
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

import endoscopy_packages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from bedside.runtime.backend import Backend
    from bedside.runtime.model import ModelPackage

SLOW_S = 0.15  # ten times what a scene model takes


def faulty(
    role: str, fault: str, first: int = 0, last: int = 10**9
) -> Callable[[], tuple[ModelPackage, Backend]]:
    """Return what opens a model that has a fault in its runs from ``first`` up to ``last``."""
    return partial(open_faulty, role, fault, first, last)


def open_faulty(role: str, fault: str, first: int, last: int) -> tuple[ModelPackage, Backend]:
    """Open the model of a role, with a fault."""
    if fault == "opening":
        raise FileNotFoundError("the model is gone")
    package, backend = getattr(endoscopy_packages, f"open_{role}")()
    return package, FaultyBackend(backend, fault, first, last)


class FaultyBackend:
    """A backend that does what a fault does, in some of its runs."""

    def __init__(self, backend: Backend, fault: str, first: int, last: int) -> None:
        self.info, self._backend = backend.info, backend
        self._fault, self._first, self._last = fault, first, last
        self._runs = 0

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Run the model, or go wrong."""
        number, self._runs = self._runs, self._runs + 1
        outputs = self._backend.run(inputs)
        if self._first <= number < self._last:
            outputs = FAULTS[self._fault](outputs)
        return outputs


def _raise(_: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    raise ArithmeticError("the model broke")


def _nan(outputs: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    return {name: np.full_like(values, np.nan) for name, values in outputs.items()}


def _slow(outputs: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    time.sleep(SLOW_S)
    return outputs


def _stall(outputs: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    time.sleep(1000)
    return outputs


def _busy(outputs: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    until_s = time.perf_counter() + SLOW_S / 10
    while time.perf_counter() < until_s:
        pass
    return outputs


def _leave(_: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    os._exit(3)


def _killed(_: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("nobody survives this")


FAULTS = {
    "raise": _raise, "nan": _nan, "slow": _slow, "stall": _stall, "busy": _busy, "leave": _leave,
    "killed": _killed,
}  # fmt: skip
