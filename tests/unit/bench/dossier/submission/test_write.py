"""The whole act: read, refuse or print, and put in place."""

from pathlib import Path

import pytest

from bench.cli.command import main
from bench.dossier.submission import assembly
from bench.dossier.submission.doctree import Element
from submission_pages import PLAN, page, paragraph, section, trees


@pytest.fixture
def planned(house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a checkout with a plan, whose pages are read without Sphinx."""
    (house / "docs").mkdir(exist_ok=True)
    (house / "docs/dossier.yml").write_text(PLAN, encoding="utf-8")
    _read(monkeypatch, tmp_path)
    return house


def _read(monkeypatch: pytest.MonkeyPatch, images: Path, **changed: Element) -> None:
    monkeypatch.setattr(assembly, "read_trees", lambda *_: trees(images / "none", **changed))
    (images / "none").mkdir(exist_ok=True)


@pytest.mark.verifies("SRS-199", purpose="negative")
def test_a_refused_submission_leaves_what_lay_there(
    planned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """Exit 1 with document and place; the dossier of before is untouched, and nothing else lies beside it."""
    command = ["--root", str(planned), "dossier", "--out", str(tmp_path / "out/submission")]
    assert main(command) == 0
    before = (tmp_path / "out/submission/manifest.json").read_bytes()
    _read(monkeypatch, tmp_path, risk=page("Risk", section("Limits", paragraph("Who: " + "T" + "BD"))))
    assert main(command) == 1
    assert "RSK-01, Limits: the placeholder" in capsys.readouterr().out
    assert (tmp_path / "out/submission/manifest.json").read_bytes() == before
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["submission"]


def test_the_teaching_reading_is_written_in_spite_of_findings(
    planned: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """It tells them, and stands in a folder of its own."""
    _read(monkeypatch, tmp_path, risk=page("Risk", section("Other", paragraph("Text."))))
    assert main(["--root", str(planned), "dossier", "--reading", "teaching"]) == 0
    assert "leads nowhere" in capsys.readouterr().out
    assert "not for submission" in (planned / "build/dossier/teaching/index.html").read_text(encoding="utf-8")


def test_without_a_plan_nothing_is_written(house: Path, capsys: pytest.CaptureFixture[str]):
    """Exit 2, and the file that is missing is named."""
    assert main(["--root", str(house), "dossier"]) == 2
    assert "docs/dossier.yml" in capsys.readouterr().out
