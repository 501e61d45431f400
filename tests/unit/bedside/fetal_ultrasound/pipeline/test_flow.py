"""A run writes whole images as they come, counts what it withholds, and gives the same bytes twice."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pydicom
import pytest
from PIL import Image

from bedside.fetal_ultrasound import safeguards
from bedside.fetal_ultrasound.interface import Request
from bedside.fetal_ultrasound.pipeline import flow, run, summary
from bedside.fetal_ultrasound.processing.contact_sheet import MOST_ON_SHEET
from bedside.runtime.errors import InferenceError, InputError, ModelError, OutputError
from bedside.runtime.output import OutputFolder
from fetal_packages import NOW, open_generator, open_planes, package, ports

if TYPE_CHECKING:
    from pathlib import Path

    from bedside.fetal_ultrasound.interface import SyntheticImage

pytestmark = pytest.mark.verifies("SRS-152", purpose="implementation")


@pytest.fixture(autouse=True)
def no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every picture through but one of another plane: the models here paint no anatomy."""

    def withheld_reason(image: SyntheticImage) -> str:
        wrong = image.plane_read != image.condition.plane
        return f"another plane than was asked for ({image.plane_read})" if wrong else ""

    monkeypatch.setattr(safeguards, "withheld_reason", withheld_reason)


def _request(out: Path, **changes: Any) -> Request:
    return replace(Request(out, "transthalamic", 24.0, 3, 1), **changes)


def _result(out: Path) -> dict[str, Any]:
    entries: dict[str, Any] = json.loads((out / "result.json").read_text(encoding="utf-8"))
    return entries


def _files(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir()}


@pytest.mark.parametrize("size", [128, 256])
def test_every_image_is_written_as_a_picture_and_as_dicom(size: int, tmp_path: Path) -> None:
    """The same pixels in both; the result names each file, its seed, its digest and what was asked of it."""
    result = run(_request(tmp_path, size=size), ports())
    assert (result.written, result.withheld, result.warnings) == (3, 0, ())
    assert sorted(result.files) == sorted(_files(tmp_path))
    entries = _result(tmp_path)
    for image in entries["images"]:
        picture, dicom = image["files"]
        pixels = np.asarray(Image.open(tmp_path / picture))
        assert pixels.shape == (size, size)
        assert hashlib.sha256(pixels.tobytes()).hexdigest() == image["pixels_sha256"]
        read = pydicom.dcmread(tmp_path / dicom)
        assert np.array_equal(read.pixel_array, pixels)
        assert f"Image seed {image['seed']}," in read.DerivationDescription
        assert float(read.PixelSpacing[0]) == pytest.approx(image["spacing_mm"], abs=1e-6)
    assert len({image["seed"] for image in entries["images"]}) == 3
    assert len({image["pixels_sha256"] for image in entries["images"]}) == 3
    assert ("super_resolution_model" in entries["digests"]) == (size == 256)


@pytest.mark.verifies("SRS-163", purpose="implementation")
@pytest.mark.verifies("RC-054", purpose="effectiveness")
def test_no_output_is_without_the_statement(tmp_path: Path) -> None:
    """Pictures, DICOM files, the contact sheet and the result; an output_without_statement fails."""
    run(_request(tmp_path), ports())
    said = safeguards.statement().encode()
    output_without_statement = [name for name, data in _files(tmp_path).items() if said not in data]
    assert output_without_statement == ["inference.json"]  # of the software, not of a picture


def test_the_same_request_gives_the_same_bytes_and_only_the_record_holds_the_time(tmp_path: Path) -> None:
    """Whatever the count: the first two of three are the two of two."""
    for name, count, clock in (("one", 3, "2027"), ("two", 3, NOW), ("few", 2, NOW)):
        run(_request(tmp_path / name, count=count), replace(ports(), now_utc=lambda clock=clock: clock))
    one, two, few = (_files(tmp_path / name) for name in ("one", "two", "few"))
    assert {name for name in one if one[name] != two[name]} == {"inference.json"}
    images = {name for name in few if name.startswith("image-")}
    assert len(images) == 4
    assert all(few[name] == one[name] for name in images)


def test_other_seeds_styles_and_sizes_give_other_images(tmp_path: Path) -> None:
    """None of them is without effect."""
    changes = ({}, {"seed": 2}, {"style": "linear"}, {"head_circumference_mm": 215.0}, {"ga_weeks": 25.0})
    digests = set()
    for number, change in enumerate(changes):
        run(_request(tmp_path / str(number), count=1, **change), ports())
        digests.add(_result(tmp_path / str(number))["images"][0]["pixels_sha256"])
    assert len(digests) == len(changes)


def test_an_image_of_another_plane_is_withheld_with_the_reason_and_not_replaced(tmp_path: Path) -> None:
    """Nothing is written for it; number, seed and reason are told, and the count stays."""
    readings = iter(["transthalamic", "femur", "transthalamic"])

    def open_by_turns() -> Any:
        opened, backend = open_planes()
        answer = backend.run
        backend.run = lambda inputs: open_planes(next(readings))[1].run(inputs) or answer  # type: ignore[method-assign] # a turn each
        return opened, backend

    result = run(_request(tmp_path), replace(ports(), open_planes=open_by_turns))
    assert (result.written, result.withheld) == (2, 1)
    assert not (tmp_path / "image-0002.png").exists()
    assert not (tmp_path / "image-0002.dcm").exists()
    assert (tmp_path / "image-0003.png").exists()
    held = _result(tmp_path)["images"][1]
    assert (held["number"], held["files"]) == (2, [])
    assert held["withheld"] == "another plane than was asked for (femur)"
    assert result.warnings == (
        "1 image withheld, not replaced: another plane than was asked for (femur) (number 2)",
    )
    assert "2 written, 1 withheld of 3" in summary(result, _request(tmp_path))


def test_a_run_of_which_all_is_withheld_says_so(tmp_path: Path) -> None:
    """An empty contact sheet, a whole result, no image."""
    result = run(_request(tmp_path), ports("abdomen"))
    assert (result.written, result.withheld) == (0, 3)
    assert set(_files(tmp_path)) == {"contact-sheet.png", "inference.json", "result.json"}
    assert "(number 1, 2, 3)" in result.warnings[0]


def test_without_dicom_there_is_none(tmp_path: Path) -> None:
    """And the result says that none was asked for."""
    run(_request(tmp_path, dicom=False), ports())
    assert not list(tmp_path.glob("*.dcm"))
    assert _result(tmp_path)["asked"]["dicom"] is False


def test_an_older_runs_images_are_not_taken_for_this_ones(tmp_path: Path) -> None:
    """More of them, and its result, are gone; other files stay."""
    run(_request(tmp_path, count=5), ports())
    for name in ("image-00x1.png", "photo.png", "image-0001.txt"):
        (tmp_path / name).write_text("mine", encoding="utf-8")
    run(_request(tmp_path, count=2, dicom=False), ports())
    images = {name for name in _files(tmp_path) if name.startswith("image-")}
    assert images == {"image-0001.png", "image-0002.png", "image-00x1.png", "image-0001.txt"}
    assert (tmp_path / "photo.png").read_text(encoding="utf-8") == "mine"


@pytest.mark.verifies("SRS-137", purpose="negative")
@pytest.mark.verifies("RC-057", purpose="effectiveness")
@pytest.mark.parametrize("size_mm", [100.0, 320.0, float("nan"), float("inf"), -220.0, 0.0])
def test_a_head_that_no_fetus_of_that_age_has_is_refused_before_anything_is_made(
    size_mm: float, tmp_path: Path
) -> None:
    """Far too small, far too large, no number at all: one error, and not even the folder."""
    out = tmp_path / "out"
    with pytest.raises(InputError):
        run(_request(out, head_circumference_mm=size_mm), ports())
    out_of_range_refused = not out.exists()
    assert out_of_range_refused


@pytest.mark.verifies("SRS-165", purpose="implementation")
def test_a_model_in_the_wrong_place_is_refused_before_the_first_image(tmp_path: Path) -> None:
    """And an older result is gone by then."""
    (tmp_path / "result.json").write_text("{}", encoding="utf-8")
    swapped = replace(ports(), open_generator=open_planes)
    with pytest.raises(ModelError, match="the layout of a generator model"):
        run(_request(tmp_path), swapped)
    assert _files(tmp_path) == {}


def test_a_failure_on_the_way_leaves_whole_images_and_no_result(tmp_path: Path) -> None:
    """What is there is whole; without result.json nobody takes it for a run."""
    calls = iter(range(100))

    def open_failing() -> Any:
        opened, backend = open_generator()
        answer = backend.run

        def fail(inputs: Any) -> Any:
            if next(calls) >= 6:
                raise InferenceError("velocity", "finite numbers", "none")
            return answer(inputs)

        backend.run = fail  # type: ignore[method-assign] # fails in the second image
        return opened, backend

    with pytest.raises(InferenceError):
        run(_request(tmp_path), replace(ports(), open_generator=open_failing))
    assert set(_files(tmp_path)) == {"image-0001.png", "image-0001.dcm"}
    assert np.asarray(Image.open(tmp_path / "image-0001.png")).shape == (128, 128)
    assert pydicom.dcmread(tmp_path / "image-0001.dcm").pixel_array.shape == (128, 128)


def test_a_full_disk_is_one_clear_error_and_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The third picture has no room."""
    write = OutputFolder.write_bytes

    def full(self: OutputFolder, name: str, data: bytes) -> Path:
        if name == "image-0003.png":
            raise OutputError(self.path / name, "cannot be written (No space left on device)", "Free some.")
        return write(self, name, data)

    monkeypatch.setattr(OutputFolder, "write_bytes", full)
    with pytest.raises(OutputError, match="No space left"):
        run(_request(tmp_path), ports())
    assert sorted(_files(tmp_path)) == [
        f"image-000{number}.{kind}" for number in (1, 2) for kind in ("dcm", "png")
    ]


def test_only_the_first_images_are_kept_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a hundred, as many as the contact sheet shows."""
    kept: list[int] = []
    sheet = flow.contact_sheet

    def watched(images: Any, size: int, total: int) -> Any:
        kept.extend((len(images), total))
        return sheet(images, size, total)

    monkeypatch.setattr(flow, "contact_sheet", watched)
    run(_request(tmp_path, count=60, dicom=False), ports())
    assert kept == [MOST_ON_SHEET, 60]


def test_the_record_says_what_computed_it(tmp_path: Path) -> None:
    """Each model with its digest and provider; the conditions by their digest; timings of every stage."""
    run(_request(tmp_path, size=256), ports())
    trace = json.loads((tmp_path / "inference.json").read_text(encoding="utf-8"))
    assert trace["started_utc"] == NOW
    assert set(trace["models"]) == {"generator", "super_resolution", "planes"}
    assert trace["models"]["generator"]["sha256"] == package("generator").sha256
    assert trace["frames"] == {"asked": 3, "withheld": 0, "written": 3}
    assert trace["timings"]["synthesis"]["count"] == 3
    assert trace["input"]["kind"] == "conditions"


def test_progress_is_told_image_by_image(tmp_path: Path) -> None:
    """Withheld ones count as done."""
    told: list[tuple[int, int | None]] = []
    given = replace(ports("femur"), tell=lambda done, total: told.append((done, total)))
    run(_request(tmp_path), given)
    assert told == [(1, 3), (2, 3), (3, 3)]
