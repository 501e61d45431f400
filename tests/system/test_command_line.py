"""The command, in a process of its own: what is given, what comes out, what is left on the disk."""

from __future__ import annotations

import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

import bedside
from eyes import write_eye
from recordings import write_audio, write_video

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCE = Path(bedside.__file__).parent.parent


def bedside_command(
    *arguments: object, source: Path = SOURCE, timeout_s: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run the command and return what it said."""
    environment = {**os.environ, "PYTHONPATH": str(source), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "bedside", *map(str, arguments)]
    return subprocess.run(  # noqa: S603 - our own command
        command, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def _refused(done: subprocess.CompletedProcess[str], out: Path) -> None:
    """Assert one clear message on standard error, exit code 2, and no result."""
    lines = done.stderr.strip().splitlines()
    assert done.returncode == 2, done.stderr
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("bedside: ")
    assert "Traceback" not in done.stderr + done.stdout
    assert not (out / "result.json").exists()


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _text(path: Path) -> None:
    path.write_text("This is no video.\n" * 100, encoding="utf-8")


def _noise(path: Path) -> None:
    path.write_bytes(np.random.default_rng(0).bytes(20_000))


def _truncated(path: Path) -> None:
    write_video(path, [np.full((64, 64), 40 + k, np.uint8) for k in range(20)], range(0, 800, 40))
    path.write_bytes(path.read_bytes()[:600])


def _one_pixel(path: Path) -> None:
    write_video(
        path,
        [np.full((1, 1), 40 + k, np.uint8) for k in range(5)],
        range(5),
        codec="ffv1",
        pixel_format="gray",
    )


def _sound(path: Path) -> None:
    write_audio(path)


def _play_list(path: Path) -> None:
    path.write_text("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/eye.ts\n", encoding="utf-8")


def _enormous(path: Path) -> None:
    """Write a PNG whose header promises 60,000 by 60,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body)


BAD: dict[str, tuple[str, Callable[[Path], None]]] = {
    "empty": ("eye.mp4", _empty),
    "text": ("eye.mp4", _text),
    "noise": ("eye.avi", _noise),
    "truncated": ("eye.mp4", _truncated),
    "one pixel": ("eye.mkv", _one_pixel),
    "sound alone": ("eye.m4a", _sound),
    "play list": ("eye.m3u8", _play_list),
    "enormous": ("eye.png", _enormous),
    "empty trace": ("eye.csv", _empty),
    "trace of text": ("eye.csv", _text),
}


@pytest.mark.verifies("SRS-006", purpose="negative")
@pytest.mark.verifies("SRS-013", purpose="negative")
@pytest.mark.parametrize("kind", BAD)
def test_a_bad_input_is_one_clear_error(kind: str, tmp_path: Path) -> None:
    """Exit code 2, one message that names the file, no traceback, no result, not even an older one."""
    name, make = BAD[kind]
    make(tmp_path / name)
    out = tmp_path / "out"
    out.mkdir()
    (out / "result.json").write_text("{}", encoding="utf-8")
    done = bedside_command("eye-movement", tmp_path / name, "--out", out)
    _refused(done, out)
    assert name in done.stderr


@pytest.mark.verifies("SRS-006", purpose="negative")
@pytest.mark.parametrize("source", ["/nowhere/eye.mp4", "http://127.0.0.1:9/eye.mp4", "/dev/video9", "."])
def test_an_input_that_is_not_there_is_one_clear_error(source: str, tmp_path: Path) -> None:
    """Missing files, addresses, cameras that are not there and folders without pictures are refused."""
    _refused(bedside_command("eye-movement", source, "--out", tmp_path / "out"), tmp_path / "out")


@pytest.fixture(scope="module")
def eye(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write one sound recording for all tests."""
    return write_eye(tmp_path_factory.mktemp("eye") / "eye.mp4")


def _copied(tmp_path: Path) -> Path:
    shutil.copytree(
        SOURCE / "bedside", tmp_path / "copy" / "bedside", ignore=shutil.ignore_patterns("__pycache__")
    )
    return tmp_path / "copy"


@pytest.mark.verifies("SRS-007", purpose="negative")
@pytest.mark.parametrize("change", ["byte", "missing", "no manifest"])
def test_an_altered_model_is_refused(change: str, eye: Path, tmp_path: Path) -> None:
    """One changed byte, a missing model or a missing manifest: no measurement, and the self-test says so."""
    copy = _copied(tmp_path)
    model = copy / "bedside" / "models" / "eye_movement" / "model.onnx"
    if change == "byte":
        data = bytearray(model.read_bytes())
        data[len(data) // 2] ^= 1
        model.write_bytes(data)
    else:
        (model if change == "missing" else model.with_name("manifest.json")).unlink()
    _refused(bedside_command("eye-movement", eye, "--out", tmp_path / "out", source=copy), tmp_path / "out")
    test = bedside_command("self-test", source=copy)
    assert test.returncode == 2
    assert "FAIL  model eye_movement" in test.stdout


@pytest.mark.verifies("SRS-012", purpose="negative")
def test_an_output_that_cannot_be_written_is_one_clear_error(eye: Path, tmp_path: Path) -> None:
    """A file in the folder's place, and a folder below a file."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        done = bedside_command("eye-movement", eye, "--out", out)
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.verifies("SRS-012", purpose="negative")
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no folder here that refuses everybody")
def test_a_locked_folder_is_one_clear_error(eye: Path) -> None:
    """A folder that the system lets nobody write to, not even its administrator."""
    done = bedside_command("eye-movement", eye, "--out", "/proc/self/bedside-out")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "cannot be written" in done.stderr


@pytest.mark.verifies("SRS-012", purpose="negative")
@pytest.mark.skipif(os.name == "nt", reason="signals are not Windows' own")
def test_a_killed_run_leaves_no_result(eye: Path, tmp_path: Path) -> None:
    """Killed at ten moments, a run never leaves a result.json, unless it had ended."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "OMP_NUM_THREADS": "1"}
    out = tmp_path / "out"
    for moment in range(10):
        out.mkdir(exist_ok=True)
        (out / "result.json").write_text('{"from": "an older run"}', encoding="utf-8")
        command = [sys.executable, "-m", "bedside", "eye-movement", str(eye), "--out", str(out)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(command, env=environment, **quiet)  # noqa: S603 - our own command
        begun = time.monotonic()
        while (out / "result.json").exists() and process.poll() is None and time.monotonic() - begun < 30:
            time.sleep(0.01)
        time.sleep(0.12 * moment)
        process.send_signal(signal.SIGKILL)
        ended = process.wait() == 0
        result = out / "result.json"
        assert (
            ended
            or not result.exists()
            or json.loads(result.read_text(encoding="utf-8"))["status"] == "measured"
        )


@pytest.mark.verifies("SRS-013", purpose="implementation")
@pytest.mark.verifies("SRS-035", purpose="implementation")
def test_a_sound_recording_is_measured_with_exit_code_0(eye: Path, tmp_path: Path) -> None:
    """The words on the screen, the files, and the result agree."""
    done = bedside_command("eye-movement", eye, "--out", tmp_path / "out")
    assert done.returncode == 0
    assert "Status: measured" in done.stdout
    assert "beating to the image's right" in done.stdout
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"result.json", "trace.csv", "nystagmogram.svg", "inference.json"}


@pytest.mark.verifies("SRS-017", purpose="implementation")
@pytest.mark.parametrize("arguments", [["--help"], ["eye-movement", "--help"], ["self-test", "--help"]])
def test_help_teaches(arguments: list[str]) -> None:
    """Examples, directions, exit codes and the statement; within two seconds on an idle machine."""
    done = bedside_command(*arguments)
    assert done.returncode == 0
    for word in ("examples:", "right and up", "Exit codes: 0", "not a diagnosis"):
        assert word in done.stdout


@pytest.mark.verifies("SRS-013", purpose="negative")
@pytest.mark.verifies("SRS-018", purpose="negative")
@pytest.mark.parametrize("option", ["--model", "--threshold", "--least-confidence"])
def test_there_is_no_option_for_a_threshold_or_another_model(option: str, tmp_path: Path) -> None:
    """The command refuses them with exit code 2 and says what there is."""
    done = bedside_command("eye-movement", "eye.mp4", "--out", tmp_path, option, "1")
    assert done.returncode == 2
    assert "unrecognized arguments" in done.stderr


@pytest.mark.verifies("SRS-008", purpose="negative")
def test_a_provider_that_is_not_here_is_refused(eye: Path, tmp_path: Path) -> None:
    """Asking for CUDA without a GPU names what is missing and falls back to nothing."""
    _refused(bedside_command("eye-movement", eye, "--out", tmp_path, "--provider", "cuda"), tmp_path)


@pytest.mark.verifies("SRS-014", purpose="implementation")
def test_the_self_test_says_what_it_checked() -> None:
    """Every check holds, each on a line, and as JSON."""
    done = bedside_command("self-test", "--json")
    checks = json.loads(done.stdout)
    assert done.returncode == 0
    assert all(check["holds"] for check in checks)
    words = " ".join(check["check"] for check in checks)
    assert all(word in words for word in ("model", "providers", "decoding", "pupil", "velocity", "direction"))
