"""The graph's run: how long a source is waited for, and how a run ends; no model's process can begin here."""

import threading

import pytest

from bedside.endoscopy.pipeline.live import Openers, _Graph, run_live
from bedside.endoscopy.pipeline.settings import LiveSettings
from bedside.endoscopy.pipeline.sinks import Controls, LiveSinks
from bedside.endoscopy.pipeline.watch import ModelState
from bedside.runtime.media import Frame, Video
from bedside.runtime.stream import Pace
from endoscopy_theatre import judged, picture

SETTINGS = LiveSettings(restarts=0, queue_frames=50)
OPENERS = Openers(None, None)


def video(frames=5, rate_hz=None):
    """Make a source of a few frames."""
    return Video.like(
        Frame(0, 0.0, picture(0)),
        description="source",
        kind="device",
        nominal_rate_hz=rate_hz,
        declared_frames=None,
        sha256="",
        read=lambda _log: (Frame(number, number / 25, picture(number)) for number in range(frames)),
    )


@pytest.fixture(autouse=True)
def _no_process(monkeypatch):
    def refused(_name, _task):
        raise OSError("no process can be started")

    monkeypatch.setattr("bedside.endoscopy.pipeline.branch.Worker", refused)


@pytest.mark.parametrize(("rate_hz", "patience_s"), [(None, 0.5), (25.0, 0.5), (10.0, 0.5), (5.0, 1.0)])
@pytest.mark.verifies("RC-042", purpose="implementation")
def test_a_source_may_be_without_a_frame_for_half_a_second_or_five_intervals(rate_hz, patience_s):
    """Whichever is longer; a source that declares no rate, for half a second."""
    graph = _Graph(video(rate_hz=rate_hz), OPENERS, LiveSinks(), SETTINGS, None, Controls(), judged)
    assert graph.source_patience_s() == patience_s


@pytest.mark.verifies("RC-040", purpose="negative")
def test_a_run_whose_models_cannot_even_be_started_hands_every_picture_on():
    """It is a run with two alarms, and nothing is left of it."""
    clean, before = [], threading.active_count()
    sinks = LiveSinks(clean=lambda frame: clean.append(frame.index))
    report = run_live(video(), OPENERS, sinks, pace=Pace.at(100), settings=SETTINGS, judge=judged)
    assert clean == [0, 1, 2, 3, 4]
    assert {alarm.kind for alarm in report.alarms} == {"scene", "workflow"}
    for branch in report.branches.values():
        assert (branch.state, branch.reason) == (ModelState.FAILED, "no process can be started")
        assert branch.offered == branch.dropped
    assert (report.annotated, report.annotation_delay_ms.size, report.lost) == (0, 0, "")
    assert threading.active_count() == before


def test_an_error_of_who_hears_what_was_seen_comes_out_at_the_end():
    """The picture is handed on to its last frame before that."""
    clean = []

    def observed(_frame, _report):
        raise KeyError("timeline")

    sinks = LiveSinks(clean=lambda frame: clean.append(frame.index), observed=observed)
    with pytest.raises(KeyError, match="timeline"):
        run_live(video(), OPENERS, sinks, pace=Pace.at(100), settings=SETTINGS, judge=judged)
    assert clean == [0, 1, 2, 3, 4]
