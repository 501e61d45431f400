"""An answer is found under its own frame's number and under no other."""

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.endoscopy.pipeline.answers import KEPT, Answers
from bedside.runtime.stream import SystemClock


def soon_ns(ms):
    """Return the moment so many ms from now."""
    return SystemClock().now_ns() + ms * 1_000_000


@given(st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=80))
@pytest.mark.verifies("RC-027", purpose="implementation")
def test_an_answer_is_given_out_for_its_own_frame_alone(entries):
    """Whatever comes in whatever order, of the frames that are held."""
    answers = Answers(SystemClock())
    held = {}
    for frame, seen in entries:
        held[frame] = f"of {frame}" if seen else None
        answers.put(frame, held[frame])
    for frame in range(41):
        assert answers.of(frame) == held.get(frame)
        assert answers.settled(frame) == (frame in held)


@pytest.mark.verifies("RC-027", purpose="implementation")
def test_who_waits_gets_the_answer_when_it_comes():
    """Not when another frame's does."""
    answers = Answers(SystemClock())
    got = []
    waiting = threading.Thread(target=lambda: got.append(answers.wait(2, soon_ns(5000))))
    waiting.start()
    answers.put(1, "of 1")
    answers.put(2, "of 2")
    waiting.join(5)
    assert got == ["of 2"]


def test_who_waits_in_vain_goes_on_in_time():
    """And where it is known that nothing will come, at once."""
    answers = Answers(SystemClock())
    started_s = time.perf_counter()
    assert answers.wait(1, soon_ns(20)) is None
    assert time.perf_counter() - started_s >= 0.02
    answers.put(1, None)
    assert answers.wait(1, soon_ns(60_000)) is None
    assert answers.wait(2, soon_ns(-10)) is None


def test_old_answers_are_forgotten():
    """Memory does not grow with the operation."""
    answers = Answers(SystemClock())
    for frame in range(KEPT + 10):
        answers.put(frame, frame)
    assert not answers.settled(9)
    assert answers.of(10) == 10
