"""The study as it was fixed, and its key."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench.readers import ReaderStudyError, Settings, StudyFiles, Truth, read_study, write_study
from bench.readers.study import opaque_id


def test_what_is_written_is_read_again(files: StudyFiles, tmp_path: Path) -> None:
    """Study and key come back as they were."""
    write_study(files, tmp_path)
    assert read_study(tmp_path) == (files.study, files.key)


@pytest.mark.parametrize(
    ("name", "entry", "value"),
    [
        ("study.json", ("settings", "margin"), 0.3),
        ("study.json", ("settings", "seed"), 2),
        ("study.json", ("key",), "0" * 64),
        ("key.json", ("salt",), "another"),
    ],
)
def test_a_study_that_was_changed_afterwards_is_refused(
    files: StudyFiles, tmp_path: Path, name: str, entry: tuple[str, ...], value: object
) -> None:
    """A margin, a seed or a key chosen after the readings fits no longer."""
    write_study(files, tmp_path)
    _change(tmp_path / name, entry, value)
    with pytest.raises(ReaderStudyError, match="changed since"):
        read_study(tmp_path)


def test_a_truth_that_was_turned_afterwards_is_refused(files: StudyFiles, tmp_path: Path) -> None:
    """The study holds the key's digest since before anybody read."""
    write_study(files, tmp_path)
    name, truth = next(iter(files.key.images.items()))
    other = "real" if truth.kind == "synthetic" else "synthetic"
    _change(tmp_path / "key.json", ("images", name, "kind"), other)
    with pytest.raises(ReaderStudyError, match="not this study's key, or was changed since"):
        read_study(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"settings": {"instructions": []}}', "no json"])
def test_a_file_that_is_no_study_is_refused_in_one_line(files: StudyFiles, tmp_path: Path, text: str) -> None:
    """Whatever is wrong with it."""
    write_study(files, tmp_path)
    (tmp_path / "study.json").write_text(text)
    with pytest.raises(ReaderStudyError) as refused:
        read_study(tmp_path)
    assert "\n" not in str(refused.value)


def test_an_opaque_id_needs_the_salt() -> None:
    """Who has the picture but not the salt cannot compute it; the same salt gives the same id."""
    assert opaque_id("one", "picture") == opaque_id("one", "picture")
    assert opaque_id("one", "picture") != opaque_id("two", "picture")
    assert opaque_id("one", "picture") != opaque_id("one", "another")


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"repeat_share": 0.3},
        {"repeat_share": -0.1},
        {"examples": -1},
        {"display_px": 10},
        {"margin": 0.5},
        {"margin": 0.0},
    ],
)
def test_settings_that_make_no_study_are_refused(wrong: dict[str, Any]) -> None:
    """When they are made, not when readers have read."""
    with pytest.raises(ValueError, match=r".+"):
        Settings(**wrong)


def test_a_picture_is_real_or_synthetic() -> None:
    """There is no third kind."""
    with pytest.raises(ValueError, match="real or synthetic"):
        Truth("perhaps", "a.png", "0")


def _change(path: Path, entry: tuple[str, ...], value: object) -> None:
    held = json.loads(path.read_text())
    inner = held
    for name in entry[:-1]:
        inner = inner[name]
    inner[entry[-1]] = value
    path.write_text(json.dumps(held))
