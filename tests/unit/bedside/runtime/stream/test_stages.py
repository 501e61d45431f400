"""Stages are timed one by one, and nothing is interpolated."""

import numpy as np
import pytest

from bedside.runtime.stream import Stages, Statistics
from fakes import FakeClock


@pytest.mark.verifies("SRS-011", purpose="implementation")
def test_every_block_is_one_sample_of_its_stage():
    """Nested and repeated, in the order of measuring."""
    clock = FakeClock()
    stages = Stages(clock)
    for duration_ms in (1, 2):
        with stages("outer"):
            clock.advance_ms(1)
            with stages("inner"):
                clock.advance_ms(duration_ms)
    assert {name: times.tolist() for name, times in stages.durations_ms().items()} == {
        "inner": [1, 2],
        "outer": [2, 3],
    }


def test_a_block_that_fails_is_no_sample():
    """A time that ends in an error says nothing about the stage."""
    stages = Stages(FakeClock())
    with pytest.raises(KeyError), stages("infer"):
        raise KeyError
    assert stages.durations_ms() == {}


def test_items_are_timed_as_they_come_and_their_source_is_closed():
    """Also when the taker stops early."""
    clock, closed = FakeClock(), []

    def source():
        try:
            for number in range(3):
                clock.advance_ms(5)
                yield number
        finally:
            closed.append(True)

    stages = Stages(clock)
    items = stages.timed("decode", source())
    assert [next(items), next(items)] == [0, 1]
    items.close()
    assert (stages.durations_ms()["decode"].tolist(), closed) == ([5, 5], [True])
    assert list(stages.timed("list", [7])) == [7]


@pytest.mark.verifies("SRS-011", purpose="implementation")
def test_percentiles_are_observed_values():
    """The 99th of a hundred samples is one of them, and never below the true one."""
    durations = np.arange(1, 101, dtype=float)
    found = Statistics.of(durations)
    assert (found.count, found.total_ms, found.max_ms) == (100, 5050, 100)
    assert {found.p50_ms, found.p95_ms, found.p99_ms} <= set(durations)
    assert (found.p50_ms, found.p95_ms, found.p99_ms) == (51, 96, 100)
    assert Statistics.of([3.14159]).to_json()["p99_ms"] == 3.142


def test_no_durations_have_no_statistics():
    """Nothing is summarised from nothing."""
    with pytest.raises(ValueError, match="at least one"):
        Statistics.of([])
    assert Stages().statistics() == {}
