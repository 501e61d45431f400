"""The conditions under which a protocol runs: whether its timings can be trusted."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from bench.measure import (
    Clock,
    Gpu,
    GpuWatch,
    Memory,
    NvmlGpu,
    SystemClock,
    clock_faults,
    read_memory,
    swap_fault,
)


@dataclass
class Conditions:
    """Watches clock, swapping and, where there is one, the GPU for as long as the ``with`` block lasts."""

    gpu: Gpu | None = None
    clock: Clock = field(default_factory=SystemClock)
    memory: Callable[[], Memory] = read_memory
    faults: tuple[str, ...] = ()
    telemetry: dict[str, object] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self._watch = GpuWatch(self.gpu) if self.gpu else None
        self._before = self.memory()
        self._stack = contextlib.ExitStack()
        if self._watch:
            self._stack.enter_context(self._watch)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()
        after = self.memory()
        swapped = swap_fault(self._before, after)
        gpu = self._watch.faults() if self._watch else ()
        self.faults = (*clock_faults(self.clock), *([swapped] if swapped else []), *gpu)
        self.telemetry = {
            "resident_bytes": after.resident_bytes,
            "faults": list(self.faults),
            **({"gpu": self._watch.summary()} if self._watch else {}),
        }


def gpu_of(provider: str) -> Gpu | None:
    """Return the GPU that a provider runs on; none for the processor, or where NVML cannot read one."""
    if provider == "cpu":
        return None
    try:
        return NvmlGpu()
    except Exception:  # noqa: BLE001 -- NVML raises errors of its own for a missing driver; that is reported as such
        return None
