"""Progress is one moving line on a terminal and a line now and then elsewhere."""

from __future__ import annotations

import time

import pytest

from bedside.app.progress import Progress

pytestmark = pytest.mark.verifies("SRS-013", purpose="implementation")


def test_short_work_is_silent_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody reads a log of frames."""
    progress = Progress()
    progress.tell(10, 100)
    progress.end()
    assert capsys.readouterr().err == ""


def test_long_work_says_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """After ten seconds there is a line with frames, total and rate."""
    progress = Progress()
    later = time.monotonic() + 20
    monkeypatch.setattr(time, "monotonic", lambda: later)
    progress.tell(500, 1000)
    progress.tell(501, None)
    assert capsys.readouterr().err == "500 of 1000 frames, 25 a second\n"


def test_what_is_counted_has_its_own_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Images are no frames."""
    progress = Progress("images")
    later = time.monotonic() + 20
    monkeypatch.setattr(time, "monotonic", lambda: later)
    progress.tell(500, 1000)
    assert capsys.readouterr().err == "500 of 1000 images, 25 a second\n"
