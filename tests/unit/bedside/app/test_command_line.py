"""Every way to ask, and one clear message where it cannot be done."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bedside.app import command_line, main
from bedside.runtime.errors import InputError

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


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
    monkeypatch.setattr(command_line, "_eye_movement", _failing(error))
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
    monkeypatch.setattr(command_line, "_eye_movement", _failing(ZeroDivisionError("by zero")))
    assert main(["eye-movement", "x", "--out", "y", "--debug"]) == 2
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.verifies("SRS-033", purpose="implementation")
def test_a_calibration_is_four_numbers_or_a_file(tmp_path: Path) -> None:
    """Both forms give the same calibration."""
    file = tmp_path / "calibration.json"
    numbers = dict(zip(command_line.CALIBRATION, (0.1, 0.2, 160.0, 120.0), strict=True))
    file.write_text(json.dumps(numbers), encoding="utf-8")
    given = command_line._calibration("0.1,0.2,160,120")
    assert given == command_line._calibration(str(file))
    assert (given.deg_per_px_x, given.origin_y_px) == (0.1, 120.0)


@pytest.mark.verifies("SRS-033", purpose="negative")
@pytest.mark.parametrize(
    "text", ["0,0.2,160,120", "nan,1,1,1", "1,2,3", "nowhere.json", "a,b,c,d", "-1,1,0,0"]
)
def test_a_calibration_that_is_none_is_refused(text: str) -> None:
    """Zero, negative and non-finite scales, too few numbers, missing files."""
    with pytest.raises(InputError, match="calibration"):
        command_line._calibration(text)


@pytest.mark.verifies("SRS-033", purpose="negative")
def test_a_file_with_other_entries_is_refused(tmp_path: Path) -> None:
    """Exactly the four names, no fewer and no more."""
    file = tmp_path / "calibration.json"
    file.write_text('{"deg_per_px_x": 1}', encoding="utf-8")
    with pytest.raises(InputError, match="other entries"):
        command_line._calibration(str(file))


@pytest.mark.verifies("SRS-017", purpose="negative")
@pytest.mark.parametrize(
    "arguments",
    [[], ["nothing"], ["eye-movement", "x"], ["eye-movement", "x", "--out", "y", "--image-rate", "-1"],
     ["self-test", "--provider", "tpu"], ["self-test", "--threads", "0"]],
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
