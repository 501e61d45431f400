"""The whole flow on a small operation: what is written, when, and what is never in it."""

from __future__ import annotations

import json
import tracemalloc
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pydicom
import pytest

from bedside.endoscopy import Interval, Ports, Request, Result, Status, View, run, safeguards, summary
from bedside.endoscopy.pipeline import flow, operation
from bedside.runtime.errors import InputError, ModelError
from bedside.runtime.media import Video
from bedside.runtime.record import software_sha256
from endoscopy_packages import open_scene, open_workflow, scene_package
from endoscopy_theatre import camera
from operations import NOON, RATE_HZ, Script, frame, ports, report, view_by_colour, write_operation
from recordings import write_picture

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from bedside.endoscopy import FrameReport
    from bedside.runtime.backend import Backend
    from bedside.runtime.media import Frame
    from bedside.runtime.model import ModelPackage

FRAMES, OUTSIDE, BLACK = 150, range(60, 75), range(130, 150)
DRILLING, DEBULKING = 4, 6  # places in STEPS, of the phases sellar exposure and tumour removal
SCRIPT = Script((DRILLING,) * 3 + (DEBULKING,) * 20)
STATEMENTS = (safeguards.intended_use(), safeguards.coverage(), safeguards.statement())
FILES = {"result.json", "timeline.json", "operation.svg", "inference.json"}

Outcome = tuple["Path", Result]


@pytest.fixture(autouse=True)
def judged_by_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the guard know the small films' views."""
    monkeypatch.setattr(safeguards, "view_of", view_by_colour)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    """Analyse a film with an episode outside the body and a black end, with everything that can be asked."""
    folder = tmp_path_factory.mktemp("operation")
    film = write_operation(folder / "an operation.mp4", FRAMES, OUTSIDE, BLACK)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(safeguards, "view_of", view_by_colour)
        yield folder / "out", run(Request(film, folder / "out", overlay=True, key_frames=2), ports(SCRIPT))


def _entries(out: Path, name: str) -> dict[str, Any]:
    entries: dict[str, Any] = json.loads((out / name).read_text(encoding="utf-8"))
    return entries


def _named(intervals: list[dict[str, Any]]) -> list[tuple[str, float, float]]:
    return [(entry["name"], entry["start_s"], entry["end_s"]) for entry in intervals]


@pytest.mark.verifies("SRS-107", purpose="implementation")
def test_the_timeline_says_what_was_when(whole: Outcome) -> None:
    """Phases after their dwell time, steps, views side by side, instrument use and events in order."""
    timeline = _entries(whole[0], "timeline.json")
    assert _named(timeline["phases"]) == [("sellar_exposure", 2.0, 5.0), ("tumour_removal", 5.0, 15.0)]
    assert [name for name, *_ in _named(timeline["steps"])] == ["sellar_drilling", "debulking"]
    views = _named(timeline["views"])
    assert [name for name, *_ in views] == ["good", "out_of_body", "good", "black"]
    assert [start for _, start, _ in views[1:]] == [end for *_, end in views[:-1]]
    assert (views[0][1], views[1][1], views[-1][2]) == (0.0, 6.0, 15.0)
    assert timeline["duration_s"] == 15.0
    assert timeline["totals_s"]["phases"] == {"sellar_exposure": 3.0, "tumour_removal": 10.0}
    times = [event["t_s"] for event in timeline["events"]]
    assert times == sorted(times)
    assert {event["kind"] for event in timeline["events"]} == {"phase", "out_of_body", "view"}


@pytest.mark.verifies("SRS-107", purpose="implementation")
def test_an_instrument_is_said_to_be_there_while_it_is_seen(whole: Outcome) -> None:
    """Not outside the body and not in the dark."""
    out, result = whole
    assert [(use.start_s, use.end_s) for use in result.instruments] == [(0.0, 6.0), (8.4, 13.0)]
    used = _entries(out, "timeline.json")["totals_s"]["instruments"]
    assert used == pytest.approx(sum(use.duration_s for use in result.instruments))


@pytest.mark.verifies("SRS-107", purpose="implementation")
def test_the_result_agrees_with_the_timeline_and_with_what_is_returned(whole: Outcome) -> None:
    """Status, counts of every frame, totals, digests."""
    out, result = whole
    written = _entries(out, "result.json")
    assert (written["status"], result.status) == ("analysed", Status.ANALYSED)
    assert written["frames"] == result.frames
    assert result.frames["read"] == FRAMES == sum(result.frames[view] for view in View)
    assert result.frames["out_of_body"] == len(OUTSIDE) + safeguards.RETURN_FRAMES - 1
    assert result.phases[0] == Interval("sellar_exposure", 2.0, 5.0)
    assert written["phases"] == _entries(out, "timeline.json")["totals_s"]["phases"]
    assert set(written["digests"]) == {"software", "input", "scene_model", "workflow_model"}
    assert written["digests"]["software"] == software_sha256()
    assert written["digests"]["scene_model"] == scene_package().sha256


@pytest.mark.verifies("SRS-110", purpose="implementation")
def test_each_stage_has_its_latency_and_each_model_its_trace(whole: Outcome) -> None:
    """Every frame counts in every stage that it passed; both models stand by their role."""
    out, result = whole
    latency = _entries(out, "result.json")["latency"]
    assert set(latency) == {"decode", "plane", "view", "scene", "workflow", "gather", "overlay", "encode"}
    assert [latency[stage]["count"] for stage in ("decode", "view", "gather", "overlay")] == [FRAMES] * 4
    assert latency["scene"]["count"] == result.frames["good"]
    assert all(0 <= stage["p50_ms"] <= stage["p99_ms"] <= stage["max_ms"] for stage in latency.values())
    trace = _entries(out, "inference.json")
    assert trace["models"]["scene"]["sha256"] == scene_package().sha256
    assert trace["models"]["workflow"]["backend"]["library"] == "fake"
    assert trace["timings"] == latency
    assert (trace["started_utc"], trace["settings"]["key_frames"]) == (NOON, 2)


@pytest.mark.verifies("SRS-108", purpose="implementation")
def test_the_film_has_every_frame_at_its_time(whole: Outcome) -> None:
    """Drawn on where the view is good, and no other size than the input's."""
    pictures, times = _film(whole[0])
    assert len(pictures) == FRAMES
    assert times == pytest.approx([k / RATE_HZ for k in range(FRAMES)], abs=1e-4)
    assert pictures[0].shape == frame(0).pixels.shape
    assert any(not np.allclose(pictures[k], frame(k).pixels, atol=60) for k in range(20, 50))


@pytest.mark.verifies("SRS-086", purpose="implementation")
@pytest.mark.verifies("RC-037", purpose="implementation")
def test_nothing_from_outside_the_body_can_be_made_out_in_the_film(whole: Outcome) -> None:
    """The room's fine pattern is gone, in the episode and in the pictures around it."""
    pictures, _ = _film(whole[0])
    out_of_body_frame_recorded = 0
    for number in OUTSIDE:
        centre = pictures[number][30:66, 40:120].astype(float)
        out_of_body_frame_recorded += bool(np.abs(np.diff(centre, axis=1)).mean() > 8)
    assert out_of_body_frame_recorded == 0
    before = pictures[OUTSIDE.start - 1][30:66, 40:120].astype(float)
    assert len(np.unique(before.round(-1).reshape(-1, 3), axis=0)) < 60


def _film(out: Path) -> tuple[list[NDArray[np.uint8]], list[float]]:
    with av.open(str(out / "overlay.mp4")) as container:
        frames = list(container.decode(video=0))
    return [f.to_ndarray(format="rgb24") for f in frames], [float(f.pts * f.time_base) for f in frames]


@pytest.mark.verifies("SRS-109", purpose="implementation")
def test_key_moments_are_good_views_and_in_the_picture(whole: Outcome) -> None:
    """One a phase; none outside the body, none in the dark, none just before it went dark or outside."""
    out, _ = whole
    moments = _entries(out, "timeline.json")["key_frames"]
    assert [moment["phase"] for moment in moments] == ["sellar_exposure", "tumour_removal"]
    for moment in moments:
        assert moment["frame"] not in {*OUTSIDE, *BLACK}
    svg = (out / "operation.svg").read_text(encoding="utf-8")
    assert svg.count("data:image/png;base64,") == 2
    assert all(f"frame {moment['frame']}," in svg for moment in moments)


@pytest.mark.verifies("SRS-113", purpose="effectiveness")
@pytest.mark.verifies("RC-046", purpose="effectiveness")
def test_every_output_says_what_it_is_for(whole: Outcome) -> None:
    """The intended use, that no accuracy is claimed, and the statement: in each file, and on the screen."""
    out, result = whole
    told = {name: (out / name).read_text(encoding="utf-8") for name in ("result.json", "timeline.json")}
    told |= {path.name: pydicom.dcmread(path).ImageComments for path in out.glob("*.dcm")}
    told |= {"screen": summary(result)}
    with av.open(str(out / "overlay.mp4")) as container:
        told["overlay.mp4"] = container.metadata["comment"]
    svg = " ".join((out / "operation.svg").read_text(encoding="utf-8").split())
    told["operation.svg"] = svg.replace('" text-anchor="start">', "\n")
    output_without_intended_use = [
        name for name, text in told.items() if not all(words in text for words in _words(name))
    ]
    assert output_without_intended_use == []
    assert len(told) == 5 + 4


def _words(name: str) -> list[str]:
    """List what must be there; the picture breaks long sentences into lines."""
    if name == "operation.svg":
        return [sentence[:60] for sentence in STATEMENTS]
    return list(STATEMENTS)


@pytest.mark.verifies("SRS-114", purpose="implementation")
@pytest.mark.verifies("RC-019", purpose="implementation")
def test_every_output_names_its_input(whole: Outcome) -> None:
    """The file's name without its folder, and its digest."""
    out, result = whole
    digest = result.digests["input"]
    assert (len(digest), _entries(out, "result.json")["input"]) == (64, "an operation.mp4")
    trace = _entries(out, "inference.json")["input"]
    assert trace == {"name": "an operation.mp4", "kind": "file", "sha256": digest}
    timeline = _entries(out, "timeline.json")
    assert (timeline["input"], timeline["digests"]["input"]) == ("an operation.mp4", digest)
    svg = (out / "operation.svg").read_text(encoding="utf-8")
    assert f"an operation.mp4 · {digest}" in svg
    for name in ("result.json", "timeline.json", "inference.json", "operation.svg"):
        assert str(out.parent) not in (out / name).read_text(encoding="utf-8")


@pytest.mark.verifies("SRS-108", purpose="negative")
@pytest.mark.verifies("SRS-107", purpose="implementation")
def test_only_what_was_asked_for_is_written_and_twice_the_same(tmp_path: Path) -> None:
    """No film and no key frames without the options; timeline and picture are equal byte by byte."""
    film = write_operation(tmp_path / "operation.mp4", 40)
    for out in (tmp_path / "one", tmp_path / "two"):
        run(Request(film, out), ports(SCRIPT))
        assert {path.name for path in out.iterdir()} == FILES
    for name in ("timeline.json", "operation.svg"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.verifies("SRS-012", purpose="negative")
def test_files_of_an_older_run_do_not_stay(tmp_path: Path) -> None:
    """An older film and older key frames are gone, so that nobody takes them for this run's."""
    film, out = write_operation(tmp_path / "operation.mp4", 30), tmp_path / "out"
    out.mkdir()
    for name in ("overlay.mp4", "key-frame-00001.dcm", "key-frame-00001-segmentation.dcm", "mine.txt"):
        (out / name).write_text("older", encoding="utf-8")
    run(Request(film, out), ports(SCRIPT))
    assert {path.name for path in out.iterdir()} == FILES | {"mine.txt"}


@pytest.mark.verifies("SRS-106", purpose="implementation")
@pytest.mark.parametrize(
    ("frames", "black", "words"),
    [(30, range(30), "not one of 30 frames shows a good view (30 black)"), (15, range(0), "it lasts 1.50 s")],
)
def test_without_a_good_view_or_enough_time_nothing_is_said(
    frames: int, black: range, words: str, tmp_path: Path
) -> None:
    """Insufficient quality, with the reason, in every file; no phase, step or use."""
    film = write_operation(tmp_path / "operation.mp4", frames, black=black)
    result = run(Request(film, tmp_path / "out"), ports(SCRIPT))
    assert result.status is Status.INSUFFICIENT_QUALITY
    assert any(words in reason for reason in result.reasons)
    assert (result.phases, result.steps, result.instruments) == ((), (), ())
    assert _entries(tmp_path / "out", "timeline.json")["phases"] == []
    assert words in summary(result)
    assert words in (tmp_path / "out" / "operation.svg").read_text(encoding="utf-8")


@pytest.mark.verifies("SRS-106", purpose="implementation")
def test_a_folder_of_pictures_is_an_operation_too(tmp_path: Path) -> None:
    """With a rate; progress tells how many of how many are done."""
    (tmp_path / "pictures").mkdir()
    for number in range(30):
        write_picture(tmp_path / "pictures" / f"{number:03}.png", frame(number).pixels)
    told: list[tuple[int, int | None]] = []
    request = Request(tmp_path / "pictures", tmp_path / "out", image_rate_hz=10.0)
    result = run(request, ports(SCRIPT, lambda done, total: told.append((done, total))))
    assert result.duration_s == pytest.approx(3.0)
    assert told == [(number + 1, 30) for number in range(30)]


@pytest.mark.verifies("SRS-106", purpose="negative")
def test_a_camera_is_for_live_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A camera does not wait for every frame to be worked on: it is refused with what to do."""
    monkeypatch.setattr(flow, "open_video", lambda *_: camera(lambda: iter([frame(0)])))
    with pytest.raises(InputError, match="--live"):
        run(Request(tmp_path / "video9", tmp_path / "out"), ports(SCRIPT))


@pytest.mark.verifies("SRS-112", purpose="implementation")
def test_a_model_of_ones_own_is_named_on_every_output(tmp_path: Path) -> None:
    """By its digest, and that it is not the released one."""
    film = write_operation(tmp_path / "operation.mp4", 60)
    request = Request(film, tmp_path / "out", overlay=True, key_frames=1)
    result = run(request, ports(SCRIPT, own_models=("scene",)))
    said = f"The scene model is the user's own, not the released one: sha256 {scene_package().sha256}."
    assert said in result.warnings
    out = tmp_path / "out"
    assert _entries(out, "timeline.json")["scene_model"] == said
    assert _entries(out, "result.json")["scene_model"] == said
    assert scene_package().sha256 in (out / "operation.svg").read_text(encoding="utf-8")
    assert all(said in pydicom.dcmread(path).ImageComments for path in out.glob("*.dcm"))
    with av.open(str(out / "overlay.mp4")) as container:
        assert said in container.metadata["comment"]
    assert not any("workflow_model" in _entries(out, name) for name in ("timeline.json", "result.json"))


@pytest.mark.verifies("RC-045", purpose="implementation")
def test_a_model_that_does_not_fit_is_refused_before_the_first_frame(tmp_path: Path) -> None:
    """Both models swapped: no frame is read, no result is left."""
    film = write_operation(tmp_path / "operation.mp4", 30)
    swapped = Ports(open_workflow, open_scene, lambda: NOON, _never)
    with pytest.raises(ModelError, match="the layout of a scene model"):
        run(Request(film, tmp_path / "out"), swapped)
    assert not (tmp_path / "out" / "result.json").exists()


def _never(done: int, _total: int | None) -> None:
    raise AssertionError(f"{done} frames were read")


@pytest.mark.verifies("SRS-012", purpose="negative")
def test_an_interrupted_run_leaves_nothing(tmp_path: Path) -> None:
    """Stopped in the middle, with a film half written: the folder is empty."""
    film = write_operation(tmp_path / "operation.mp4", 60)

    def stop(done: int, _total: int | None) -> None:
        if done == 30:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(Request(film, tmp_path / "out", overlay=True), ports(SCRIPT, stop))
    assert list((tmp_path / "out").iterdir()) == []


def test_memory_does_not_grow_with_the_number_of_frames(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 300 frames of 230 kB, 69 MB in all, few are held at once, beside the models and the texts."""
    monkeypatch.setattr(operation, "Analyst", _QuietAnalyst)
    monkeypatch.setattr(flow, "open_video", lambda *_: _long_video(300))
    tracemalloc.start()
    run(Request(tmp_path / "long.mp4", tmp_path / "out"), ports(SCRIPT))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 15e6


def _long_video(count: int) -> Video:
    frames = lambda _log: (frame(k, 25, 240, 320) for k in range(count))  # noqa: E731 - a reader, not a name
    return Video.like(
        frame(0, 25, 240, 320), description="long", kind="file", nominal_rate_hz=25.0, declared_frames=count,
        sha256="ab" * 32, read=frames,
    )  # fmt: skip


class _QuietAnalyst:
    """Says the same of every frame, at once."""

    def __init__(self, **_models: tuple[ModelPackage, Backend]) -> None:
        pass

    def observe(self, of: Frame, _stages: object) -> FrameReport:
        """Say it."""
        return report(of, phase="haemostasis" if of.index % 25 == 0 else None)
