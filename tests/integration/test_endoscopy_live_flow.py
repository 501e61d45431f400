"""A live run from its command to its files: what was seen until the source was lost is kept, and said."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest

from bedside.endoscopy import Controls, Ports, Request, Result, Status, run
from bedside.endoscopy.pipeline import flow
from bedside.runtime.errors import InputError
from bedside.runtime.media import Frame
from endoscopy_packages import open_scene, open_workflow, scene_package
from endoscopy_theatre import HEIGHT, WIDTH, camera, film, picture
from operations import NOON

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FRAMES, INTERVAL_S = 70, 0.04


def _unplugged() -> Iterator[Frame]:
    """Deliver frames as a camera does, until its plug is pulled."""
    start_s = time.monotonic()
    for number in range(FRAMES):
        time.sleep(max(start_s + number * INTERVAL_S - time.monotonic(), 0))
        yield Frame(number, number * INTERVAL_S, picture(number))
    raise InputError("/dev/video9", "a camera that is free and readable", "a device that is gone")


@pytest.fixture(scope="module")
def lost(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Result]]:
    """Watch a camera that is lost on the way, with a film and a recording."""
    out = tmp_path_factory.mktemp("lost") / "out"
    ports = Ports(open_scene, open_workflow, lambda: NOON)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flow, "open_video", lambda *_: camera(_unplugged))
        patch.setattr("bedside.endoscopy.safeguards.view_of", _good)
        yield out, run(Request(out.parent / "video9", out, overlay=True, live=True, record=True), ports)


def _good(*_planes: object) -> tuple[Any, str]:
    from bedside.endoscopy import View

    return View.GOOD, ""


def _entries(out: Path, name: str) -> dict[str, Any]:
    entries: dict[str, Any] = json.loads((out / name).read_text(encoding="utf-8"))
    return entries


@pytest.mark.verifies("SRS-098", purpose="implementation")
@pytest.mark.verifies("RC-042", purpose="implementation")
def test_a_lost_source_leaves_whole_outputs_that_say_so(lost: tuple[Path, Result]) -> None:
    """Every file is there; the loss is an event, an alarm and a warning; what was seen before is kept."""
    out, result = lost
    recordings = [path.name for path in out.glob("recording-*.mp4")]
    assert len(recordings) == 1
    assert {path.name for path in out.iterdir()} == {
        "result.json", "timeline.json", "operation.svg", "inference.json", "overlay.mp4", *recordings,
    }  # fmt: skip
    assert result.status is Status.ANALYSED
    assert result.frames["read"] == FRAMES
    assert any("the source was lost" in warning and "gone" in warning for warning in result.warnings)
    events = _entries(out, "timeline.json")["events"]
    (alarm,) = (event for event in events if "source lost" in event["text"])
    source_loss_alarm_ms = 1e3 * abs(alarm["t_s"] - (FRAMES - 1) * INTERVAL_S)
    assert source_loss_alarm_ms <= 500
    assert alarm["kind"] == "alarm"


@pytest.mark.verifies("SRS-110", purpose="implementation")
def test_a_live_run_tells_what_was_shown_and_what_no_model_saw(lost: tuple[Path, Result]) -> None:
    """Counts and delays in the result and in the trace, both models by their digests."""
    out, result = lost
    latency = _entries(out, "result.json")["latency"]
    assert {"video_delay", "view", "scene", "workflow"} <= set(latency)
    assert latency["video_delay"]["count"] == FRAMES
    counts = ("dropped", "displayed", "annotated", "unseen_by_scene", "unseen_by_workflow", "recorded")
    assert all(name in result.frames for name in counts)
    trace = _entries(out, "inference.json")
    assert trace["models"]["scene"]["sha256"] == scene_package().sha256
    assert (trace["settings"]["live"], trace["input"]["kind"]) == (True, "device")
    assert trace["input"]["sha256"] == ""


@pytest.mark.verifies("SRS-108", purpose="implementation")
def test_the_live_film_plays_and_ends_on_the_alarm(lost: tuple[Path, Result]) -> None:
    """Its last picture is dark with the alarm's words, and later than the rest."""
    out, result = lost
    with av.open(str(out / "overlay.mp4")) as container:
        frames = list(container.decode(video=0))
    assert len(frames) <= result.frames["displayed"] + 1
    assert len(frames) > FRAMES // 2
    times = [float(f.pts * f.time_base) for f in frames]
    assert all(np.diff(times) > 0)
    assert (frames[0].width, frames[0].height) == (WIDTH, HEIGHT)
    last = frames[-1].to_ndarray(format="rgb24")
    assert np.median(last) < 20
    assert last.max() > 150


@pytest.mark.verifies("SRS-106", purpose="implementation")
def test_a_stopped_run_ends_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its outputs are whole and hold what was seen until then; progress was told."""
    monkeypatch.setattr("bedside.endoscopy.safeguards.view_of", _good)
    film(tmp_path / "film.mp4", 250)
    controls, told = Controls(), []

    def tell(done: int, total: int | None) -> None:
        told.append((done, total))
        if done == 60:
            controls.stop()

    ports = Ports(open_scene, open_workflow, lambda: NOON, tell, controls)
    result = run(Request(tmp_path / "film.mp4", tmp_path / "out", live=True), ports)
    assert 60 <= result.frames["read"] < 120
    assert told[-1][0] == result.frames["read"]
    assert result.duration_s == pytest.approx(result.frames["read"] / 25, abs=0.05)
    assert _entries(tmp_path / "out", "result.json")["status"] == "analysed"


@pytest.mark.verifies("SRS-108", purpose="negative")
def test_a_film_that_fails_beside_a_live_run_costs_the_film_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other outputs are written, and a warning says why there is no film."""
    monkeypatch.setattr("bedside.endoscopy.safeguards.view_of", _good)
    monkeypatch.setattr("bedside.runtime.film.ENCODERS", (("no such encoder", {}),))
    film(tmp_path / "film.mp4", 60)
    ports = Ports(open_scene, open_workflow, lambda: NOON)
    result = run(Request(tmp_path / "film.mp4", tmp_path / "out", overlay=True, live=True), ports)
    assert any("there is no overlay.mp4" in warning for warning in result.warnings)
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"result.json", "timeline.json", "operation.svg", "inference.json"}
