"""Annotation files in rows."""

from pathlib import Path

import numpy as np
import pytest

from cohorts import ContentError, MissingPathError
from cohorts.rows import check_steps, read_rows, whole_numbers

pytestmark = pytest.mark.verifies("SRS-124", purpose="implementation")


def _file(folder: Path, text: str) -> Path:
    path = folder / "a.txt"
    path.write_text(text)
    return path


def test_rows_are_read_below_their_header(tmp_path: Path) -> None:
    """Spaces around a cell, empty lines and line ends do not matter; without a header all rows count."""
    assert read_rows(_file(tmp_path, "a\tb\r\n1 \t x\r\n\r\n2\ty\r\n"), ("a", "b"), "\t") == [
        ["1", "x"],
        ["2", "y"],
    ]
    assert read_rows(_file(tmp_path, "0,5\n6,5\n"), (), ",") == [["0", "5"], ["6", "5"]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\tc\n1\tx\n", "expected the header a b, found a c"),
        ("", "expected the header a b, found no row"),
        ("a\tb\n", "expected rows of labels, found none"),
        ("a\tb\n1\tx\n2\n", "expected 2 cells in row 1, found 1"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """With what it should hold."""
    with pytest.raises(ContentError, match=message):
        read_rows(_file(tmp_path, text), ("a", "b"), "\t")


def test_a_missing_or_binary_file_is_refused(tmp_path: Path) -> None:
    """By its path."""
    with pytest.raises(MissingPathError, match=r"none\.txt is missing: there should be an annotation file"):
        read_rows(tmp_path / "none.txt", (), ",")
    (tmp_path / "a.bin").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ContentError, match="expected text"):
        read_rows(tmp_path / "a.bin", (), ",")


def test_numbers_are_whole(tmp_path: Path) -> None:
    """And a half is refused."""
    assert whole_numbers(tmp_path, ["3", "-1"]).tolist() == [3, -1]
    with pytest.raises(ContentError, match="whole numbers"):
        whole_numbers(tmp_path, ["0.5"])


@pytest.mark.parametrize(("index", "found"), [([0, 25, 75], "75"), ([25, 50], "25"), ([0, 25, 25], "25")])
def test_a_gap_in_the_index_is_found_at_its_row(tmp_path: Path, index: list[int], found: str) -> None:
    """A row left out, one too late, one doubled: each would shift the labels behind it."""
    with pytest.raises(ContentError, match=rf"expected index \d+ in row \d, found {found}"):
        check_steps(tmp_path, np.array(index), 25)


def test_an_index_without_a_gap_passes(tmp_path: Path) -> None:
    """Whatever its step."""
    check_steps(tmp_path, np.array([0, 6, 12]), 6)
