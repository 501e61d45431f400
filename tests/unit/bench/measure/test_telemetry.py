"""GPU telemetry and swapping, with fakes."""

import time
from dataclasses import replace

import pytest

from bench.measure import GpuReading, GpuWatch, Memory, read_memory, swap_fault

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


def test_swapping_between_two_readings_is_a_fault() -> None:
    """Below a mebibyte it disturbs no timing."""
    before = Memory(1, 10 << 20)
    assert swap_fault(before, Memory(1, 10 << 20)) is None
    assert swap_fault(before, Memory(1, (10 << 20) + 4096)) is None
    assert "20 MiB" in str(swap_fault(before, Memory(1, 30 << 20)))
    assert read_memory().resident_bytes > 1 << 20
