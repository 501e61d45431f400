"""``bedside fetal-ultrasound`` in a process of its own: what is asked, what comes out, what is refused."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pydicom
import pytest
from PIL import Image

import bedside
from bedside.fetal_ultrasound import PLANES, STYLES, read_mark
from bedside.runtime.media import open_video

SOURCE = Path(bedside.__file__).parent.parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(SOURCE), "OMP_NUM_THREADS": "1"}
ASKED = ("--plane", "abdomen", "--ga-weeks", "24", "--seed", "1")


def _command(out: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "bedside", "fetal-ultrasound", *options, "--out", str(out)]


def _done(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command
        command, env=ENVIRONMENT, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.verifies("SRS-164", purpose="implementation")
@pytest.mark.verifies("SRS-161", purpose="implementation")
def test_images_are_made_with_exit_code_0(tmp_path: Path) -> None:
    """Screen, files and result agree; PNG and DICOM hold the same pixels; their mark names the seed."""
    out = tmp_path / "out"
    done = _done(_command(out, *ASKED, "--count", "4", "--size", "256"))
    assert done.returncode == 0, done.stderr
    result = json.loads((out / "result.json").read_text(encoding="utf-8"))
    written = [image for image in result["images"] if image["files"]]
    assert (len(written), len(result["images"])) == (result["written"], 4)
    assert result["written"] >= 3
    assert f"{result['written']} written, {result['withheld']} withheld of 4" in done.stdout
    assert result["statement"] in done.stdout
    for image in written:
        picture, dicom = (out / name for name in image["files"])
        pixels = np.asarray(Image.open(picture))
        assert pixels.shape == (256, 256)
        assert np.array_equal(pydicom.dcmread(dicom).pixel_array, pixels)
        assert hashlib.sha256(pixels.tobytes()).hexdigest() == image["pixels_sha256"]
        assert read_mark(pixels) == image["seed"]
    names = {path.name for path in out.iterdir()}
    wanted = {"contact-sheet.png", "result.json", "inference.json"}
    assert names == wanted | {name for image in written for name in image["files"]}


@pytest.mark.verifies("SRS-141", purpose="implementation")
@pytest.mark.verifies("RC-063", purpose="implementation")
def test_the_same_command_in_another_process_gives_the_same_bytes(tmp_path: Path) -> None:
    """Of every file but the record, which holds the time."""
    outs = [tmp_path / name for name in ("one", "other")]
    for out in outs:
        assert _done(_command(out, *ASKED, "--count", "2")).returncode == 0
    one, other = ({path.name: path.read_bytes() for path in out.iterdir()} for out in outs)
    bytes_differ = [name for name in one if one[name] != other.get(name)]
    assert bytes_differ == ["inference.json"]
    assert one.keys() == other.keys()


@pytest.mark.verifies("SRS-161", purpose="implementation")
@pytest.mark.verifies("SRS-162", purpose="implementation")
def test_the_devices_own_reader_takes_the_dicom_file(tmp_path: Path) -> None:
    """As any DICOM input: one grey frame of the picture's pixels."""
    out = tmp_path / "out"
    assert _done(_command(out, *ASKED)).returncode == 0
    (frame,) = open_video(out / "image-0001.dcm").frames()
    pixels = np.asarray(Image.open(out / "image-0001.png"))
    assert np.array_equal(np.rint(255 * frame.grey()), pixels)


@pytest.mark.verifies("SRS-164", purpose="negative")
@pytest.mark.verifies("SRS-137", purpose="negative")
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--plane", "sagittal", "--ga-weeks", "24"), PLANES),
        (("--plane", "femur", "--ga-weeks", "24", "--style", "phased"), STYLES),
        (("--plane", "femur", "--ga-weeks", "12"), ("16 to 38",)),
        (("--plane", "femur", "--ga-weeks", "24", "--head-circumference-mm", "220"), ("head planes",)),
        (("--plane", "transthalamic", "--ga-weeks", "24", "--head-circumference-mm", "320"), ("320",)),
        (("--plane", "femur", "--ga-weeks", "24", "--count", "0"), ("1 to 10000",)),
        (("--plane", "femur", "--ga-weeks", "24", "--provider", "cuda"), ("cuda",)),
    ],
)
def test_what_cannot_be_made_is_one_clear_error(
    options: tuple[str, ...], words: tuple[str, ...], tmp_path: Path
) -> None:
    """Exit code 2, one line that names the range or the names there are, no traceback, no image."""
    done = _done(_command(tmp_path / "out", *options))
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert done.stderr.startswith("bedside: ")
    assert all(word in done.stderr for word in words)
    assert "Traceback" not in done.stderr + done.stdout
    out_of_range_refused = not list((tmp_path / "out").glob("*"))
    assert out_of_range_refused


@pytest.mark.verifies("SRS-164", purpose="negative")
def test_a_folder_that_cannot_be_one_is_one_clear_error(tmp_path: Path) -> None:
    """A file in its place, or a path below one; the file is left as it is."""
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        done = _done(_command(place, *ASKED))
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
        assert str(place) in done.stderr
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


@pytest.mark.verifies("SRS-164", purpose="negative")
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_a_run_that_is_stopped_leaves_whole_images_and_no_result(tmp_path: Path) -> None:
    """Ctrl-C in the middle: exit code 2, one line; every picture that is there can be opened."""
    out = tmp_path / "out"
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
    try:
        process = subprocess.Popen(  # noqa: S603 - our own command
            _command(out, *ASKED, "--count", "5000", "--no-dicom"), env=ENVIRONMENT,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
    finally:
        signal.signal(signal.SIGINT, before)
    try:
        until_s = time.monotonic() + 60
        while not (out / "image-0002.png").exists() and time.monotonic() < until_s:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 2
    assert "The output folder holds no result of this run" in said
    assert not (out / "result.json").exists()
    pictures = sorted(out.iterdir())
    assert len(pictures) >= 2
    for path in pictures:
        assert np.asarray(Image.open(path)).shape == (128, 128)


@pytest.mark.verifies("SRS-164", purpose="implementation")
def test_help_teaches() -> None:
    """Examples, planes, styles, outputs and exit codes."""
    done = _done([sys.executable, "-m", "bedside", "fetal-ultrasound", "--help"])
    assert done.returncode == 0
    for words in (*PLANES, *STYLES, "examples:", "outputs, in the folder", "Exit codes: 0 done", "24+3"):
        assert words in done.stdout
