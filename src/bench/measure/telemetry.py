"""What the GPU did while something was measured on it."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

_PERIOD_S = 0.2
# Bits of NVML's clocks-event reasons (its public header); those that slow a measurement down.
THROTTLES = {
    0x0004: "software power cap",
    0x0008: "hardware slowdown",
    0x0020: "software thermal slowdown",
    0x0040: "hardware thermal slowdown",
    0x0080: "hardware power brake",
}


@dataclass(frozen=True)
class GpuReading:
    """One reading of one GPU; None is what it cannot tell, as a GPU built into a processor often cannot."""

    sm_clock_mhz: float | None
    memory_clock_mhz: float | None
    power_w: float | None
    temperature_c: float | None
    memory_used_bytes: float | None
    throttle_bits: int | None

    @property
    def throttles(self) -> tuple[str, ...]:
        """The reasons, in words, for which the GPU runs slower than asked."""
        return tuple(words for bit, words in THROTTLES.items() if (self.throttle_bits or 0) & bit)


class Gpu(Protocol):
    """A GPU that can be read."""

    name: str

    def read(self) -> GpuReading:
        """Read it now."""


class NvmlGpu:
    """A GPU read through NVML."""

    def __init__(self, index: int = 0) -> None:
        import pynvml

        pynvml.nvmlInit()
        self._nvml = pynvml
        self._handle = pynvml.nvmlDeviceGetHandleByIndex(index)
        name = pynvml.nvmlDeviceGetName(self._handle)
        self.name = name.decode() if isinstance(name, bytes) else str(name)

    def read(self) -> GpuReading:
        """Read it now."""
        nvml, handle = self._nvml, self._handle
        throttle = self._ask(lambda: nvml.nvmlDeviceGetCurrentClocksThrottleReasons(handle))
        return GpuReading(
            sm_clock_mhz=self._ask(lambda: nvml.nvmlDeviceGetClockInfo(handle, nvml.NVML_CLOCK_SM)),
            memory_clock_mhz=self._ask(lambda: nvml.nvmlDeviceGetClockInfo(handle, nvml.NVML_CLOCK_MEM)),
            power_w=self._ask(lambda: nvml.nvmlDeviceGetPowerUsage(handle) / 1e3),
            temperature_c=self._ask(lambda: nvml.nvmlDeviceGetTemperature(handle, nvml.NVML_TEMPERATURE_GPU)),
            memory_used_bytes=self._ask(lambda: nvml.nvmlDeviceGetMemoryInfo(handle).used),
            throttle_bits=None if throttle is None else int(throttle),
        )

    def _ask(self, question: Callable[[], float]) -> float | None:
        try:
            return float(question())
        except self._nvml.NVMLError_NotSupported:
            return None


class GpuWatch:
    """Reads a GPU in a thread for as long as the ``with`` block lasts."""

    def __init__(
        self, gpu: Gpu, period_s: float = _PERIOD_S, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._gpu = gpu
        self._period_s = period_s
        self._now = now
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="gpu-watch", daemon=True)
        self.readings: list[tuple[float, GpuReading]] = []
        self.fault: str | None = None

    def __enter__(self) -> Self:
        self._read()
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join()
        self._read()

    def faults(self) -> tuple[str, ...]:
        """Return why timings taken meanwhile do not count: throttling, or a reading that failed."""
        seen = dict.fromkeys(words for _, reading in self.readings for words in reading.throttles)
        throttled = [f"{self._gpu.name} was throttled: {words}" for words in seen]
        return (*throttled, *([self.fault] if self.fault else []))

    def summary(self) -> dict[str, object]:
        """Return the span of each quantity over all readings, and the throttle reasons met."""
        spans: dict[str, object] = {}
        for name in ("sm_clock_mhz", "memory_clock_mhz", "power_w", "temperature_c", "memory_used_bytes"):
            told = [getattr(reading, name) for _, reading in self.readings]
            values = [value for value in told if value is not None]
            spans[name] = {"min": min(values), "max": max(values)} if values else None
        spans["throttling_told"] = any(r.throttle_bits is not None for _, r in self.readings)
        return {"gpu": self._gpu.name, "readings": len(self.readings), **spans, "faults": list(self.faults())}

    def _run(self) -> None:
        while not self._stop.wait(self._period_s):
            self._read()

    def _read(self) -> None:
        try:
            self.readings.append((self._now(), self._gpu.read()))
        except Exception as error:  # noqa: BLE001 -- whatever NVML says, the readings are then not to be trusted
            self.fault = f"{self._gpu.name} could not be read: {error}"
