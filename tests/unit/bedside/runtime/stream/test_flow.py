"""A stream keeps its plan whatever the work does, counts every drop, and ends cleanly on every way out."""

import threading
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.runtime.errors import InputError, StreamError
from bedside.runtime.media import Frame
from bedside.runtime.stream import Pace, run_stream
from fakes import FakeClock

PIXELS = np.zeros((16, 16), np.uint8)


def frames_at(times_s):
    """Make frames with these stamps."""
    return [Frame(number, t_s, PIXELS) for number, t_s in enumerate(times_s)]


def idle(_frame, _stages):
    """Do nothing with a frame."""


def run(services_ms, pace, times_s=None, **settings):
    """Run a stream whose work on frame n takes the n-th time, on a clock that only this work moves."""
    clock = FakeClock()
    frames = frames_at(times_s or [float(number) for number in range(len(services_ms))])

    def work(frame, stages):
        with stages("infer"):
            clock.advance_ms(services_ms[frame.index])

    return run_stream(frames, work, pace=pace, clock=clock, threads=False, **settings)


@pytest.mark.verifies("SRS-010", purpose="implementation")
def test_fast_work_drops_nothing_and_answers_at_once():
    """Four milliseconds of work, ten between frames."""
    summary = run([4] * 10, Pace.at(100), deadline_ms=10)
    assert (summary.produced, summary.processed, summary.dropped, summary.missed_deadlines) == (10, 10, 0, 0)
    np.testing.assert_allclose(summary.response_ms, 4)
    np.testing.assert_allclose(summary.stages_ms["infer"], 4)


@pytest.mark.verifies("SRS-010", purpose="implementation")
def test_slow_work_drops_the_older_frames_and_keeps_the_plan():
    """Twenty-five milliseconds of work, ten between frames: the newest waiting frame is taken each time."""
    summary = run([25] * 10, Pace.at(100), deadline_ms=40)
    assert [timing.index for timing in summary.timings] == [0, 2, 5, 7, 9]
    assert summary.dropped_indices == (1, 3, 4, 6, 8)
    assert [timing.due_ns // 10**6 for timing in summary.timings] == [0, 20, 50, 70, 90]
    np.testing.assert_allclose(summary.response_ms, [25, 30, 25, 30, 35])


@pytest.mark.verifies("SRS-010", purpose="implementation")
def test_one_slow_frame_shows_in_the_responses_behind_it_not_in_their_service():
    """The plan of arrivals does not wait: no coordinated omission."""
    summary = run([1, 45, 1, 1, 1, 1, 1], Pace.at(100), capacity=10, deadline_ms=20)
    np.testing.assert_allclose(summary.service_ms, [1, 45, 1, 1, 1, 1, 1])
    np.testing.assert_allclose(summary.response_ms, [1, 45, 36, 27, 18, 9, 1])
    assert (summary.missed_deadlines, summary.dropped) == (3, 0)


@pytest.mark.verifies("SRS-010", purpose="implementation")
def test_frames_fall_due_at_their_own_uneven_times():
    """From the first frame's stamp on."""
    summary = run([1] * 4, Pace.stamped(), times_s=[5.0, 5.04, 5.05, 5.3])
    assert [timing.due_ns // 10**6 for timing in summary.timings] == [0, 40, 50, 300]
    np.testing.assert_allclose(summary.lag_ms, 0)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.lists(st.floats(0, 60), max_size=30),
    st.integers(1, 4),
    st.sampled_from([Pace.at(100), Pace.at(33), Pace.stamped(), Pace.as_they_come()]),
)
@pytest.mark.verifies("SRS-010", purpose="implementation")
def test_every_frame_is_processed_or_dropped_once_and_in_order(services_ms, capacity, pace):
    """Whatever the times of the work: counts add up, order holds, no work starts before its frame is due."""
    times_s = [number / 50 for number in range(len(services_ms))]
    summary = run(services_ms, pace, times_s=times_s, capacity=capacity, deadline_ms=20)
    done = [timing.index for timing in summary.timings]
    assert sorted([*done, *summary.dropped_indices]) == list(range(len(services_ms)))
    assert done == sorted(done)
    assert all(t.due_ns <= t.arrived_ns <= t.started_ns <= t.finished_ns for t in summary.timings)
    assert summary.missed_deadlines == int((summary.response_ms > 20).sum())
    assert not services_ms or done[-1] == len(services_ms) - 1  # the newest is never lost


@pytest.mark.parametrize("threads", [True, False])
def test_no_frames_at_all_are_no_error(threads):
    """An empty source gives an empty summary."""
    summary = run_stream([], idle, pace=Pace.at(100), threads=threads)
    assert (summary.produced, summary.response_ms.size) == (0, 0)


@pytest.mark.verifies("SRS-010", purpose="implementation")
def test_in_real_time_a_stalled_work_never_holds_the_source_back():
    """Two hundred frames a second for half a second, with one stall of a fifth: the source is in time."""
    produced_at = []

    def source():
        for frame in frames_at([0.0] * 100):
            produced_at.append(time.perf_counter())
            yield frame

    def work(frame, stages):
        if not frame.index:
            time.sleep(0.2)

    start_s = time.perf_counter()
    summary = run_stream(source(), work, pace=Pace.at(200), deadline_ms=100)
    assert time.perf_counter() - start_s >= 0.49
    assert (summary.produced, summary.processed + summary.dropped) == (100, 100)
    assert summary.dropped >= 20  # what fell due in the stall, less what a busy machine shifts
    assert summary.missed_deadlines >= 1
    assert len(produced_at) == 100
    assert summary.stages_ms["decode"].size == 100


@pytest.mark.parametrize("threads", [True, False])
@pytest.mark.verifies("SRS-010", purpose="implementation")
def test_an_error_of_the_work_comes_out_unchanged_and_the_source_is_closed(threads):
    """The iterator is released and no thread is left."""
    closed = []

    def source():
        try:
            yield from frames_at([0.0] * 1000)
        finally:
            closed.append(True)

    def work(frame, stages):
        raise ZeroDivisionError("mine")

    before = threading.active_count()
    with pytest.raises(ZeroDivisionError, match="mine"):
        run_stream(source(), work, pace=Pace.at(1000), threads=threads)
    assert (closed, threading.active_count()) == ([True], before)


@pytest.mark.parametrize("threads", [True, False])
@pytest.mark.verifies("SRS-010", purpose="implementation")
def test_an_error_of_the_source_comes_out_unchanged(threads):
    """A camera that breaks ends the run with its own error."""

    def source():
        yield from frames_at([0.0] * 3)
        raise OSError("cable")

    with pytest.raises(OSError, match="cable"):
        run_stream(source(), idle, pace=Pace.at(1000), threads=threads)


@pytest.mark.verifies("SRS-010", purpose="negative")
def test_a_source_that_falls_silent_is_a_stream_error():
    """After the patience that was asked for, and without waiting for the source."""
    silence = threading.Event()

    def source():
        yield from frames_at([0.0])
        silence.wait(20)

    with pytest.raises(StreamError, match=r"no frame came for 0\.1 s"):
        run_stream(source(), idle, pace=Pace.as_they_come(), patience_s=0.1)
    silence.set()


@pytest.mark.parametrize("threads", [True, False])
@pytest.mark.verifies("SRS-010", purpose="implementation")
def test_a_lost_source_ends_the_run_in_order_for_who_asks_to_be_told(threads):
    """The frames before the loss are worked on and on the books; the reason is told once."""

    def source():
        yield from frames_at([0.0] * 3)
        raise InputError("/dev/video0", "a camera that stays plugged in", "a cable without a camera")

    told = []
    summary = run_stream(source(), idle, pace=Pace.at(1000), capacity=3, lost=told.append, threads=threads)
    assert (summary.produced, summary.processed) == (3, 3)
    assert [str(error.path) for error in told] == ["/dev/video0"]


@pytest.mark.verifies("SRS-010", purpose="implementation")
def test_a_silent_source_ends_the_run_in_order_for_who_asks_to_be_told():
    """The summary holds what came before the silence."""
    silence = threading.Event()

    def source():
        yield from frames_at([0.0])
        silence.wait(20)

    told = []
    summary = run_stream(source(), idle, pace=Pace.as_they_come(), patience_s=0.1, lost=told.append)
    silence.set()
    assert summary.processed == 1
    assert [error.stage for error in told] == ["source"]


@pytest.mark.verifies("SRS-010", purpose="implementation")
def test_the_first_frame_may_take_the_time_to_open_longer(monkeypatch):
    """And no longer than that."""
    monkeypatch.setattr("bedside.runtime.stream.flow.OPENING_S", 0.5)

    def source(opening_s):
        time.sleep(opening_s)
        yield from frames_at([0.0])

    pace = Pace.as_they_come()
    assert run_stream(source(0.2), idle, pace=pace, patience_s=0.05).processed == 1
    with pytest.raises(StreamError, match=r"no frame came for 0\.55 s"):
        run_stream(source(1.0), idle, pace=pace, patience_s=0.05)


@pytest.mark.parametrize("threads", [True, False])
@pytest.mark.verifies("SRS-010", purpose="negative")
def test_a_defect_of_the_source_is_raised_even_for_who_asks_to_be_told(threads):
    """Only the device's own errors are losses; the error's own cause is kept."""
    cause = KeyError("why")

    def source():
        yield from frames_at([0.0])
        raise ArithmeticError("defect") from cause

    told = []
    with pytest.raises(ArithmeticError, match="defect") as caught:
        run_stream(source(), idle, pace=Pace.at(1000), lost=told.append, threads=threads)
    assert (told, caught.value.__cause__) == ([], cause)


@pytest.mark.parametrize("pace", [Pace.stamped(), Pace.as_they_come()])
def test_the_work_is_told_when_its_frame_was_due_and_when_it_came(pace):
    """As readings of the clock, the same as in the timings at the end."""
    clock, told = FakeClock(), []
    clock.advance_ms(7)
    start_ns = clock.now_ns()

    def work(_frame, stages):
        clock.advance_ms(25)
        told.append((stages.due_ns - start_ns, stages.arrived_ns - start_ns))

    frames = frames_at([0.0, 0.01, 0.02])
    summary = run_stream(frames, work, pace=pace, capacity=3, clock=clock, threads=False)
    assert told == [(timing.due_ns, timing.arrived_ns) for timing in summary.timings]


def test_a_live_source_is_due_when_it_comes():
    """No plan, no lag."""
    summary = run([5, 5, 5], Pace.as_they_come())
    np.testing.assert_allclose(summary.lag_ms, 0)
    assert summary.produced == 3


@pytest.mark.parametrize(
    "fields", [{"rate_hz": 0.0}, {"rate_hz": float("inf")}, {"rate_hz": 5.0, "live": True}]
)
def test_a_pace_refuses_what_is_none(fields):
    """Rates are finite and positive, and a live source has none."""
    with pytest.raises(ValueError, match="a pace is"):
        Pace(**fields)
