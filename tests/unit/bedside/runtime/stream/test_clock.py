"""The machine's clock moves forward and can be stopped waiting."""

import threading
import time

from bedside.runtime.stream import Clock, SystemClock
from fakes import FakeClock


def test_waiting_ends_at_the_moment_and_not_before():
    """Twenty milliseconds."""
    clock = SystemClock()
    moment_ns = clock.now_ns() + 20_000_000
    clock.wait_until_ns(moment_ns, threading.Event())
    assert clock.now_ns() >= moment_ns


def test_waiting_for_the_past_or_after_a_stop_ends_at_once():
    """A stop set while waiting ends it too."""
    clock, stop = SystemClock(), threading.Event()
    start_s = time.monotonic()
    clock.wait_until_ns(clock.now_ns() - 1, stop)
    threading.Timer(0.05, stop.set).start()
    clock.wait_until_ns(clock.now_ns() + 60 * 10**9, stop)
    assert time.monotonic() - start_s < 30


def test_both_clocks_keep_the_protocol():
    """The fake can stand for the machine's."""
    assert isinstance(SystemClock(), Clock)
    assert isinstance(FakeClock(), Clock)
