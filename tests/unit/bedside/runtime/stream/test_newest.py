"""The queue holds the newest, never more than its bound, and loses count of nothing."""

import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.runtime.stream import NewestQueue


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.integers(1, 5), st.lists(st.booleans(), max_size=60))
@pytest.mark.verifies("SRS-010", purpose="implementation")
def test_counts_add_up_and_the_newest_win_after_any_sequence(capacity, puts):
    """Produced = taken + dropped + pending, pending <= capacity, and what is held are the newest in order."""
    queue, held, number = NewestQueue(capacity), [], 0
    for put in puts:
        if put:
            driven_out = queue.put(number)
            held.append(number)
            assert driven_out == (held.pop(0) if len(held) > capacity else None)
            number += 1
        else:
            assert queue.take(timeout_s=0) == (held.pop(0) if held else None)
        counts = queue.counts
        assert counts.produced == counts.taken + counts.dropped + counts.pending == number
        assert counts.pending == len(held) <= capacity


def test_a_queue_holds_at_least_one_item():
    """Nothing could ever be taken from none."""
    with pytest.raises(ValueError, match="at least 1"):
        NewestQueue(0)


def test_what_is_held_can_be_taken_after_closing_and_then_nothing():
    """Closing loses nothing and wakes whoever waits."""
    queue = NewestQueue(2)
    queue.put("a")
    queue.close()
    assert (queue.closed, queue.take(), queue.take()) == (True, "a", None)


@pytest.mark.verifies("SRS-010", purpose="implementation")
def test_filling_never_waits_for_taking():
    """Ten thousand items go in while nobody takes any."""
    queue = NewestQueue(1)
    start_s = time.monotonic()
    for number in range(10_000):
        queue.put(number)
    assert time.monotonic() - start_s < 5
    assert (queue.take(), queue.counts.dropped) == (9_999, 9_999)


@pytest.mark.verifies("SRS-010", purpose="implementation")
def test_counts_add_up_between_threads():
    """One thread fills while another takes; each item is taken once or dropped once."""
    queue, taken, dropped = NewestQueue(3), [], []

    def fill():
        for number in range(5_000):
            driven_out = queue.put(number)
            if driven_out is not None:
                dropped.append(driven_out)
        queue.close()

    source = threading.Thread(target=fill)
    source.start()
    while (item := queue.take(timeout_s=10)) is not None:
        taken.append(item)
    source.join()
    assert sorted(taken + dropped) == list(range(5_000))
    assert taken == sorted(taken)
