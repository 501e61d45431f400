"""An operation's steps follow one another without a gap, in an order that surgery knows."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from phantoms.endoscopy.schedule import (
    CORRIDOR_S,
    DEBULKING,
    LEAST_S,
    LONGEST_S,
    MARGIN_CURETTAGE,
    SHORTEST_S,
    Stretch,
    random_outside,
    random_stretches,
)
from phantoms.endoscopy.truth import PHASE_OF_STEP

OPERATIONS = [random_stretches(np.random.default_rng((seed, 4))) for seed in range(300)]


def _phases(stretches: tuple[Stretch, ...]) -> list[int]:
    phases = [stretch.phase for stretch in stretches]
    return [phase for place, phase in enumerate(phases) if place == 0 or phase != phases[place - 1]]


@pytest.mark.verifies("SRS-129", purpose="implementation")
def test_steps_follow_one_another_without_a_gap() -> None:
    """Each begins where the one before ends, the first at 0."""
    for stretches in OPERATIONS:
        assert stretches[0].start_s == 0
        for one, other in pairwise(stretches):
            assert one.end_s == other.start_s
            assert one.step != other.step


def test_an_operation_takes_ten_to_twenty_five_minutes() -> None:
    """So does every one; they differ; no step is shorter than its least."""
    lasts = [stretches[-1].end_s for stretches in OPERATIONS]
    assert min(lasts) >= SHORTEST_S
    assert max(lasts) <= LONGEST_S
    assert np.std(lasts) > 100
    assert min(stretch.duration_s for stretches in OPERATIONS for stretch in stretches) >= LEAST_S - 0.02


def test_the_way_in_and_the_way_out_take_their_time() -> None:
    """Nasal approach and withdrawal are at least 40 s long."""
    for stretches in OPERATIONS:
        for phase in (0, 6):
            assert sum(s.duration_s for s in stretches if s.phase == phase) >= CORRIDOR_S - 0.05


def test_phases_come_in_order_and_removal_may_come_twice() -> None:
    """All seven in order, but for some one in seven in which haemostasis leads back to removal once."""
    plain, back = [0, 1, 2, 3, 4, 5, 6], [0, 1, 2, 3, 4, 3, 4, 5, 6]
    orders = [_phases(stretches) for stretches in OPERATIONS]
    assert all(order in (plain, back) for order in orders)
    assert 0.08 < np.mean([order == back for order in orders]) < 0.24


def test_steps_are_skipped_and_debulking_is_resumed() -> None:
    """Not every operation has every step; curettage leads back to debulking in some."""
    skipped = [set(range(len(PHASE_OF_STEP))) - {s.step for s in stretches} for stretches in OPERATIONS]
    assert 0.2 < np.mean([bool(missing) for missing in skipped]) < 0.8
    pairs = [(one.step, other.step) for stretches in OPERATIONS for one, other in pairwise(stretches)]
    assert (MARGIN_CURETTAGE, DEBULKING) in pairs


def test_the_scope_is_out_a_few_times_for_seconds() -> None:
    """Two to five times of 5 to 20 s, apart from one another and inside the operation."""
    for seed in range(100):
        outside = random_outside(np.random.default_rng(seed), 900.0)
        assert 2 <= len(outside) <= 5
        assert all(5 <= end - start <= 20 for start, end in outside)
        assert all(one[1] < other[0] for one, other in pairwise(outside))
        assert outside[-1][1] < 900


def test_a_step_of_no_time_is_refused() -> None:
    """A stretch ends after its start."""
    with pytest.raises(ValueError, match="takes time"):
        Stretch(0, 10.0, 10.0)
