"""``bedside endoscopy``: what is asked reaches the item, and signals reach a live run."""

from __future__ import annotations

import io
import os
import pickle
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import bedside.endoscopy as item
from bedside.app.command_line import main
from bedside.app.verbs import endoscopy
from bedside.endoscopy import Controls, Request, Result, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bedside.endoscopy import Ports

OUT = ["--out", "out"]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[Request, Ports]]:
    """Stand in for the item, and remember what it was asked."""
    calls: list[tuple[Request, Ports]] = []
    monkeypatch.chdir(tmp_path)

    def run(request: Request, ports: Ports) -> Result:
        calls.append((request, ports))
        return Result(Status.ANALYSED, 5.0, {"read": 125}, warnings=("two packets were damaged",))

    monkeypatch.setattr(item, "run", run)
    return calls


@pytest.mark.verifies("SRS-106", purpose="implementation")
def test_every_option_reaches_the_request(asked: list[tuple[Request, Ports]]) -> None:
    """And without options the defaults are the item's own."""
    assert main(["endoscopy", "op.mp4", *OUT]) == 0
    assert asked[-1][0] == Request(Path("op.mp4"), Path("out"))
    options = ["--overlay", "--live", "--record", "--key-frames", "3", "--image-rate", "25", "--seconds", "9"]
    assert main(["endoscopy", "op.mp4", *OUT, *options]) == 0
    wanted = Request(
        Path("op.mp4"), Path("out"), overlay=True, live=True, record=True, key_frames=3, image_rate_hz=25.0,
        camera_s=9.0,
    )  # fmt: skip
    assert asked[-1][0] == wanted


@pytest.mark.verifies("SRS-106", purpose="implementation")
@pytest.mark.verifies("SRS-117", purpose="implementation")
def test_the_screen_says_what_was_found_and_what_is_not_claimed(
    asked: list[tuple[Request, Ports]], capsys: pytest.CaptureFixture[str]
) -> None:
    """Warnings apart; no accuracy on this recording; which files there are."""
    Path("out").mkdir()
    for name in ("result.json", "timeline.json", "key-frame-00001.dcm", "recording-1.mp4"):
        (Path("out") / name).write_text("", encoding="utf-8")
    assert main(["endoscopy", "op.mp4", *OUT]) == 0
    said = capsys.readouterr()
    assert said.err == "Warning: two packets were damaged\n"
    assert "Status: analysed" in said.out
    assert "on this recording none is claimed" in said.out
    assert said.out.splitlines()[-1] == "Written to out: result.json, timeline.json, key-frame-00001.dcm"


@pytest.mark.verifies("SRS-106", purpose="implementation")
@pytest.mark.verifies("SRS-112", purpose="implementation")
def test_models_of_ones_own_take_the_place_of_the_released_ones(asked: list[tuple[Request, Ports]]) -> None:
    """Each alone or both; what opens them can travel to another process."""
    main(["endoscopy", "op.mp4", *OUT, "--workflow-model", "mine", "--threads", "2"])
    ports = asked[-1][1]
    assert ports.own_models == ("workflow",)
    own: Any = pickle.loads(pickle.dumps(ports.open_workflow))  # noqa: S301 - our own
    assert own.args[0] == Path("mine")
    released: Any = pickle.loads(pickle.dumps(ports.open_scene))  # noqa: S301 - our own
    assert (released.args[0], released.args[2]) == ("endoscopy", "scene")
    assert released.args[1].intra_threads == own.args[1].intra_threads == 2


@pytest.mark.verifies("SRS-106", purpose="negative")
def test_recording_without_a_live_run_is_refused(
    asked: list[tuple[Request, Ports]], capsys: pytest.CaptureFixture[str]
) -> None:
    """One line that says what to add; nothing is done."""
    assert main(["endoscopy", "op.mp4", *OUT, "--record"]) == 2
    assert "--live" in capsys.readouterr().err
    assert asked == []


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let Ctrl-C mean what it means at a terminal: a program started in the background ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.verifies("SRS-103", purpose="negative")
@pytest.mark.skipif(os.name == "nt", reason="these signals are not Windows' own")
def test_signals_are_told_of_only_once_they_are_awaited(monkeypatch: pytest.MonkeyPatch) -> None:
    """A SIGUSR1 sent at the moment of the announcement switches the overlay, and does not end the process."""
    awaited = []

    class Screen(io.StringIO):
        def write(self, text: str) -> int:
            awaited.append(signal.getsignal(signal.SIGUSR1) is not signal.SIG_DFL)
            return super().write(text)

    monkeypatch.setattr(sys, "stderr", Screen())
    with endoscopy._hands_on(Controls()):
        assert "kill -USR1" in sys.stderr.getvalue()  # type: ignore[attr-defined] # the screen above
    assert awaited
    assert all(awaited)


@pytest.mark.verifies("SRS-103", purpose="implementation")
@pytest.mark.verifies("SRS-106", purpose="implementation")
@pytest.mark.skipif(os.name == "nt", reason="these signals are not Windows' own")
@pytest.mark.usefixtures("interruptible")
def test_signals_switch_the_overlay_and_end_the_run_in_order() -> None:
    """SIGUSR1 off and on; the first Ctrl-C ends in order, a second one at once; then all is as before."""
    controls, before = Controls(), signal.getsignal(signal.SIGINT)
    with endoscopy._hands_on(controls):
        os.kill(os.getpid(), signal.SIGUSR1)
        assert controls.overlay is False
        os.kill(os.getpid(), signal.SIGUSR1)
        assert controls.overlay is True
        os.kill(os.getpid(), signal.SIGINT)
        assert controls.stopped
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
