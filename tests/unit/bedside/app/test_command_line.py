"""Every way to ask, and one clear message where it cannot be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bedside.app.command_line import main
from bedside.app.verbs import eye_movement
from bedside.runtime.errors import InputError

if TYPE_CHECKING:
    import argparse


def _failing(error: BaseException) -> object:
    def command(_: argparse.Namespace) -> int:
        raise error

    return command


@pytest.mark.verifies("SRS-013", purpose="implementation")
@pytest.mark.parametrize(
    ("error", "words"),
    [
        (InputError("eye.mp4", "a video", "an empty file"), "eye.mp4: found an empty file. Give a video."),
        (KeyboardInterrupt(), "no result of this run"),
        (MemoryError(), "out of memory"),
        (ZeroDivisionError("by zero"), "an internal error, ZeroDivisionError: by zero"),
        (InputError("a", "b", "two\nlines"), "two lines"),
    ],
)
def test_every_failure_is_one_line_and_exit_code_2(
    error: BaseException, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ours, the user's stop, lack of memory and our own mistakes alike; no traceback."""
    monkeypatch.setattr(eye_movement, "run", _failing(error))
    assert main(["eye-movement", "x", "--out", "y"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("bedside: ")
    assert len(said.err.splitlines()) == 1
    assert words in said.err


@pytest.mark.verifies("SRS-013", purpose="implementation")
def test_debug_shows_where_an_error_arose(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --debug the traceback comes before the message."""
    monkeypatch.setattr(eye_movement, "run", _failing(ZeroDivisionError("by zero")))
    assert main(["eye-movement", "x", "--out", "y", "--debug"]) == 2
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.verifies("SRS-017", purpose="negative")
@pytest.mark.parametrize(
    "arguments",
    [[], ["nothing"], ["eye-movement", "x"], ["eye-movement", "x", "--out", "y", "--image-rate", "-1"],
     ["self-test", "--provider", "tpu"], ["self-test", "--threads", "0"], ["endoscopy", "x"],
     ["endoscopy", "x", "--out", "y", "--key-frames", "0"], ["model-check", "x"],
     ["endoscopy", "x", "--out", "y", "--threshold", "1"], ["model-check", "x", "--role", "nose"],
     ["fetal-ultrasound", "--plane", "femur", "--out", "y"],
     ["fetal-ultrasound", "--plane", "femur", "--ga-weeks", "young", "--out", "y"]],
)  # fmt: skip
def test_a_wrong_argument_is_answered_with_what_there_is(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2 and the usage."""
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: bedside" in capsys.readouterr().err


@pytest.mark.verifies("SRS-017", purpose="implementation")
def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    """--version prints it."""
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out.startswith("bedside 0.")
