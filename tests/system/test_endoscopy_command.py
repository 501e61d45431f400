"""``bedside endoscopy`` in a process of its own: what is given, what comes out, and signals to a live run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import av
import pytest

import bedside
from bedside.runtime.film import write_film
from endoscopy_packages import write_package
from phantoms.endoscopy import operation

SOURCE = Path(bedside.__file__).parent.parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(SOURCE), "OMP_NUM_THREADS": "1"}
SEED, START_S, HEIGHT, WIDTH = 3, 300.0, 120, 214  # a stretch of a drawn operation inside the body
ALWAYS = {"result.json", "timeline.json", "operation.svg", "inference.json"}


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a film of 5 s and a package for each role."""
    folder = tmp_path_factory.mktemp("material")
    drawn = operation.drawn(SEED)
    times = [number / 10 for number in range(50)]
    write_film(
        folder / "operation.mp4",
        ((t_s, operation.view_at(drawn, START_S + t_s, HEIGHT, WIDTH).picture) for t_s in times),
    )
    for role in ("scene", "workflow"):
        write_package(folder / role, role)
    return folder


def _command(material: Path, name: str, out: Path, *options: str) -> list[str]:
    own = ["--scene-model", str(material / "scene"), "--workflow-model", str(material / "workflow")]
    command = [sys.executable, "-m", "bedside", "endoscopy", str(material / name), "--out", str(out)]
    return [*command, *own, *options]


def _done(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command
        command, env=ENVIRONMENT, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.verifies("SRS-106", purpose="implementation")
@pytest.mark.verifies("SRS-113", purpose="implementation")
def test_a_recording_is_analysed_with_exit_code_0(material: Path, tmp_path: Path) -> None:
    """The words on the screen, the files and the result agree; own models are warned of."""
    done = _done(_command(material, "operation.mp4", tmp_path / "out", "--overlay", "--key-frames", "1"))
    assert done.returncode == 0, done.stderr
    assert "Status: analysed" in done.stdout
    for words in ("Not for guidance", "none is claimed", "not a finding"):
        assert words in done.stdout
    assert done.stderr.count("is the user's own, not the released one") == 2
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names >= ALWAYS | {"overlay.mp4"}
    assert all(name in done.stdout for name in names)
    result = json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    assert (result["status"], result["frames"]["read"]) == ("analysed", 50)


@pytest.mark.verifies("SRS-106", purpose="negative")
@pytest.mark.parametrize("name", ["nowhere.mp4", "text.mp4", "empty.mp4", "folder"])
def test_a_bad_input_is_one_clear_error(name: str, material: Path, tmp_path: Path) -> None:
    """Exit code 2, one line that names it, no traceback, and no result, not even an older one."""
    (material / "text.mp4").write_text("This is no video. " * 100, encoding="utf-8")
    (material / "empty.mp4").write_bytes(b"")
    (material / "folder").mkdir(exist_ok=True)
    out = tmp_path / "out"
    out.mkdir()
    (out / "result.json").write_text("{}", encoding="utf-8")
    done = _done(_command(material, name, out))
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stderr.startswith("bedside: ")
    assert name in done.stderr
    assert not (out / "result.json").exists()


@pytest.mark.verifies("SRS-112", purpose="negative")
@pytest.mark.verifies("RC-045", purpose="negative")
def test_a_model_in_the_wrong_place_is_one_clear_error(material: Path, tmp_path: Path) -> None:
    """The workflow's package for the scene: every fault in the one line, exit code 2, no result."""
    command = _command(
        material, "operation.mp4", tmp_path / "out", "--scene-model", str(material / "workflow")
    )
    done = _done(command)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    for words in ("input picture: expected float32[1, 3, 144, 256]", "output shares", "classes: expected 4"):
        assert words in done.stderr
    assert not (tmp_path / "out" / "result.json").exists()


@pytest.mark.verifies("SRS-106", purpose="implementation")
@pytest.mark.parametrize("command", ["endoscopy", "model-check"])
def test_help_teaches(command: str) -> None:
    """Examples, outputs, the exit codes, and what it is not for."""
    done = _done([sys.executable, "-m", "bedside", command, "--help"])
    assert done.returncode == 0
    for words in ("examples:", "outputs", "Exit codes: 0", "not a diagnosis"):
        assert words in done.stdout
    if command == "endoscopy":
        for words in ("USR1", "Ctrl-C", "not for guidance", "timeline.json"):
            assert words in done.stdout


@pytest.mark.verifies("SRS-103", purpose="implementation")
@pytest.mark.verifies("SRS-106", purpose="implementation")
@pytest.mark.skipif(os.name == "nt", reason="these signals are not Windows' own")
def test_a_live_run_is_ended_in_order_by_the_keyboard(material: Path, tmp_path: Path) -> None:
    """Told by SIGUSR1 to leave the overlay off and by Ctrl-C to end, it writes whole outputs: exit code 0."""
    out = tmp_path / "out"
    command = _command(material, "operation.mp4", out, "--live", "--overlay", "--record")
    with subprocess.Popen(  # noqa: S603 - our own command
        command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            announced = process.stderr.readline()
            process.send_signal(signal.SIGUSR1)
            _wait_for_frames(out)
            process.send_signal(signal.SIGINT)
            said, errors = process.communicate(timeout=60)
        finally:
            process.kill()
    assert f"kill -USR1 {process.pid}" in announced
    assert process.returncode == 0, errors
    result = json.loads((out / "result.json").read_text(encoding="utf-8"))
    assert 0 < result["frames"]["read"] <= 50
    assert result["frames"]["annotated"] == 0
    assert "Written to" in said
    with av.open(str(out / "overlay.mp4")) as container:
        assert sum(1 for _ in container.decode(video=0)) > 0


def _wait_for_frames(out: Path) -> None:
    """Wait until the recording has grown, which happens about a second after the first frame."""
    begun = time.monotonic()
    while time.monotonic() - begun < 60:
        if any(path.stat().st_size > 0 for path in out.glob("recording-*.mp4")):
            return
        time.sleep(0.05)
    raise AssertionError("nothing was recorded within a minute")
