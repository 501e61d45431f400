"""The whole flow on a drawn eye with the installed network: what is written, and when."""

from __future__ import annotations

import csv
import json
import math
import re
import socket
from typing import TYPE_CHECKING, NoReturn

import av
import numpy as np
import pytest

from bedside.app.drawn_eye import RATE_HZ, VELOCITY_DEG_S, drawn_eye
from bedside.eye_movement import Calibration, Ports, Request, Result, Status, run
from bedside.runtime.errors import InputError
from bedside.runtime.letters import HEIGHT, WIDTH, written
from eyes import NOON, ports, write_eye
from recordings import write_dicom, write_picture

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

DARK, GLARE = range(100, 110), range(200, 205)


def _no_model() -> NoReturn:
    raise AssertionError("a trace needs no model")


NO_MODEL = Ports(_no_model, lambda: NOON)


def _spoiled(index: int, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    if index in DARK:
        return picture // 12
    return np.full_like(picture, 255) if index in GLARE else picture


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """Measure a video with dark and over-exposed frames, overlay included."""
    folder = tmp_path_factory.mktemp("flow")
    video = write_eye(folder / "an eye.mp4", spoil=_spoiled)
    return folder / "out", run(Request(video, folder / "out", overlay=True), ports())


def _rows(out: Path) -> list[dict[str, str]]:
    with (out / "trace.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.verifies("SRS-034", purpose="implementation")
def test_the_trace_has_a_row_for_each_frame_with_its_time(spoiled: tuple[Path, Result]) -> None:
    """All columns in their order, every frame, the container's times."""
    rows = _rows(spoiled[0])
    assert ",".join(rows[0]) == (
        "frame,t_s,state,confidence,pupil_x_px,pupil_y_px,pupil_major_px,pupil_minor_px,pupil_angle_deg,"
        "limbus_diameter_px,x_deg,y_deg"
    )
    assert [int(row["frame"]) for row in rows] == list(range(320))
    assert max(abs(float(row["t_s"]) - k / RATE_HZ) for k, row in enumerate(rows)) < 0.001


@pytest.mark.verifies("SRS-028", purpose="implementation")
@pytest.mark.verifies("SRS-030", purpose="implementation")
def test_bad_frames_are_gaps(spoiled: tuple[Path, Result]) -> None:
    """Dark and over-exposed frames are ``bad`` with every cell of position empty, and warned of."""
    rows = _rows(spoiled[0])
    for index in (*DARK, *GLARE):
        assert rows[index]["state"] == "bad"
        assert [rows[index][name] for name in list(rows[0])[4:]] == [""] * 8
    assert any("10 frames dark" in warning for warning in spoiled[1].warnings)
    assert any("over-exposed" in warning for warning in spoiled[1].warnings)


@pytest.mark.verifies("SRS-035", purpose="implementation")
@pytest.mark.verifies("SRS-048", purpose="implementation")
def test_the_result_says_what_was_measured_and_from_what(spoiled: tuple[Path, Result]) -> None:
    """All keys, the drawn movement, the digests, and the file's name without its folder."""
    result = json.loads((spoiled[0] / "result.json").read_text(encoding="utf-8"))
    axis = result["nystagmus"]["horizontal"]
    assert result["status"] == "measured"
    assert axis["present"] is True
    assert axis["beats_toward"] == "right"
    assert axis["slow_phase_velocity_deg_s"] == pytest.approx(VELOCITY_DEG_S, rel=0.05)
    assert axis["interval"]["low"] < axis["slow_phase_velocity_deg_s"] < axis["interval"]["high"]
    assert result["data_loss"] == pytest.approx(15 / 320, abs=0.002)
    assert result["sampling_rate_hz"] == pytest.approx(RATE_HZ, rel=0.001)
    assert {len(digest) for digest in result["digests"].values()} == {64}
    assert result["input"] == "an eye.mp4"


@pytest.mark.verifies("SRS-038", purpose="implementation")
@pytest.mark.verifies("SRS-049", purpose="implementation")
@pytest.mark.verifies("RC-003", purpose="implementation")
def test_statement_direction_and_coverage_stand_on_every_output(spoiled: tuple[Path, Result]) -> None:
    """The same words stand in the result and on the plot."""
    result = json.loads((spoiled[0] / "result.json").read_text(encoding="utf-8"))
    plot = " ".join((spoiled[0] / "nystagmogram.svg").read_text(encoding="utf-8").split())
    for name in ("statement", "coverage", "direction_reference"):
        first = result[name].split(":")[0].replace("'", "&#x27;")[:60]
        assert first in plot


@pytest.mark.verifies("SRS-038", purpose="effectiveness")
@pytest.mark.verifies("RC-014", purpose="effectiveness")
@pytest.mark.verifies("SRS-049", purpose="effectiveness")
@pytest.mark.verifies("RC-021", purpose="effectiveness")
def test_no_output_is_without_statement_and_scope(spoiled: tuple[Path, Result]) -> None:
    """Count outputs for people by output_without_statement and output_without_scope: none of either."""
    out = spoiled[0]
    texts = [(out / name).read_text(encoding="utf-8") for name in ("result.json", "nystagmogram.svg")]
    flat = [" ".join(re.sub(r"<[^>]*>", " ", text).split()) for text in texts]
    output_without_statement = sum("not a diagnosis" not in text for text in flat)
    output_without_scope = sum("torsion is not measured" not in text for text in flat)
    with av.open(str(out / "overlay.mp4")) as container:
        strips = [frame.to_ndarray(format="gray")[240:] > 70 for frame in container.decode(video=0)][::40]
    for strip in strips:
        output_without_statement += not _says(strip, "not a diagnosis")
        output_without_scope += not _says(strip, "torsion")
    assert (output_without_statement, output_without_scope) == (0, 0)


def _says(strip: NDArray[np.bool_], text: str) -> bool:
    """Look for a text's dots anywhere in a strip, allowing for what the video's compression blurs."""
    dots = written(text)
    for top in range(4, strip.shape[0] - HEIGHT, HEIGHT):
        for left in range(4, strip.shape[1] - dots.shape[1], WIDTH):
            here = strip[top : top + HEIGHT, left : left + dots.shape[1]]
            if np.mean(here == dots) > 0.97:
                return True
    return False


@pytest.mark.verifies("SRS-019", purpose="effectiveness")
@pytest.mark.verifies("RC-022", purpose="effectiveness")
def test_no_identifier_of_a_dicom_header_reaches_an_output(tmp_path: Path) -> None:
    """Count identifier_leaked over all outputs of a DICOM recording: none of eight header values occurs."""
    secrets = {
        "PatientName": "Quillfeather^Zebedee", "PatientID": "ID-77812", "PatientBirthDate": "19470213",
        "OtherPatientIDs": "OTHER-4711", "AccessionNumber": "ACC-90210", "InstitutionName": "Nowhere Clinic",
        "ReferringPhysicianName": "Doctor^Referring", "StudyInstanceUID": "1.2.826.0.1.3680043.8.498.77",
    }  # fmt: skip
    pictures = np.stack([drawn_eye(index).picture[..., 0] for index in range(40)])
    recording = write_dicom(tmp_path / "eye.dcm", pictures, FrameTime="10", **secrets)
    run(Request(recording, tmp_path / "out", overlay=True), ports())
    written_bytes = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir())
    identifier_leaked = sum(value.encode() in written_bytes for value in secrets.values())
    assert len(list((tmp_path / "out").iterdir())) == 5
    assert identifier_leaked == 0


@pytest.mark.verifies("SRS-015", purpose="implementation")
def test_no_connection_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A measurement with a guard in place of every socket ends as it should."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a socket was asked for")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    result = run(Request(write_eye(tmp_path / "eye.mp4"), tmp_path / "out"), ports())
    assert result.status is Status.MEASURED


@pytest.mark.verifies("SRS-037", purpose="implementation")
def test_the_overlay_has_every_frame_at_its_time(spoiled: tuple[Path, Result]) -> None:
    """As many frames as the input, the same times, the picture above a strip of words."""
    with av.open(str(spoiled[0] / "overlay.mp4")) as container:
        frames = list(container.decode(video=0))
    assert len(frames) == 320
    assert (
        max(abs(float(frame.pts * frame.time_base) - k / RATE_HZ) for k, frame in enumerate(frames)) < 0.001
    )
    assert frames[0].width == 320
    assert frames[0].height > 240


@pytest.mark.verifies("SRS-011", purpose="implementation")
def test_the_inference_trace_counts_the_frames(spoiled: tuple[Path, Result]) -> None:
    """Software, model, input and provider are named, and every frame is counted by its state."""
    trace = json.loads((spoiled[0] / "inference.json").read_text(encoding="utf-8"))
    assert trace["frames"] == {"read": 320, "dropped": 0, "open": 305, "bad": 15}
    assert trace["backend"]["provider"] == "cpu"
    assert {"decode", "check", "prepare", "network", "ellipses"} <= set(trace["timings"])


@pytest.mark.verifies("SRS-030", purpose="implementation")
def test_a_frozen_picture_is_bad(tmp_path: Path) -> None:
    """A frame equal to the one before is no new sample, though the eye is plainly seen in it."""
    folder = tmp_path / "pictures"
    folder.mkdir()

    for index in range(40):
        write_picture(folder / f"{index:03}.png", drawn_eye(20 if index == 21 else index).picture)
    run(Request(folder, tmp_path / "out", image_rate_hz=100.0), ports())
    states = [row["state"] for row in _rows(tmp_path / "out")]
    assert states == ["bad" if index == 21 else "open" for index in range(40)]


@pytest.mark.verifies("SRS-031", purpose="implementation")
@pytest.mark.verifies("SRS-035", purpose="implementation")
def test_a_poor_recording_has_reasons_and_no_number(tmp_path: Path) -> None:
    """Two seconds are too short: insufficient quality, the reason, and null for every value."""
    video = write_eye(tmp_path / "short.mp4", 2.0)
    result = run(Request(video, tmp_path / "out"), ports())
    entries = json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    assert result.status is Status.INSUFFICIENT_QUALITY
    assert entries["status"] == "insufficient_quality"
    assert "lasts 2.00 s" in entries["reasons"][0]
    assert {value for axis in entries["nystagmus"].values() for value in axis.values()} == {None}


@pytest.mark.verifies("SRS-033", purpose="implementation")
def test_a_given_calibration_replaces_the_limbus(tmp_path: Path) -> None:
    """With twice the degrees a pixel the velocity is twice as high, and the result names the scale."""
    video = write_eye(tmp_path / "eye.mp4")
    scale = math.degrees(1 / (10.2 / 11.7 * 128))
    calibration = Calibration(2 * scale, 2 * scale, 160, 122)
    result = run(Request(video, tmp_path / "out", calibration), ports())
    assert result.horizontal is not None
    assert result.horizontal.slow_phase_velocity_deg_s == pytest.approx(2 * VELOCITY_DEG_S, rel=0.05)
    assert (
        json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))["scale"] == "calibration"
    )


@pytest.mark.verifies("SRS-005", purpose="implementation")
@pytest.mark.verifies("SRS-034", purpose="implementation")
def test_a_trace_file_takes_the_place_of_video(tmp_path: Path) -> None:
    """The flow needs no model, the gaps stay gaps, and the trace has the same columns."""
    trace = tmp_path / "trace.csv"
    lines = ["t_s,x_deg,y_deg"]
    for index in range(1000):
        along = index / 250 * 3 % 1
        lines.append(
            f"{index / 250:.4f}," + (",") if 300 <= index < 330 else f"{index / 250:.4f},{5 * along:.3f},0.1"
        )
    trace.write_text("\n".join(lines), encoding="utf-8")
    never = ports()
    result = run(Request(trace, tmp_path / "out"), never)
    rows = _rows(tmp_path / "out")
    assert result.horizontal is not None
    assert result.horizontal.beats_toward == "left"
    assert result.horizontal.slow_phase_velocity_deg_s == pytest.approx(15, rel=0.02)
    assert [row["state"] for row in rows[299:331]] == ["open", *["lost"] * 30, "open"]
    assert rows[310]["x_deg"] == rows[310]["y_deg"] == ""


@pytest.mark.verifies("SRS-006", purpose="negative")
def test_a_trace_has_no_overlay(tmp_path: Path) -> None:
    """Asking for what cannot be is refused, and leaves no result."""
    trace = tmp_path / "trace.csv"
    trace.write_text("t_s,x_deg,y_deg\n0,1,1\n1,1,1\n", encoding="utf-8")
    with pytest.raises(InputError, match="no image"):
        run(Request(trace, tmp_path / "out", overlay=True), ports())
    assert not (tmp_path / "out" / "result.json").exists()


@pytest.mark.verifies("SRS-012", purpose="implementation")
def test_an_interrupted_run_leaves_no_result(tmp_path: Path) -> None:
    """Stopped in the middle, the older result is gone and no newer one is there."""
    video = write_eye(tmp_path / "eye.mp4", 1.0)
    out = tmp_path / "out"
    out.mkdir()
    (out / "result.json").write_text("{}", encoding="utf-8")

    def stop(done: int, _total: int | None) -> None:
        if done == 50:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(Request(video, out), ports(stop))
    assert [path.name for path in out.iterdir()] == []
