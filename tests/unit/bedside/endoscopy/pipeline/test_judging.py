"""What is said of an operation, or why nothing is."""

from __future__ import annotations

import pytest

from bedside.endoscopy.interface import PHASES, Event, Status, View
from bedside.endoscopy.pipeline.chronicle import Chronicle
from bedside.endoscopy.pipeline.judging import LEAST_DURATION_S, faults, judged
from bedside.endoscopy.pipeline.operation import Operation
from operations import frame, report

pytestmark = pytest.mark.verifies("SRS-107", purpose="implementation")


def _operation(view: View, frames: int, alarms: tuple[Event, ...] = ()) -> Operation:
    chronicle = Chronicle()
    for number in range(frames):
        phase = PHASES[2] if number % 10 == 0 and view is View.GOOD else None
        chronicle.add(frame(number), report(frame(number), view, phase))
    return Operation(chronicle, {}, ("two packets were damaged",), alarms, {"dropped": 3})


def test_a_good_operation_is_analysed() -> None:
    """With its phases, counts of both kinds, and warnings of model and source in order."""
    result = judged(_operation(View.GOOD, 40), ("own model",), {"input": "ab"})
    assert result.status is Status.ANALYSED
    assert [phase.name for phase in result.phases] == [PHASES[2]]
    assert (result.frames["read"], result.frames["good"], result.frames["dropped"]) == (40, 40, 3)
    assert result.warnings == ("own model", "two packets were damaged")
    assert (result.digests, result.reasons) == ({"input": "ab"}, ())


@pytest.mark.parametrize("view", [view for view in View if view is not View.GOOD])
def test_an_operation_never_well_seen_is_not(view: View) -> None:
    """Whatever hid it, the reason names it; no phase is given, but the events are."""
    result = judged(_operation(view, 40), (), {})
    assert result.status is Status.INSUFFICIENT_QUALITY
    assert result.phases == ()
    assert f"40 {view.replace('_', ' ')}" in result.reasons[0]
    assert len(result.events) == 1


@pytest.mark.parametrize(
    ("duration_s", "good", "reasons"),
    [(LEAST_DURATION_S, 1, 0), (LEAST_DURATION_S - 0.01, 1, 1), (9.0, 0, 1), (0.0, 0, 2)],
)
def test_each_fault_is_a_reason(duration_s: float, good: int, reasons: int) -> None:
    """Too short, never good, or both; an operation of no frame, too."""
    assert len(list(faults(duration_s, {"read": good, View.GOOD: good}))) == reasons


def test_alarms_are_events_in_the_order_of_time() -> None:
    """Among those of the course."""
    alarm = Event(1.5, "alarm", "alarm: scene model stalled")
    events = judged(_operation(View.GOOD, 40, (alarm,)), (), {}).events
    assert [event.kind for event in events] == ["phase", "alarm"]
