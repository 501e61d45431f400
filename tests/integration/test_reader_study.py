"""A reader study from two folders to its report, by the bench's command line."""

import json
from pathlib import Path

import pytest

from bench.cli import main
from bench.readers import StudyFiles, read_study
from reader_study import Judge, perfect, undecided, write_filed, write_pictures

ROOT = Path(__file__).resolve().parents[2]


def _readers(*arguments: object) -> int:
    return main(["--root", str(ROOT), "readers", *map(str, arguments)])


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Make a study of eight pictures of each kind by the command."""
    folders = write_pictures(tmp_path)
    folder = tmp_path / "study"
    given = (
        "--real",
        folders.real,
        "--synthetic",
        folders.synthetic,
        "--out",
        folder,
        "--repeat-share",
        0.25,
    )
    assert _readers("page", *given) == 0
    return folder


def _sent(study: Path, **judges: Judge) -> list[Path]:
    held, key = read_study(study)
    return [write_filed(study, StudyFiles(held, key, ""), name, judge) for name, judge in judges.items()]


@pytest.mark.verifies("SRS-190", purpose="implementation")
@pytest.mark.verifies("SRS-191", purpose="implementation")
def test_a_study_runs_from_two_folders_to_a_report(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Page and key first, then three readers, then the report; the screen says what may not be concluded."""
    sent = _sent(study, A1=perfect, B1=undecided, C1=perfect)
    assert _readers("analyse", study, *sent, "--out", tmp_path / "report") == 0
    report = json.loads((tmp_path / "report" / "reader_study_report.json").read_text())
    assert report["pooled"]["auc"]["readers_like_these"]["point"] == pytest.approx(2.5 / 3)
    assert [reader["reader"] for reader in report["readers"]] == ["A1", "B1", "C1"]
    assert "a wide interval is what few readers" in capsys.readouterr().out


@pytest.mark.verifies("SRS-191", purpose="negative")
def test_what_cannot_be_used_is_refused_in_one_line_with_exit_2(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No report is written for it."""
    sent = _sent(study, A1=perfect)
    sent[0].write_text(sent[0].read_text().replace('"confidence": 6', '"confidence": 1', 1))
    capsys.readouterr()
    assert _readers("analyse", study, *sent, "--out", tmp_path / "report") == 2
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 1
    assert "its digest does not hold" in said.out
    assert said.err == ""
    assert not (tmp_path / "report").exists()


def test_a_study_is_not_made_twice_into_one_folder(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first one's key would be lost."""
    before = (study / "key.json").read_bytes()
    given = ("--real", tmp_path / "real", "--synthetic", tmp_path / "synthetic", "--out", study)
    assert _readers("page", *given) == 2
    assert "give another folder" in capsys.readouterr().out
    assert (study / "key.json").read_bytes() == before


def test_a_plan_prints_pictures_for_each_number_of_readers(capsys: pytest.CaptureFixture[str]) -> None:
    """And says where no number of pictures will do."""
    assert _readers("size", "--half-width", 0.08, "--readers", 2, 6) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "no number of pictures" in lines[1]
    assert "real and" in lines[2]
    assert _readers("size", "--half-width", 0.9) == 2
    assert "half width" in capsys.readouterr().out


def test_instructions_of_a_file_stand_in_the_page(tmp_path: Path) -> None:
    """Paragraph by paragraph."""
    folders = write_pictures(tmp_path)
    words = tmp_path / "words.txt"
    words.write_text("Standard planes of\nthe head.\n\nIgnore what is cut off.\n", encoding="utf-8")
    given = ("--real", folders.real, "--synthetic", folders.synthetic, "--out", tmp_path / "study")
    assert _readers("page", *given, "--instructions", words) == 0
    page = (tmp_path / "study" / "reader_study.html").read_text(encoding="utf-8")
    assert '["Standard planes of the head.", "Ignore what is cut off."]' in page
