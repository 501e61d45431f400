"""Latency under a load that does not wait."""

import numpy as np
import pytest

from bench.measure import Latencies, SystemClock, clock_faults, closed_loop, open_loop


class _FakeClock:
    """Stands still until it is told to move."""

    def __init__(self) -> None:
        self.time_s = 100.0

    def now(self) -> float:
        return self.time_s

    def sleep_until(self, moment_s: float) -> None:
        self.time_s = max(self.time_s, moment_s)


def _stalling(clock: _FakeClock, stall_at: int) -> tuple[list[float], object]:
    durations_s = [0.001] * 100
    durations_s[stall_at] = 1.0

    def work(duration_s: float) -> None:
        clock.time_s += duration_s

    return durations_s, work


def test_a_stall_is_counted_for_every_input_that_waited() -> None:
    """One second at 100 Hz delays the hundred inputs behind it; a loop that waits for the work hides them."""
    clock = _FakeClock()
    durations_s, work = _stalling(clock, 10)
    paced = open_loop(work, durations_s, 100.0, warm_up=0, clock=clock)  # type: ignore[arg-type]
    waiting = closed_loop(work, durations_s, warm_up=0, clock=clock)  # type: ignore[arg-type]
    assert np.count_nonzero(waiting.response_ms > 10.5) == 1
    assert np.count_nonzero(paced.service_ms > 10.5) == 1
    assert paced.missed(10.5) == 90
    assert paced.response_ms[11] == pytest.approx(1000 + 1 - 10)
    assert np.quantile(waiting.response_ms, 0.9) == pytest.approx(1.0)
    assert np.quantile(paced.response_ms, 0.9) > 900


def test_arrivals_keep_their_plan_whatever_the_work_takes() -> None:
    """Evenly spaced at the rate asked for."""
    clock = _FakeClock()
    durations_s, work = _stalling(clock, 0)
    paced = open_loop(work, durations_s, 50.0, warm_up=0, clock=clock)  # type: ignore[arg-type]
    assert np.allclose(np.diff(paced.planned_s), 0.02)
    assert all(begun >= planned for planned, begun in zip(paced.planned_s, paced.started_s, strict=True))


def test_warm_up_is_reported_and_not_counted() -> None:
    """The slow first runs stay out of the samples."""
    clock = _FakeClock()
    durations_s, work = _stalling(clock, 0)
    found = closed_loop(work, durations_s, warm_up=3, clock=clock)  # type: ignore[arg-type]
    assert found.warm_up_ms == pytest.approx((1000, 1, 1))
    assert len(found.service_ms) == 100


def test_the_system_clock_paces_real_work() -> None:
    """A start is never before its moment, and on the average soon after."""
    found = open_loop(lambda _: None, list(range(20)), 200.0, warm_up=0, clock=SystemClock())
    late_ms = 1e3 * (np.asarray(found.started_s) - np.asarray(found.planned_s))
    assert late_ms.min() >= 0
    assert np.median(late_ms) < 5


def test_columns_of_different_length_are_refused() -> None:
    """So is a rate that is no rate."""
    with pytest.raises(ValueError, match="length"):
        Latencies((0.0,), (0.0,), ())
    with pytest.raises(ValueError, match="rate"):
        open_loop(lambda _: None, [1], 0.0, warm_up=0)


class _Ticks:
    def __init__(self, *times_s: float) -> None:
        self._times_s = list(times_s)

    def now(self) -> float:
        return self._times_s.pop(0)

    def sleep_until(self, moment_s: float) -> None:
        raise AssertionError(moment_s)


@pytest.mark.parametrize(
    ("times_s", "word"), [((0, 1e-6, 0.0), "backwards"), ((1, 1, 1), "still"), ((0, 0.01, 0.02), "coarser")]
)
def test_a_clock_that_cannot_be_trusted_is_named(times_s: tuple[float, ...], word: str) -> None:
    """Backwards, standing still, or too coarse."""
    [fault] = clock_faults(_Ticks(*times_s), readings=3)
    assert word in fault


def test_the_system_clock_can_be_trusted() -> None:
    """Here and now."""
    assert clock_faults(SystemClock()) == ()
