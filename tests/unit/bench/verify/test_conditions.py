"""The conditions of a measurement."""

import pytest

from bench.measure import GpuReading, Memory
from bench.verify.conditions import Conditions, gpu_of


class _Hot:
    name = "Fake"

    def read(self) -> GpuReading:
        return GpuReading(1000, 1000, 700, 95, 1, 0x40)


def test_a_throttled_gpu_and_swapping_are_faults_and_in_the_telemetry() -> None:
    """Both, at once."""
    readings = [Memory(1, 0), Memory(2, 5 << 20)]
    with Conditions(gpu=_Hot(), memory=lambda: readings.pop(0)) as conditions:
        pass
    assert [word for word in ("thermal", "5 MiB") if any(word in f for f in conditions.faults)] == [
        "thermal",
        "5 MiB",
    ]
    assert conditions.telemetry["faults"] == list(conditions.faults)
    assert "gpu" in conditions.telemetry


def test_calm_conditions_have_no_fault() -> None:
    """Memory is reported all the same."""
    with Conditions(memory=lambda: Memory(7, 0)) as conditions:
        pass
    assert (conditions.faults, conditions.telemetry["resident_bytes"]) == ((), 7)


def test_the_processor_has_no_gpu_to_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor has a machine where NVML finds none."""
    assert gpu_of("cpu") is None
    monkeypatch.setattr("bench.verify.conditions.NvmlGpu", lambda: 1 / 0)
    assert gpu_of("cuda") is None
