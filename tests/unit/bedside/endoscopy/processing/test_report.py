"""The texts say what the result holds, and invent nothing."""

from __future__ import annotations

import json

import numpy as np
import pytest

from bedside.endoscopy.interface import Event, Interval, Result, SceneObservation, Status
from bedside.endoscopy.processing.moments import Moment
from bedside.endoscopy.processing.report import result_json, summary, timeline_json
from bedside.runtime.stream import Statistics

pytestmark = pytest.mark.verifies("SRS-107", purpose="implementation")
RESULT = Result(
    Status.ANALYSED, 100.0, {"read": 2500, "good": 2400, "smoke": 100, "black": 0},
    (Interval("nasal_approach", 2.0, 40.0), Interval("sphenoidotomy", 40.0, 90.0),
     Interval("nasal_approach", 90.0, 100.0)),
    (Interval("ostium_opening", 41.0, 60.1234567),), (Interval("instrument", 10.0, 35.0),),
    (Event(40.0, "phase", "sphenoidotomy begins"),), (), ("a warning",), {"input": "ab"},
)  # fmt: skip
VIEWS = [Interval("good", 0.0, 96.0), Interval("smoke", 96.0, 100.0)]
NOTICES = {"input": "op.mp4", "statement": "A statement."}


def _moment() -> Moment:
    scene = SceneObservation(700, 28.0, np.zeros((4, 72, 128), np.float32), (None,) * 4, 0.87654)
    return Moment("nasal_approach", np.zeros((2, 2, 3), np.uint8), None, scene)


def test_the_timeline_has_intervals_totals_events_and_moments() -> None:
    """All as JSON can hold it, times to the microsecond."""
    entries = timeline_json(RESULT, VIEWS, [_moment()], NOTICES)
    assert json.loads(json.dumps(entries)) == entries
    first = {"name": "nasal_approach", "start_s": 2.0, "end_s": 40.0, "duration_s": 38.0}
    assert entries["phases"][0] == first
    assert entries["steps"][0]["end_s"] == 60.123457
    assert entries["totals_s"]["phases"] == {"nasal_approach": 48.0, "sphenoidotomy": 50.0}
    assert (entries["totals_s"]["instruments"], entries["totals_s"]["views"]["smoke"]) == (25.0, 4.0)
    assert entries["events"] == [{"t_s": 40.0, "kind": "phase", "text": "sphenoidotomy begins"}]
    moment = {"frame": 700, "t_s": 28.0, "phase": "nasal_approach", "scene_confidence": 0.8765}
    assert entries["key_frames"] == [moment]
    assert (entries["input"], entries["statement"]) == ("op.mp4", "A statement.")


def test_the_result_has_status_totals_latency_and_digests() -> None:
    """Stages in the order of their names; notices as they are."""
    latency = {"view": Statistics.of([1.0, 3.0]), "decode": Statistics.of([2.0])}
    entries = result_json(RESULT, NOTICES, latency)
    assert json.loads(json.dumps(entries)) == entries
    assert (entries["status"], entries["warnings"], entries["events"]) == ("analysed", ["a warning"], 1)
    assert list(entries["latency"]) == ["decode", "view"]
    assert entries["latency"]["view"]["max_ms"] == 3.0
    assert (entries["phases"]["sphenoidotomy"], entries["instrument_use_s"]) == (50.0, 25.0)
    assert (entries["digests"], entries["statement"]) == ({"input": "ab"}, "A statement.")


def test_the_words_are_plain() -> None:
    """No underscores, views that never came are left out, times as minutes and seconds."""
    words = summary(RESULT, NOTICES)
    assert "_" not in words
    assert "Duration 1:40, 2500 frames: 2400 good, 100 smoke" in words
    assert "nasal approach 0:02 to 0:40; sphenoidotomy 0:40 to 1:30" in words
    assert "Instruments in the picture for 0:25 (25%)" in words
    assert words.endswith("A statement.")


def test_where_nothing_is_said_the_reason_is() -> None:
    """No phases, no instruments, not as zeros either."""
    result = Result(Status.INSUFFICIENT_QUALITY, 1.0, {"read": 25}, reasons=("it lasts 1.00 s",))
    words = summary(result)
    assert "Status: insufficient quality" in words
    assert "Reason: it lasts 1.00 s" in words
    assert "Phases" not in words
    assert "Instruments" not in words


def test_an_operation_without_an_announced_phase_says_so() -> None:
    """Not an empty line."""
    assert "Phases: none was announced" in summary(Result(Status.ANALYSED, 5.0, {"read": 125}))
