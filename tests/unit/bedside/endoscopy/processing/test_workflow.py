"""Phases and steps are announced without flicker, from the past alone; remaining time is an estimate."""

from __future__ import annotations

import pickle
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.endoscopy.interface import PHASE_OF_STEP, PHASES, STEPS, WorkflowObservation
from bedside.endoscopy.processing.workflow import (
    WorkflowMemory,
    remaining_words,
    withheld_workflow,
)

Sample = tuple[float, int, int, float]  # seconds since the one before, phase, step, estimate in minutes


def in_runs(count: int) -> st.SearchStrategy[list[int]]:
    """Draw choices that hold for one to five samples each."""
    runs = st.lists(st.tuples(st.integers(0, count - 1), st.integers(1, 5)), min_size=1, max_size=15)
    return runs.map(lambda drawn: [choice for choice, times in drawn for _ in range(times)])


def timed(phases: list[int], steps: list[int], seed: int) -> list[Sample]:
    """Give each sample a time, mostly a second after the one before, and any estimate."""
    rng, count = np.random.default_rng(seed), min(len(phases), len(steps))
    passed_s = rng.choice([1.0, 1.0, 1.0, 1.04, 0.96, 3.0, 17.0], count).tolist()
    return list(zip(passed_s, phases, steps, rng.uniform(0, 90, count).tolist(), strict=False))


samples = st.builds(timed, in_runs(len(PHASES)), in_runs(len(STEPS)), st.integers(0, 2**32 - 1))


def probabilities(best: int, count: int, sureness: float = 0.7) -> np.ndarray:
    """Make probabilities with one choice above the others."""
    rest = np.full(count, (1 - sureness) / (count - 1), np.float32)
    rest[best] = sureness
    return rest


def said(given_samples: list[Sample], memory: WorkflowMemory | None = None) -> list[WorkflowObservation]:
    """Return what is announced at each sample."""
    memory, t_s, observations = memory or WorkflowMemory(), 0.0, []
    for place, (passed_s, phase, step, minutes) in enumerate(given_samples):
        t_s += passed_s
        both = probabilities(phase, len(PHASES)), probabilities(step, len(STEPS))
        observations.append(memory.observe(place, t_s, *both, minutes))
    return observations


def steady(phase: int, step: int, count: int, minutes: float = 30.0) -> list[Sample]:
    """Return one sample a second of the same."""
    return [(1.0, phase, step, minutes)] * count


def lengths_s(observations: list[WorkflowObservation], name: str) -> list[float]:
    """Return how long each phase or step announced was so, but the last one."""
    changes = [observations[0]] + [
        after for before, after in pairwise(observations) if getattr(after, name) != getattr(before, name)
    ]
    return [
        after.t_s - before.t_s for before, after in pairwise(changes) if getattr(before, name) is not None
    ]


@pytest.mark.verifies("SRS-071", purpose="implementation")
@pytest.mark.verifies("RC-038", purpose="implementation")
@given(samples)
@settings(max_examples=60)
def test_nothing_announced_is_shorter_than_the_dwell_time(given_samples: list[Sample]) -> None:
    """Whatever the networks say and whenever: every phase and step but the last lasts 2 s or more."""
    observations = said(given_samples)
    assert min(lengths_s(observations, "phase"), default=2.0) >= 2 - 1e-6
    assert min(lengths_s(observations, "step"), default=2.0) >= 2 - 1e-6


@pytest.mark.verifies("SRS-063", purpose="implementation")
@pytest.mark.verifies("RC-038", purpose="implementation")
@given(samples)
@settings(max_examples=60)
def test_a_change_has_been_the_best_for_the_dwell_time(given_samples: list[Sample]) -> None:
    """When a phase is announced it is the best now, and in the samples before without a break."""
    observations = said(given_samples)
    for place in range(1, len(observations)):
        now, before = observations[place], observations[place - 1]
        if now.phase != before.phase:
            run = [observation.raw_phase == now.phase for observation in observations[: place + 1]]
            held = run[::-1].index(False) if False in run else len(run)
            assert observations[place].t_s - observations[place + 1 - held].t_s >= 2 - 1e-6
            assert held >= 3  # two pauses of any length count as one sample each


@pytest.mark.verifies("SRS-063", purpose="implementation")
@given(samples)
@settings(max_examples=60)
def test_a_step_is_one_of_the_phase_announced(given_samples: list[Sample]) -> None:
    """No step stands without its phase, even where the network's best step is of another."""
    for observation in said(given_samples):
        if observation.step is not None:
            assert PHASES[PHASE_OF_STEP[STEPS.index(observation.step)]] == observation.phase
        assert observation.remaining_s is not None
        assert observation.confidence == 0 or observation.phase is not None


@pytest.mark.verifies("RC-048", purpose="implementation")
@given(samples, samples, st.integers(0, 40))
@settings(max_examples=40)
def test_what_comes_later_changes_nothing(one: list[Sample], other: list[Sample], kept: int) -> None:
    """With the samples after any moment replaced, every word before it is the same."""
    kept = min(kept, len(one))
    assert said(one[:kept] + other)[:kept] == said(one)[:kept]


@pytest.mark.verifies("SRS-063", purpose="implementation")
@given(samples, samples)
@settings(max_examples=30)
def test_a_memory_can_move_house(before: list[Sample], after: list[Sample]) -> None:
    """Pickled and read again, it says what it would have said."""
    memory = WorkflowMemory()
    said(before, memory)
    copy = pickle.loads(pickle.dumps(memory))  # noqa: S301 # the test's own bytes
    assert said(after, copy) == said(after, memory)


@pytest.mark.verifies("SRS-063", purpose="implementation")
def test_the_first_phase_waits_for_the_dwell_time() -> None:
    """For 2 s there is none; then phase and step come together, with the phase's probability."""
    observations = said(steady(3, 6, 4))
    assert [observation.phase for observation in observations] == [
        None,
        None,
        "tumour_removal",
        "tumour_removal",
    ]
    assert [observation.step for observation in observations][2:] == ["debulking", "debulking"]
    assert observations[1].confidence == 0
    assert observations[2].confidence == pytest.approx(0.7)
    assert observations[0].raw_phase == "tumour_removal"


@pytest.mark.verifies("RC-038", purpose="implementation")
def test_flicker_is_not_announced() -> None:
    """One sample of another phase, or two in turn for as long as it takes, change nothing."""
    flicker = [sample for _ in range(10) for sample in (*steady(4, 8, 1), *steady(2, 4, 1))]
    observations = said([*steady(3, 6, 5), *flicker])
    assert {observation.phase for observation in observations[4:]} == {"tumour_removal"}


@pytest.mark.verifies("SRS-071", purpose="implementation")
@pytest.mark.verifies("RC-038", purpose="implementation")
def test_a_step_just_announced_holds_its_phase() -> None:
    """The next phase waits until the step has lasted 2 s, and comes then."""
    observations = said([*steady(3, 7, 6), *steady(3, 6, 1), *steady(4, 6, 5)])
    assert [observation.step for observation in observations[7:]] == [
        "margin_curettage", "debulking", "debulking", "packing", "packing",
    ]  # fmt: skip
    assert [observation.phase for observation in observations[8:]] == [
        *["tumour_removal"] * 2,
        *["haemostasis"] * 2,
    ]


@pytest.mark.verifies("SRS-063", purpose="implementation")
def test_a_new_phase_has_no_step_until_one_is_settled() -> None:
    """The step of the phase before is gone with it; the new one's comes after its own 2 s."""
    observations = said([*steady(3, 7, 6), *steady(4, 9, 1), *steady(4, 8, 4)])
    assert [(observation.phase, observation.step) for observation in observations[7:]] == [
        ("tumour_removal", "margin_curettage"), ("haemostasis", None), ("haemostasis", "packing"),
        ("haemostasis", "packing"),
    ]  # fmt: skip


@pytest.mark.verifies("SRS-063", purpose="implementation")
def test_a_pause_counts_neither_for_nor_against() -> None:
    """Two samples either side of a minute are two samples: the third announces, as without the pause."""
    with_pause = said([*steady(3, 6, 1), (60.0, 3, 6, 30.0), (1.0, 3, 6, 30.0)])
    assert [observation.phase for observation in with_pause] == [None, None, "tumour_removal"]
    broken = said([*steady(3, 6, 1), (60.0, 4, 8, 30.0), *steady(3, 6, 2)])
    assert [observation.phase for observation in broken] == [None] * 4


@pytest.mark.verifies("SRS-133", purpose="implementation")
def test_a_clock_that_jumps_back_counts_for_nothing() -> None:
    """The time across the jump is none, and announcements go on by the new time."""
    observations = said([*steady(3, 6, 3), (-500.0, 4, 8, 30.0), *steady(4, 8, 2)])
    assert [observation.phase for observation in observations[2:]] == [
        "tumour_removal", "tumour_removal", "tumour_removal", "haemostasis",
    ]  # fmt: skip


@pytest.mark.verifies("SRS-063", purpose="implementation")
def test_remaining_time_is_a_steady_estimate_that_runs_down() -> None:
    """Sane estimates run down second by second; single wild ones are not followed; it never falls below 0."""
    sane = said([(1.0, 3, 6, (1800 - place) / 60) for place in range(20)])
    left = [observation.remaining_s for observation in sane]
    assert np.allclose(np.diff(left), -1, atol=1e-6)
    wild = said([(1.0, 3, 6, 90.0 if place == 15 else (1800 - place) / 60) for place in range(20)])
    assert np.allclose([observation.remaining_s for observation in wild], left, atol=1.0)
    lasting = said([(1.0, 3, 6, 20.0 if place < 20 else 60.0) for place in range(32)])
    assert lasting[-1].remaining_s == pytest.approx(3600, abs=10)
    assert said([(1.0, 3, 6, -2.0)])[0].remaining_s == 0


@pytest.mark.verifies("SRS-083", purpose="implementation")
def test_what_is_withheld_has_no_zero_in_it() -> None:
    """Phase, step and remaining time are None, with the reason."""
    nothing = withheld_workflow(5, 0.2, "the picture is black")
    assert (nothing.phase, nothing.step, nothing.raw_phase, nothing.remaining_s) == (None, None, None, None)
    assert nothing.reason == "the picture is black"


@pytest.mark.verifies("SRS-073", purpose="implementation")
@pytest.mark.verifies("RC-039", purpose="implementation")
@pytest.mark.parametrize(
    ("remaining_s", "words"),
    [
        (0.0, "less than 1 min left, an estimate"),
        (59.0, "less than 1 min left, an estimate"),
        (61.0, "about 1 min left, an estimate"),
        (569.0, "about 9 min left, an estimate"),
        (599.0, "about 10 min left, an estimate"),
        (12.4 * 60, "about 10 min left, an estimate"),
        (12.6 * 60, "about 15 min left, an estimate"),
        (97 * 60.0, "about 95 min left, an estimate"),
        (None, ""),
    ],
)
def test_remaining_time_in_words_is_no_finer_than_it_is_known(remaining_s: float | None, words: str) -> None:
    """Five minutes above ten, one below; where it is withheld there are no words."""
    assert remaining_words(remaining_s) == words
