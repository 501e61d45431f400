"""GPU telemetry and swapping, with fakes."""

import sys
import time
from dataclasses import replace
from types import SimpleNamespace

import pynvml
import pytest

from bench.measure import GpuReading, GpuWatch, Memory, NvmlGpu, read_memory, swap_fault

_CALM = GpuReading(1700.0, 2600.0, 300.0, 55.0, 1 << 30, 0)


class _FakeGpu:
    name = "Fake 1"

    def __init__(self, *readings: GpuReading | Exception) -> None:
        self._readings = list(readings)

    def read(self) -> GpuReading:
        reading = self._readings.pop(0) if len(self._readings) > 1 else self._readings[0]
        if isinstance(reading, Exception):
            raise reading
        return reading


def test_a_calm_gpu_has_no_fault_and_a_summary() -> None:
    """The span of each quantity over all readings."""
    with GpuWatch(_FakeGpu(_CALM, replace(_CALM, power_w=350.0, temperature_c=60.0)), 0.005) as watch:
        time.sleep(0.05)
    assert watch.faults() == ()
    summary = watch.summary()
    assert summary["power_w"] == {"min": 300.0, "max": 350.0}
    assert summary["temperature_c"] == {"min": 55.0, "max": 60.0}
    assert summary["readings"] == len(watch.readings) > 3


@pytest.mark.parametrize(
    ("bits", "word"),
    [(0x4, "power cap"), (0x8, "slowdown"), (0x20, "thermal"), (0x40, "thermal"), (0x80, "brake")],
)
def test_a_throttled_gpu_is_a_fault_that_says_why(bits: int, word: str) -> None:
    """One throttled reading among calm ones is enough."""
    with GpuWatch(_FakeGpu(_CALM, replace(_CALM, throttle_bits=bits | 0x1), _CALM), 0.005) as watch:
        time.sleep(0.03)
    [fault] = watch.faults()
    assert word in fault


def test_idling_or_a_clock_setting_is_no_throttling() -> None:
    """The GPU was asked to run as it does."""
    with GpuWatch(_FakeGpu(replace(_CALM, throttle_bits=0x1 | 0x2)), 0.005) as watch:
        pass
    assert watch.faults() == ()


def test_a_gpu_that_cannot_be_read_is_a_fault() -> None:
    """Without readings nobody knows whether it was throttled."""
    with GpuWatch(_FakeGpu(_CALM, RuntimeError("lost")), 0.005) as watch:
        pass
    assert watch.faults() == ("Fake 1 could not be read: lost",)


class _NotSupportedError(Exception):
    pass


def _no_answer(*_: object) -> float:
    raise _NotSupportedError


def _nvml(**answers: object) -> SimpleNamespace:
    """Return a fake of the NVML binding, with the functions that a reading asks."""
    given = {
        "nvmlInit": lambda: None,
        "nvmlDeviceGetHandleByIndex": lambda index: f"gpu {index}",
        "nvmlDeviceGetName": lambda handle: f"Fake {handle}".encode(),
        "nvmlDeviceGetClockInfo": lambda *asked: {"sm": 1700, "mem": 2600}[asked[1]],
        "nvmlDeviceGetPowerUsage": lambda *_: 300_500,
        "nvmlDeviceGetTemperature": lambda *_: 55,
        "nvmlDeviceGetMemoryInfo": lambda *_: SimpleNamespace(used=1 << 30),
        "nvmlDeviceGetCurrentClocksThrottleReasons": lambda *_: 0x40,
        "NVML_CLOCK_SM": "sm",
        "NVML_CLOCK_MEM": "mem",
        "NVML_TEMPERATURE_GPU": 0,
        "NVMLError_NotSupported": _NotSupportedError,
    }
    return SimpleNamespace(**{**given, **answers})


def test_nvml_is_read_in_its_units(monkeypatch: pytest.MonkeyPatch) -> None:
    """Power comes in milliwatts, a name as bytes."""
    monkeypatch.setitem(sys.modules, "pynvml", _nvml())
    gpu = NvmlGpu(1)
    assert gpu.name == "Fake gpu 1"
    assert gpu.read() == GpuReading(1700, 2600, 300.5, 55, 1 << 30, 0x40)


def test_what_a_gpu_cannot_tell_is_missing_and_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A built-in GPU has no memory of its own; that its throttling is unknown is in the summary."""
    questions = ("nvmlDeviceGetMemoryInfo", "nvmlDeviceGetCurrentClocksThrottleReasons")
    monkeypatch.setitem(sys.modules, "pynvml", _nvml(**dict.fromkeys(questions, _no_answer)))
    with GpuWatch(NvmlGpu(), 0.005) as watch:
        pass
    assert watch.faults() == ()
    assert watch.summary()["memory_used_bytes"] is None
    assert watch.summary()["throttling_told"] is False


def test_the_binding_has_every_name_that_is_asked() -> None:
    """So that the fake above is a fake of the real one."""
    assert [name for name in vars(_nvml()) if not hasattr(pynvml, name)] == []


def test_swapping_between_two_readings_is_a_fault() -> None:
    """Below a mebibyte it disturbs no timing."""
    before = Memory(1, 10 << 20)
    assert swap_fault(before, Memory(1, 10 << 20)) is None
    assert swap_fault(before, Memory(1, (10 << 20) + 4096)) is None
    assert "20 MiB" in str(swap_fault(before, Memory(1, 30 << 20)))
    assert read_memory().resident_bytes > 1 << 20
