"""The command line of training teaches its use, without the libraries that training itself needs."""

from __future__ import annotations

import importlib
import sys

import pytest

from training.cli import main, parser


def test_the_help_of_a_model_says_how_long_it_takes_and_shows_examples(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """``python -m training eye-movement --help`` ends with 0 and names time, stages and a short try."""
    monkeypatch.setattr(sys, "argv", ["training", "eye-movement", "--help"])
    with pytest.raises(SystemExit) as ended:
        importlib.import_module("training.__main__")
    told = capsys.readouterr().out
    assert ended.value.code == 0
    assert "an hour and a half" in told
    assert "--steps 60" in told


def test_a_model_that_is_not_known_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Anything but a known model ends with 2 and says what there is."""
    with pytest.raises(SystemExit) as ended:
        main(["liver", "--out", "x"])
    assert ended.value.code == 2
    assert "eye-movement" in capsys.readouterr().err


def test_the_defaults_are_those_of_the_released_model() -> None:
    """Seed, steps and batch without options are the recipe's own."""
    chosen = parser().parse_args(["eye-movement", "--out", "x"])
    assert (chosen.seed, chosen.steps, chosen.batch, chosen.threads) == (7, 3600, 32, 1)
