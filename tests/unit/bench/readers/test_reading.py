"""What readers send back."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench.evidence import digest
from bench.readers import ReaderStudyError, StudyFiles, read_reading, read_readings
from reader_study import filed, perfect, undecided, write_filed


@pytest.mark.verifies("SRS-191", purpose="implementation")
def test_a_whole_file_gives_every_answer_in_its_order(files: StudyFiles, tmp_path: Path) -> None:
    """Sixteen pictures, four of them twice."""
    reading = read_reading(write_filed(tmp_path, files, "AB", perfect), files.study)
    assert reading.reader == "AB"
    assert len(reading.answers) == 20
    assert set(reading.firsts()) == set(files.study.images)
    assert len(reading.pairs()) == 4
    assert all(one.image == other.image and one.presentation == 1 for one, other in reading.pairs())


@pytest.mark.verifies("SRS-191", purpose="negative")
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"study": "0" * 64}, "answers another study"),
        ({"page": "0" * 64}, "made with another page"),
        ({"schema": 2}, "no file that a reader's page wrote"),
        ({"complete": False}, "let the reader finish"),
        ({"trials": []}, "0 of 20 pictures are judged"),
        ({"reader": "CD"}, "not in the order of reader CD"),
        ({"trials": None}, "answers cannot be used"),
    ],
)
def test_a_file_that_does_not_answer_this_study_is_refused(
    files: StudyFiles, tmp_path: Path, changed: dict[str, Any], said: str
) -> None:
    """Even where its digest holds; one line names the file and the reason."""
    path = write_filed(tmp_path, files, "AB", perfect, **changed)
    with pytest.raises(ReaderStudyError, match=said) as refused:
        read_reading(path, files.study)
    assert str(refused.value).startswith(str(path))
    assert "\n" not in str(refused.value)


@pytest.mark.verifies("SRS-191", purpose="negative")
@pytest.mark.parametrize(
    ("entry", "value"),
    [("confidence", 6), ("quality", 1), ("time_ms", 1), ("remark", "new"), ("answered", "later")],
)
def test_an_answer_that_was_edited_is_refused(
    files: StudyFiles, tmp_path: Path, entry: str, value: object
) -> None:
    """The file's digest holds no longer."""
    path = write_filed(tmp_path, files, "AB", undecided)
    held = json.loads(path.read_text())
    held["trials"][3][entry] = value
    path.write_text(json.dumps(held))
    with pytest.raises(ReaderStudyError, match="its digest does not hold"):
        read_reading(path, files.study)


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        *(("confidence", wrong) for wrong in (0, 7, 2.5, True, "3", None)),
        *(("quality", wrong) for wrong in (0, 6)),
        *(("time_ms", wrong) for wrong in (-1, 0.5)),
        *(("revisions", wrong) for wrong in (-1, None)),
    ],
)
def test_an_answer_off_its_scale_is_refused(
    files: StudyFiles, tmp_path: Path, entry: str, value: object
) -> None:
    """Even where somebody computed the digest again."""
    held = filed(files.study, files.key, "AB", perfect)
    held["trials"][3][entry] = value
    held["digest"] = digest({name: one for name, one in held.items() if name != "digest"})
    path = tmp_path / "AB.json"
    path.write_text(json.dumps(held))
    with pytest.raises(ReaderStudyError, match="answers cannot be used: .*" + entry):
        read_reading(path, files.study)


def test_answers_in_another_order_than_shown_are_refused(files: StudyFiles, tmp_path: Path) -> None:
    """Each reader's order follows from the code, and is computed again."""
    shown = filed(files.study, files.key, "AB", perfect)["trials"]
    path = write_filed(tmp_path, files, "AB", perfect, trials=[shown[1], shown[0], *shown[2:]])
    with pytest.raises(ReaderStudyError, match="not in the order of reader AB"):
        read_reading(path, files.study)


@pytest.mark.parametrize("text", ["", "[1]", '{"schema": 1', '{"digest": NaN}'])
def test_what_is_no_reading_is_refused_in_one_line(files: StudyFiles, tmp_path: Path, text: str) -> None:
    """Half a download, or another file altogether."""
    path = tmp_path / "half.json"
    path.write_text(text)
    with pytest.raises(ReaderStudyError, match=r"half\.json: it "):
        read_reading(path, files.study)


def test_half_a_character_in_a_remark_is_refused(files: StudyFiles, tmp_path: Path) -> None:
    """It has no bytes, so no digest can hold; the page replaces it before it saves."""
    path = tmp_path / "AB.json"
    held = filed(files.study, files.key, "AB", perfect)
    held["trials"][0]["remark"] = "\ud800"
    path.write_text(json.dumps(held))
    with pytest.raises(ReaderStudyError, match="its digest does not hold"):
        read_reading(path, files.study)


def test_two_files_of_one_reader_are_refused(files: StudyFiles, tmp_path: Path) -> None:
    """One reader who counts twice would narrow the interval."""
    first = write_filed(tmp_path, files, "AB", perfect)
    again = tmp_path / "again.json"
    again.write_bytes(first.read_bytes())
    with pytest.raises(ReaderStudyError, match=r"reader AB is in .* already"):
        read_readings([first, again], files.study)


def test_readers_come_in_the_order_of_their_codes(files: StudyFiles, tmp_path: Path) -> None:
    """Whatever the order of the files."""
    paths = [write_filed(tmp_path, files, reader, undecided) for reader in ("C", "A", "B")]
    assert [reading.reader for reading in read_readings(paths, files.study)] == ["A", "B", "C"]
