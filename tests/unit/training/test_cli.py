"""The command line of training teaches its use, without the libraries that training itself needs."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

import pytest

import bedside
from training.cli import main, parser

MODELS = Path(bedside.__file__).parent / "models/endoscopy"


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


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("endoscopy-scene", ("500,000 parameters", "Wing", "after a kill goes on", "--refinement-steps 20")),
        ("endoscopy-workflow", ("never looks ahead", "dwell rule", "a kill goes on", "--glimpsed 4")),
    ],
)
def test_the_endoscopy_verbs_teach(
    verb: str, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Each says what it makes, how it resumes, and gives commands to copy."""
    with pytest.raises(SystemExit, match="0"):
        main([verb, "--help"])
    told = capsys.readouterr().out
    for word in (*words, f"python -m training {verb} --out"):
        assert word in told


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("fetal-ultrasound", ("flow matching", "a quarter of the", "after a kill", "--student-steps 10")),
        ("fetal-super-resolution", ("256 x 256", "sliced", "--setting gpu")),
        ("fetal-dcgan", ("baseline", "hinge loss", "phantoms alone")),
        ("fetal-planes", ("64 features", "after a kill", "--validation 50")),
    ],
)
def test_the_fetal_ultrasound_verbs_teach(
    verb: str, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Each says what it makes, how it resumes, and gives commands to copy."""
    with pytest.raises(SystemExit, match="0"):
        main([verb, "--help"])
    told = capsys.readouterr().out
    for word in (*words, f"python -m training {verb} --out"):
        assert word in told


def test_the_defaults_of_the_endoscopy_verbs_are_those_of_the_released_models() -> None:
    """Seed, steps, batch and data without options are the released recipes' own."""
    scene = parser().parse_args(["endoscopy-scene", "--out", "x"])
    flow = parser().parse_args(["endoscopy-workflow", "--out", "x"])
    first, refinement = _stages("scene")
    encoder, widening, memory = _stages("workflow")
    for name in ("seed", "steps", "shards", "batch"):
        assert getattr(scene, name) == first[name]
    assert scene.refinement_steps == refinement["steps"]
    assert (flow.seed, flow.steps, flow.operations) == (7, encoder["steps"], encoder["operations"])
    assert (flow.widening_steps, flow.glimpsed) == (widening["steps"], widening["operations"])
    assert flow.memory_steps == memory["steps"]


def _stages(model: str) -> list[dict[str, int]]:
    text = (MODELS / model / "manifest.json").read_text(encoding="utf-8")
    found: list[dict[str, int]] = json.loads(text)["training"]["recipe"]["stages"]
    return found
