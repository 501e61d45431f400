"""Intervals and events say what was announced and seen, and when."""

from __future__ import annotations

import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.endoscopy.interface import PHASES, STEPS, Interval, View, WorkflowObservation
from bedside.endoscopy.processing.timeline import Timeline, TimelineResult
from bedside.endoscopy.processing.workflow import WorkflowMemory, withheld_workflow

RATE_HZ = 10


def announced(frame: int, phase: str | None, step: str | None = None) -> WorkflowObservation:
    """Say that a phase and a step were announced at a frame."""
    return WorkflowObservation(frame, frame / RATE_HZ, phase, step, phase, 0.9 if phase else 0.0, 600.0)


def rounded(intervals: tuple[Interval, ...]) -> list[tuple[str, float, float]]:
    """Return name, start and end to the millisecond."""
    return [(interval.name, round(interval.start_s, 3), round(interval.end_s, 3)) for interval in intervals]


def told(
    frames: int | range,
    workflow: dict[int, WorkflowObservation] | None = None,
    views: dict[int, View] | None = None,
    instrument: tuple[tuple[int, int], ...] = (),
    timeline: Timeline | None = None,
) -> TimelineResult:
    """Run frames through a timeline; ``views`` hold from their frame on."""
    timeline, view = timeline or Timeline(), View.GOOD
    for frame in range(frames) if isinstance(frames, int) else frames:
        view = (views or {}).get(frame, view)
        visible = any(start <= frame < stop for start, stop in instrument)
        reason = "" if view is View.GOOD else f"it is {view}"
        timeline.add(frame, frame / RATE_HZ, view, reason, visible, (workflow or {}).get(frame))
    return timeline.result()


@pytest.mark.verifies("SRS-063", purpose="implementation")
def test_phases_lie_side_by_side_from_their_announcement() -> None:
    """Each goes on until the next one, the last to the end of the last frame."""
    result = told(
        200,
        {20: announced(20, PHASES[0]), 30: announced(30, PHASES[0]), 80: announced(80, PHASES[1]),
         150: announced(150, PHASES[0])},
    )  # fmt: skip
    assert rounded(result.phases) == [(PHASES[0], 2.0, 8.0), (PHASES[1], 8.0, 15.0), (PHASES[0], 15.0, 20.0)]
    assert [(event.kind, event.t_s) for event in result.events] == [
        ("phase", 2.0),
        ("phase", 8.0),
        ("return", 15.0),
    ]
    assert result.events[2].text == "back to nasal approach"
    assert result.duration_s == pytest.approx(20.0)


@pytest.mark.verifies("SRS-071", purpose="implementation")
def test_a_phase_that_the_end_cuts_short_goes_to_the_one_before() -> None:
    """Under 2 s it is no phase of its own, and no event; from 2 s on it is."""
    workflow = {20: announced(20, PHASES[0]), 181: announced(181, PHASES[1])}
    cut = told(200, workflow)
    assert rounded(cut.phases) == [(PHASES[0], 2.0, 20.0)]
    assert [event.t_s for event in cut.events] == [2.0]
    assert len(told(201, workflow).phases) == 2


@pytest.mark.verifies("SRS-063", purpose="implementation")
def test_steps_end_with_their_phase() -> None:
    """While a new phase has no step yet, there is none; what is withheld changes nothing."""
    result = told(
        200,
        {20: announced(20, PHASES[0], STEPS[0]), 60: announced(60, PHASES[0], STEPS[1]),
         70: withheld_workflow(70, 7.0, "the picture is black"),
         100: announced(100, PHASES[1]), 120: announced(120, PHASES[1], STEPS[2])},
    )  # fmt: skip
    assert rounded(result.steps) == [(STEPS[0], 2.0, 6.0), (STEPS[1], 6.0, 10.0), (STEPS[2], 12.0, 20.0)]


@pytest.mark.verifies("SRS-107", purpose="implementation")
@pytest.mark.parametrize(
    ("visible", "uses"),
    [
        (((10, 30),), [(1.0, 3.0)]),
        (((10, 19),), []),
        (((10, 20),), [(1.0, 2.0)]),
        (((10, 30), (39, 60)), [(1.0, 6.0)]),
        (((10, 30), (40, 60)), [(1.0, 3.0), (4.0, 6.0)]),
        (((10, 15), (18, 22), (29, 31)), [(1.0, 3.1)]),
        (((10, 15), (30, 60)), [(3.0, 6.0)]),
        (((80, 100),), [(8.0, 10.0)]),
        ((), []),
    ],
)
def test_instrument_use_has_no_short_gaps_and_no_short_uses(
    visible: tuple[tuple[int, int], ...], uses: list[tuple[float, float]]
) -> None:
    """A gap under 1 s is closed, a use under 1 s is left out, at the end too."""
    found = told(100, instrument=visible).instruments
    assert rounded(found) == [("instrument", *use) for use in uses]


@pytest.mark.verifies("SRS-107", purpose="implementation")
def test_views_lie_side_by_side_and_their_changes_are_events() -> None:
    """Each change is said with its reason; out of the body has its beginning and end."""
    views = {30: View.SMOKE, 50: View.OUT_OF_BODY, 70: View.BLURRED, 80: View.GOOD}
    result = told(100, views=views)
    assert rounded(result.views) == [
        ("good", 0, 3), ("smoke", 3, 5), ("out_of_body", 5, 7), ("blurred", 7, 8), ("good", 8, 10),
    ]  # fmt: skip
    assert [(event.kind, event.t_s, event.text) for event in result.events] == [
        ("view", 3.0, "nothing is said from here: it is smoke"),
        ("out_of_body", 5.0, "out of the body from here: it is out_of_body"),
        ("out_of_body", 7.0, "out of the body until here"),
        ("view", 7.0, "nothing is said from here: it is blurred"),
        ("view", 8.0, "the picture is good again"),
    ]


@pytest.mark.verifies("SRS-133", purpose="implementation")
def test_time_that_jumps_back_is_said_and_not_measured_across() -> None:
    """The timeline goes on from where it was: no interval runs backwards, and an event names the jump."""
    timeline = Timeline()
    times = [*np.arange(0, 10, 0.1), *np.arange(3, 9, 0.1)]
    for frame, t_s in enumerate(times):
        phase = PHASES[0] if frame < 120 else PHASES[1]
        said = WorkflowObservation(frame, t_s, phase, None, phase, 0.9, 60.0) if frame % 10 == 0 else None
        timeline.add(frame, t_s, View.GOOD, "", True, said)
    result = timeline.result()
    (jump,) = [event for event in result.events if event.kind == "clock"]
    assert "frame 100" in jump.text
    assert "6.900 s" in jump.text
    assert [phase.name for phase in result.phases] == [PHASES[0], PHASES[1]]
    assert result.phases[1].start_s == pytest.approx(9.9 + 2.0)
    assert result.duration_s == pytest.approx(9.9 + 5.9 + 0.1)


@pytest.mark.verifies("SRS-071", purpose="implementation")
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 12), st.integers(1, 6)), max_size=20),
    st.lists(st.tuples(st.booleans(), st.integers(1, 40)), max_size=12),
)
def test_no_interval_is_shorter_than_it_may_be(
    runs: list[tuple[int, int, int]], sights: list[tuple[bool, int]]
) -> None:
    """Whatever the models say: phases and uses in order, none too short but a first phase at the end."""
    memory, timeline, frame = WorkflowMemory(), Timeline(), 0
    seen = [visible for visible, times in sights for _ in range(times)]
    for phase, step, seconds in runs:
        for _ in range(seconds * RATE_HZ):
            t_s, said = frame / RATE_HZ, None
            if frame % RATE_HZ == 0:
                said = memory.observe(
                    frame, t_s, np.eye(7, dtype=np.float32)[phase], np.eye(13, dtype=np.float32)[step], 9
                )
            timeline.add(frame, t_s, View.GOOD, "", frame < len(seen) and seen[frame], said)
            frame += 1
    result = timeline.result()
    for intervals, shortest_s in ((result.phases, 2.0), (result.instruments, 1.0)):
        assert all(before.end_s <= after.start_s for before, after in pairwise(intervals))
        assert all(
            interval.duration_s >= shortest_s - 1e-6 for interval in intervals[intervals is result.phases :]
        )
    assert all(before.end_s == after.start_s for before, after in pairwise(result.phases))


@pytest.mark.verifies("SRS-107", purpose="implementation")
def test_the_timeline_can_be_asked_at_any_time_and_keeps_no_frame() -> None:
    """Asking changes nothing; ten times the frames take no more memory."""
    asked, quiet = Timeline(), Timeline()
    workflow = {20: announced(20, PHASES[0]), 81: announced(81, PHASES[1])}
    told(50, workflow, instrument=((10, 40),), timeline=asked)
    assert told(range(50, 100), workflow, timeline=asked).phases == told(100, workflow, timeline=quiet).phases
    small, large = Timeline(), Timeline()
    told(100, timeline=small)
    told(1000, timeline=large)
    assert size_of(large) == size_of(small)


def test_no_frame_has_no_timeline() -> None:
    """An empty source gives empty intervals and lasts nothing."""
    assert Timeline().result() == TimelineResult((), (), (), (), (), 0.0)


def size_of(value: object) -> int:
    """Return the bytes that an object and all it holds take."""
    held = (
        list(value.values())
        if isinstance(value, dict)
        else list(value)
        if isinstance(value, list | tuple)
        else []
    )
    held += list(vars(value).values()) if hasattr(value, "__dict__") else []
    return sys.getsizeof(value) + sum(size_of(entry) for entry in held)
