"""The command makes a package that the device opens, and says what it does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

torch = pytest.importorskip("torch")

from bedside.eye_movement.processing.observation import OperatingPoint  # noqa: E402
from bedside.eye_movement.processing.preprocessing import Preprocessing  # noqa: E402
from bedside.runtime.model import load_package  # noqa: E402
from training.cli import main  # noqa: E402
from training.eye_movement.provenance import source_digest, source_files  # noqa: E402

if TYPE_CHECKING:
    from pathlib import Path


def test_a_short_job_makes_a_package_that_the_device_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two steps are enough for a whole package; the manifest records how it was made."""
    monkeypatch.setattr("training.eye_movement.frames.SHARD", 24)
    out = tmp_path / "model"
    arguments = ["--out", str(out), "--steps", "40", "--shards", "0", "--batch", "8", "--validation", "12"]
    assert main(["eye-movement", *arguments, "--cache", str(tmp_path / "cache")]) == 0
    package = load_package(out)
    recorded = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert package.manifest.item == "eye_movement"
    assert recorded["training"]["recipe"]["steps"] == recorded["training"]["steps"] == 40
    assert recorded["training"]["source_sha256"] == source_digest()
    assert recorded["metrics"]["torch_onnx_deviation"] < 1e-4
    Preprocessing.from_manifest(recorded["preprocessing"])
    OperatingPoint.from_manifest(recorded["operating_point"])
    assert "4 of 4" in capsys.readouterr().out


def test_the_help_teaches(capsys: pytest.CaptureFixture[str]) -> None:
    """It says what is made, how it resumes, and gives commands to copy."""
    with pytest.raises(SystemExit, match="0"):
        main(["eye-movement", "--help"])
    text = capsys.readouterr().out
    for word in ("100,000 parameters", "after a kill goes on", "python -m training eye-movement --out"):
        assert word in text


def test_every_deciding_file_exists_and_none_is_heldout() -> None:
    """The digest is over files that are there; the held-out renderer decides nothing."""
    assert all(path.is_file() for path in source_files().values())
    assert not any("heldout" in name for name in source_files())
